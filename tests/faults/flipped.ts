/** An archive in which single bits are flipped, and what stands at each of its bytes. */
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { memberHeaderBytes, memberOf, readMemberSizes } from "../../src/archive/member.ts";
import { readTarHeader } from "../../src/archive/tar-header.ts";
import { runtime } from "../../src/system/runtime.ts";
import { join as joined } from "../archive/forge.ts";
import { makeOwnArchive } from "../archive/making.ts";
import { type BlockParameters, blocksIn, cachedBlocks, oneDay } from "../bed/blocks.ts";
import { must } from "../bed/processes.ts";
import { Bytes } from "../tsdb/small-block.ts";

export type Data = Uint8Array<ArrayBuffer>;

/** A block of a hundred series. */
const smallest: BlockParameters = { ...oneDay, hosts: 1, hours: 2 };

/** A copy of a real block in which a series lacks a minute, so that its tombstones hold something. */
export async function flippingBlock(path: string): Promise<string> {
  const blocks = await cachedBlocks(smallest);
  const [name = ""] = await blocksIn(blocks);
  const block = join(path, name);
  await mkdir(path, { recursive: true });
  await cp(join(blocks, name), block, { recursive: true });
  const index = await readFile(join(block, "index"));
  const series = Number(index.readBigUInt64BE(index.length - 52 + 8)) / 16;
  const meta = await Bun.file(join(block, "meta.json")).json();
  const stone = new Bytes([]).uvarint(BigInt(Math.ceil(series)));
  stone.varint(BigInt(meta.minTime)).varint(BigInt(meta.minTime + 60_000));
  await writeFile(
    join(block, "tombstones"),
    new Bytes([0x01, 0x30, 0xba, 0x30, 1]).add(stone.bytes).sum(stone.bytes).array(),
  );
  meta.stats.numTombstones = 1;
  await writeFile(join(block, "meta.json"), `${JSON.stringify(meta, null, "\t")}\n`);
  // The same archive in every run, so that a bit of it can be tried again.
  await must(["find", path, "-exec", "touch", "-d", "@1700000000", "{}", "+"]);
  return name;
}

/** promsnap's archive of such a block. */
export async function ownArchive(source: string, path: string): Promise<Data> {
  await makeOwnArchive(source, path);
  return new Uint8Array(await Bun.file(path).bytes());
}

/** The bytes with one bit the other way round. */
export function flip(bytes: Uint8Array, bit: number): Data {
  const flipped = new Uint8Array(bytes);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

/** Numbers below a limit that look random and are the same in every run. */
export function* numbersBelow(limit: number, seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    yield Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }
}

/** Writes an archive, with the checksum file that it should have or without any. */
export async function store(path: string, bytes: Uint8Array, sha256: string | undefined): Promise<void> {
  await writeFile(path, bytes);
  if (sha256 !== undefined) await writeFile(`${path}.sha256`, `${sha256}  ${basename(path)}\n`);
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A data member of promsnap's: where it stands, and what is in it. */
export interface Member {
  readonly offset: number;
  readonly packed: Data;
  readonly bytes: Data;
  readonly head: boolean;
}

/** The members of an archive of promsnap's, and the trailer behind them. */
export function membersOf(archive: Data): { members: Member[]; trailer: Data } {
  const members: Member[] = [];
  for (let offset = 0; ; ) {
    const sizes = readMemberSizes(archive.subarray(offset));
    if (sizes === undefined) return { members, trailer: archive.slice(offset) };
    const packed = archive.slice(offset, offset + sizes.packed);
    members.push({ offset, packed, bytes: runtime.gunzip(packed, sizes.unpacked), head: sizes.head });
    offset += sizes.packed;
  }
}

/** The archive with one bit of its tar stream flipped: every checksum of gzip's is right again. */
export function repacked({ members, trailer }: ReturnType<typeof membersOf>, bit: number): Data {
  let before = 0;
  const parts = members.map(({ packed, bytes, head }) => {
    const at = bit - before * 8;
    before += bytes.length;
    if (at < 0 || at >= bytes.length * 8) return packed;
    return joined(...memberOf(runtime.gzip(flip(bytes, at), 1), bytes.length, head));
  });
  return joined(...parts, trailer);
}

/** What a stretch of a tar stream is: a file of the block, or what tar itself puts there. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  /** `index`, `chunks/000001`, …, `tar header`, `tar padding` or `tar end`. */
  readonly what: string;
}

/** The stretches of a tar stream in their order. */
export function stretchesOf(tar: Uint8Array): Stretch[] {
  const stretches: Stretch[] = [];
  for (let at = 0; at < tar.length; ) {
    const read = readTarHeader(tar.subarray(at, at + 512));
    if (read.kind !== "entry") {
      stretches.push({ start: at, end: tar.length, what: "tar end" });
      break;
    }
    const { path, size } = read.header;
    const [content, end] = [at + 512, at + 512 + Math.ceil(size / 512) * 512];
    stretches.push({ start: at, end: content, what: "tar header" });
    if (size > 0) stretches.push({ start: content, end: content + size, what: path.split("/").slice(2).join("/") });
    if (end > content + size) stretches.push({ start: content + size, end, what: "tar padding" });
    at = end;
  }
  return stretches;
}

/** What stands at a byte of an archive file of promsnap's. */
export function placeIn({ members, trailer }: ReturnType<typeof membersOf>, byte: number): string {
  const member = members.find(({ offset, packed }) => byte >= offset && byte < offset + packed.length);
  if (member === undefined) return trailer.length > 0 ? "trailer" : "beyond";
  const at = byte - member.offset;
  if (at < memberHeaderBytes) return "gzip header";
  return at < member.packed.length - 8 ? "deflate data" : "gzip checksum and length";
}
