/** Sound parts of what is read, and how right checksums are put on changed ones. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipHeader } from "../../src/archive/member.ts";
import { trailerTailBytes } from "../../src/archive/trailer.ts";
import { block } from "../archive/forge.ts";

const fileOf = (name: string) => Uint8Array.from(readFileSync(join(import.meta.dir, "block", name)));

/** A block of three series that promtool 2.42 made of OpenMetrics, with all that an index has. */
export const realBlock = {
  index: fileOf("index"),
  chunks: fileOf("chunks"),
  tombstones: fileOf("tombstones"),
  meta: fileOf("meta.json"),
};

/** A meta.json with everything in it that promsnap reads. */
export const soundMeta = {
  ulid: block,
  minTime: 1_795_392_000_000,
  maxTime: 1_795_435_200_000,
  stats: { numSamples: 1200, numSeries: 10, numChunks: 10, numTombstones: 1 },
  compaction: { level: 2, sources: [block], parents: [{ ulid: block, minTime: 1, maxTime: 2 }], hints: ["x"] },
  version: 1,
};

/** A damage as a trailer names it. */
export const damage = { block, file: "chunks/000001", offset: 4711, problem: "checksum", section: "chunk" };

/** The tar stream with right checksums, as far as its headers can be found. */
export function resealed(tar: Uint8Array): Uint8Array {
  const sealed = Uint8Array.from(tar);
  for (let at = 0; at + 512 <= sealed.length; ) {
    const header = sealed.subarray(at, at + 512);
    if (header.every((byte) => byte === 0)) break;
    header.fill(32, 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
    const size = Number.parseInt(new TextDecoder().decode(header.subarray(124, 135)), 8);
    at += 512 + (size > 0 ? Math.ceil(size / 512) * 512 : 0);
  }
  return sealed;
}

/** A last member of an archive that says this text. */
export function inTrailer(text: Uint8Array): Uint8Array<ArrayBuffer> {
  const member = new Uint8Array(16 + text.length + trailerTailBytes);
  const view = new DataView(member.buffer);
  member.set(gzipHeader((8 + text.length) & 0xffff));
  member.set([0x50, 0x54], 12);
  view.setUint16(14, text.length + 4, true);
  member.set(text, 16);
  view.setUint32(16 + text.length, member.length, true);
  member.set([3, 0], 20 + text.length);
  return member;
}
