import type { S3Access } from "./access.ts";
import type { Patience } from "./attempts.ts";

const second = 1000;
/** How long a request is tried again: what is small and may be typed by a person, and what hours of work hang on. */
const briefly = 60 * second;
const stubbornly = 300 * second;
/** A line slower than this counts as dead: bytes in a millisecond, which is 64 KB in a second. */
const leastRate = 64;

/** For what is asked and answered in a few bytes. */
export function brief({ requestTimeout }: S3Access): Patience {
  return { each: requestTimeout, all: briefly };
}

/** For requests that carry so many bytes, either way. */
export function transfer({ requestTimeout }: S3Access, bytes: number): Patience {
  return { each: requestTimeout + bytes / leastRate, all: stubbornly + bytes / leastRate };
}

/** For giving an upload its name: Amazon's own servers may take minutes to put 10,000 parts together. */
export function assembling({ requestTimeout }: S3Access): Patience {
  return { each: Math.max(requestTimeout, stubbornly), all: 2 * stubbornly };
}
