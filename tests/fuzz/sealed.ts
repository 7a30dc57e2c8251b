/** Files of a block with right checksums on whatever is in them: an attacker can make them as well. */
import { type BlockFileKind, beginCheck, headBytes, tailBytes } from "../../src/tsdb/block-files.ts";
import type { ChunkTrace } from "../../src/tsdb/chunk-trace.ts";
import { crc32c } from "../../src/tsdb/crc32c.ts";
import { endFrames, pushFrames } from "../../src/tsdb/frames.ts";

/** The checksums of all entries put right, as far as the file can be walked through: what lies behind them is looked at. */
export function withSums(kind: "index" | "chunks", bytes: Uint8Array): Uint8Array {
  const file = Uint8Array.from(bytes);
  const view = new DataView(file.buffer);
  const seal = (from: number, to: number) => {
    if (from >= 0 && from <= to && to + 4 <= file.length) view.setInt32(to, crc32c(file, view, from, to, 0));
  };
  if (kind === "index") seal(file.length - 52, file.length - 4);
  for (let round = 0; round < 200; round++) {
    const finding = findingIn(kind, file);
    if (finding?.problem !== "checksum") return file;
    const [from, to] = entryAt(file, finding.offset, finding.section);
    seal(from, to);
  }
  return file;
}

/** From where to where the checksum of an entry goes. */
function entryAt(file: Uint8Array, offset: number, section: string): [from: number, to: number] {
  if (section !== "series" && section !== "chunk") {
    const length = new DataView(file.buffer, file.byteOffset).getUint32(offset);
    return [offset + 4, offset + 4 + length];
  }
  let [length, at] = [0, offset];
  for (let shift = 1; ; shift *= 128) {
    const byte = file[at++] ?? 0;
    length += (byte & 0x7f) * shift;
    if (byte < 0x80) return [at, at + length + (section === "chunk" ? 1 : 0)];
  }
}

/** Checks a file that comes in pieces of these lengths. */
export function findingIn(kind: BlockFileKind, file: Uint8Array, piece = file.length, trace?: ChunkTrace) {
  const state = beginCheck(kind, file.length, file.subarray(0, headBytes), file.subarray(-tailBytes));
  for (let at = 0; at < file.length; at += piece) {
    pushFrames(state, file.subarray(at, at + piece), trace);
  }
  return endFrames(state);
}
