import type { Trouble, Weather } from "../bed/proxy.ts";

/** Draws numbers from 0 to 1. */
export type Random = () => number;

/** What befalls one run of promsnap on its way to a bucket. */
export interface Misfortune {
  readonly kind: Kind | "fair";
  readonly weather: Weather;
  /** After how many milliseconds the run is killed. */
  readonly kill?: number;
  /** Whether its minutes of patience pass in seconds: what it waits for never comes. */
  readonly fast?: boolean;
}

/** Every kind of misfortune there is; those that last are of a nature of the others. */
export const kinds = [
  "answers cut off",
  "uploads cut off",
  "resets",
  "black hole",
  "500",
  "503 SlowDown",
  "expired keys",
  "slow line",
  "killed",
  "killed in bad weather",
  "away from the start",
  "away from then on",
] as const;
export type Kind = (typeof kinds)[number];

/** Nothing befalls it. */
export const fair: Misfortune = { kind: "fair", weather: {} };

/** An answer of S3's that is an error. */
function refusal(status: string, code: string): string {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>told</Message></Error>`;
  const head = `HTTP/1.1 ${status}\r\ncontent-type: application/xml\r\ncontent-length: ${body.length}\r\nconnection: close`;
  return `${head}\r\n\r\n${body}`;
}

const below = (random: Random, limit: number) => Math.floor(random() * limit);
/** Bytes of a run's parts, and of the answers to it. */
const [uploadBytes, answerBytes] = [9_000_000, 700];

/** One stroke of each nature. */
const strokes = {
  "answers cut off": (random) => ({ cutAfter: below(random, answerBytes) }),
  "uploads cut off": (random) => ({ cutSent: below(random, uploadBytes) }),
  resets: (random) => ({ cutAfter: below(random, answerBytes), reset: true }),
  "black hole": () => ({ swallow: true }),
  500: () => ({ answer: refusal("500 Internal Server Error", "InternalError") }),
  "503 SlowDown": () => ({ answer: refusal("503 Slow Down", "SlowDown") }),
} satisfies Partial<Record<Kind, (random: Random) => Trouble>>;
const natures = Object.values(strokes);

/** One stroke of any nature. */
function anyStroke(random: Random): Trouble {
  return natures[below(random, natures.length)]?.(random) ?? {};
}

/** Every so many of a run's requests are struck. */
const oftenAs = 0.25;
/** A run makes about so many requests, and takes about so many milliseconds. */
const [usualRequests, usualTime] = [14, 1500];

/** Minutes are given to a part, and to an upload that is put together, before no answer counts as none. */
const isSpared = (request: string) => request.includes("uploadId=");

const nowAndThen =
  (random: Random, stroke: () => Trouble): Weather =>
  (request) => {
    const trouble = random() < oftenAs ? stroke() : {};
    return trouble.swallow === true && isSpared(request) ? {} : trouble;
  };

/** From one request on every one is struck. */
function lasting(first: number, stroke: () => Trouble): Weather {
  let requests = 0;
  return () => {
    requests += 1;
    return requests > first ? stroke() : {};
  };
}

/** Draws what befalls a run. The same numbers give the same, as far as the run makes the same requests. */
export function misfortune(kind: Kind, random: Random): Misfortune {
  const early = below(random, usualRequests);
  switch (kind) {
    case "expired keys":
      return { kind, weather: lasting(early, () => ({ answer: refusal("403 Forbidden", "ExpiredToken") })) };
    case "slow line":
      return { kind, weather: () => ({ rate: 2000 + below(random, 20_000), delay: below(random, 50) }) };
    case "killed":
      return { kind, weather: {}, kill: below(random, usualTime) };
    case "killed in bad weather":
      return { kind, weather: nowAndThen(random, () => anyStroke(random)), kill: below(random, 2 * usualTime) };
    case "away from the start":
      return { kind, weather: lasting(0, () => anyStroke(random)), fast: true };
    case "away from then on": {
      const stroke = natures[below(random, natures.length)];
      return { kind, weather: lasting(early, () => stroke?.(random) ?? {}), fast: true };
    }
    default:
      return { kind, weather: nowAndThen(random, () => strokes[kind](random)) };
  }
}
