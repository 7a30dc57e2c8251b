import type { Clock } from "../system/system.ts";
import type { StoreDraft } from "./store.ts";
import { draw, fullBucket } from "./token-bucket.ts";

/** How fast bytes may go into a store. */
export interface LimitTerms {
  /** Bytes in a second (BANDWIDTH_LIMIT); undefined where nothing limits them. */
  readonly rate: number | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * The same draft, that takes no more bytes in a second than may pass. What it has taken a store may send in one go: a part
 * of an upload goes out as fast as the line is, and then nothing for as long as it takes. Throws the signal's reason.
 */
export function limitDraft(draft: StoreDraft, { rate, clock, signal }: LimitTerms): StoreDraft {
  if (rate === undefined) return draft;
  let bucket = fullBucket(rate, clock.now());
  return {
    name: draft.name,
    path: draft.path,
    write: async (bytes, memory) => {
      const drawn = draw(bucket, bytes.length, rate, clock.now());
      bucket = drawn.bucket;
      if (drawn.wait > 0) await clock.sleep(drawn.wait, signal);
      await draft.write(bytes, memory);
    },
    prove: () => draft.prove(),
    commit: () => draft.commit(),
    discard: () => draft.discard(),
  };
}
