/** Archives as an attacker, a bad disk or another program would make them. Every checksum is right unless said. */
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { memberOf } from "../../src/archive/member.ts";
import { tarHeader, tarPadding } from "../../src/archive/tar.ts";
import { writeTrailer } from "../../src/archive/trailer.ts";
import { runtime } from "../../src/system/runtime.ts";

export const top = "snapshot-23_11_2026-12_00_00";
export const block = "01M84DDKBD6Y7PQAS874T7MRYD";
export const inBlock = (name: string) => `${top}/${block}/${name}`;

type Bytes = Uint8Array<ArrayBuffer>;

/** One entry of a tar stream; fields that are given replace what is usual, byte for byte. */
export interface ForgedEntry {
  readonly path: string | Uint8Array;
  readonly type?: string;
  readonly body?: Uint8Array;
  /** Texts or bytes by their offset in the header. */
  readonly fields?: Readonly<Record<number, string | Uint8Array>>;
  /** What fills the last block instead of zeros. */
  readonly padding?: number;
  /** Written instead of the right checksum. */
  readonly sum?: string;
}

const encoder = new TextEncoder();
const asBytes = (text: string | Uint8Array) => (typeof text === "string" ? encoder.encode(text) : text);

export function join(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function entryBytes({ path, type = "0", body = new Uint8Array(0), fields = {}, padding = 0, sum }: ForgedEntry) {
  const header = tarHeader({ path: "x", type: "file", size: body.length, modified: 1_700_000_000 });
  header.fill(0, 0, 100);
  header.set(asBytes(path), 0);
  header.set(encoder.encode(type), 156);
  for (const [offset, field] of Object.entries(fields)) header.set(asBytes(field), Number(offset));
  header.set(encoder.encode("        "), 148);
  const total = header.reduce((before, byte) => before + byte, 0);
  header.set(encoder.encode(sum ?? `${total.toString(8).padStart(6, "0")}\0 `), 148);
  return join(header, body, new Uint8Array(tarPadding(body.length)).fill(padding));
}

export const directory = (path: string): ForgedEntry => ({ path, type: "5" });
export const file = (path: string, body = "contents"): ForgedEntry => ({ path, body: encoder.encode(body) });
export const blocks = (count: number) => new Uint8Array(512 * count);

/** A tar stream in two parts, as promsnap divides it: what stands in the head, and the rest with its end. */
export interface ForgedTar {
  readonly head?: readonly ForgedEntry[];
  readonly rest?: readonly ForgedEntry[];
  readonly end?: Uint8Array;
}

export const soundHead: readonly ForgedEntry[] = [
  directory(`${top}/`),
  directory(`${top}/${block}/`),
  file(inBlock("meta.json"), "{}"),
];

export function tarParts({ head = soundHead, rest = [], end = blocks(2) }: ForgedTar): [head: Bytes, rest: Bytes] {
  return [join(...head.map(entryBytes)), join(...rest.map(entryBytes), end)];
}

/** The script's kind: all in one gzip member. */
export const scriptArchive = (tar: ForgedTar): Bytes => join(gzipSync(join(...tarParts(tar)), { level: 1 }));

/** A gzip member of promsnap's; what is given replaces what is right. */
export function member(bytes: Bytes, { head = false, unpacked = bytes.length } = {}): Bytes {
  return join(...memberOf(runtime.gzip(bytes, 1), unpacked, head));
}

export function trailerOf(unpacked: number, content: number): Bytes {
  return writeTrailer({ taken: 1_795_435_200_000, unpacked, content, damage: [] });
}

/** promsnap's kind, with totals that agree. */
export function ownArchive(tar: ForgedTar): Bytes {
  const [head, rest] = tarParts(tar);
  const contents = [...(tar.head ?? soundHead), ...(tar.rest ?? [])].map(({ body }) => body?.length ?? 0);
  const content = contents.reduce((total, size) => total + size, 0);
  const members = [member(head, { head: true }), ...(rest.length > 0 ? [member(rest)] : [])];
  return join(...members, trailerOf(head.length + rest.length, content));
}

/** A gzip file with any header and foot around the deflated bytes. */
export function gzipOf(bytes: Uint8Array, { header = gzipHeader(), crc = crc32(bytes), length = bytes.length } = {}) {
  const foot = new Uint8Array(8);
  new DataView(foot.buffer).setUint32(0, crc, true);
  new DataView(foot.buffer).setUint32(4, length, true);
  return join(header, deflateRawSync(bytes, { level: 1 }), foot);
}

export function gzipHeader(flags = 0, more: readonly number[] = []): Uint8Array {
  return Uint8Array.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3, ...more]);
}
