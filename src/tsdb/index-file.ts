import { beginCheck, headBytes, tailBytes } from "./block-files.ts";
import { type ByteSource, bytesOf } from "./byte-source.ts";
import type { Finding } from "./damage.ts";
import type { Region } from "./entries.ts";
import { endFrames, pushFrames } from "./frames.ts";

/** What the check of an index file tells: its version where it has one, and its sections or what is wrong. */
export interface IndexCheck {
  readonly version: number | undefined;
  readonly regions: readonly Region[];
  readonly finding: Finding | undefined;
}

const stretchBytes = 1 << 20;

/** Checks an index file from its first byte to its last: table of contents, and the checksum of every entry. */
export function checkIndex(source: ByteSource): IndexCheck {
  const head = bytesOf(source, 0, headBytes);
  const tail = bytesOf(source, Math.max(0, source.size - tailBytes), tailBytes);
  const state = beginCheck("index", source.size, head, tail);
  const buffer = new Uint8Array(stretchBytes);
  for (let at = 0; at < source.size && state.step !== "end"; ) {
    const count = source.read(buffer.subarray(0, Math.min(stretchBytes, source.size - at)), at);
    if (count === 0) break;
    pushFrames(state, buffer.subarray(0, count));
    at += count;
  }
  // The check is over before the table of contents, which was looked at first.
  if (state.step === "end") state.offset = source.size;
  const finding = endFrames(state);
  const known = finding?.section !== "header";
  return { version: known ? head[4] : undefined, regions: state.regions, finding };
}
