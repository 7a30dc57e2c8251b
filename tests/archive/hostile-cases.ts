/** What a restore has to refuse, with the reason that it gives. */
import { gzipSync } from "node:zlib";
import {
  blocks,
  file,
  gzipHeader,
  gzipOf,
  inBlock,
  join,
  member,
  scriptArchive,
  tarParts,
  trailerOf,
} from "./forge.ts";
import { type HostileCase, hostileTars } from "./hostile-tars.ts";

const sound = join(...tarParts({ rest: [file(inBlock("index"))] }));
const soundGzip = scriptArchive({ rest: [file(inBlock("index"))] });

const gzips: readonly HostileCase[] = [
  ["an empty file", "not gzip", new Uint8Array(0)],
  ["a tar that is not compressed", "not gzip", sound],
  ["a bzip2 file", "not gzip", new TextEncoder().encode("BZh91AY&SY")],
  ["a gzip header and nothing else", "cut off", gzipHeader()],
  ["an unknown method", "gzip data", gzipOf(sound, { header: Uint8Array.from([0x1f, 0x8b, 7, 0, 0, 0, 0, 0, 0, 3]) })],
  ["a gzip comment", "gzip data", gzipOf(sound, { header: gzipHeader(16, [65, 0]) })],
  ["a gzip extra field", "gzip data", gzipOf(sound, { header: gzipHeader(4, [1, 0, 65]) })],
  ["a gzip header checksum", "gzip data", gzipOf(sound, { header: gzipHeader(2, [0, 0]) })],
  ["unknown gzip flags", "gzip data", gzipOf(sound, { header: gzipHeader(0x80) })],
  ["a gzip name without end", "gzip data", join(gzipHeader(8), new Uint8Array(9000).fill(65))],
  ["a wrong checksum", "gzip data", gzipOf(sound, { crc: 1 })],
  ["a wrong length", "gzip data", gzipOf(sound, { length: sound.length + 1 })],
  ["deflate data that is none", "gzip data", join(gzipHeader(), new Uint8Array(600).fill(0xff))],
  ["a byte behind the gzip member", "trailing bytes", join(soundGzip, new Uint8Array([7]))],
  ["zeros behind the gzip member", "trailing bytes", join(soundGzip, new Uint8Array(100_000))],
  ["an empty gzip member behind it", "trailing bytes", join(soundGzip, gzipSync(""))],
  ["the archive a second time", "trailing bytes", join(soundGzip, soundGzip)],
  ["megabytes of junk behind it", "trailing bytes", join(soundGzip, new Uint8Array(3_000_000).fill(7))],
  ["an empty gzip file", "cut off", join(gzipSync(""))],
  ["nothing but zeros", "cut off", join(gzipSync(blocks(2)))],
];

const [head, rest] = tarParts({ rest: [file(inBlock("index"))] });
const content = 2 + 8;
const [headMember, restMember] = [member(head, { head: true }), member(rest)];
const soundTrailer = trailerOf(head.length + rest.length, content);

/** Changes numbers of a member's header: bytes in it, bytes it inflates to. */
function resized(bytes: Uint8Array, packed: number, unpacked: number): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  view.setUint32(18, view.getUint32(18, true) + packed, true);
  view.setUint32(22, view.getUint32(22, true) + unpacked, true);
  return copy;
}

const changed = (bytes: Uint8Array, offset: number, value: number) => bytes.with(offset, value);
const trailing = (...parts: Uint8Array[]) => join(headMember, ...parts, soundTrailer);

const members: readonly HostileCase[] = [
  ["a member that inflates to more than it says", "member sizes", trailing(resized(restMember, 0, -512))],
  ["a member that inflates to less than it says", "member sizes", trailing(resized(restMember, 0, 512))],
  ["a member that inflates to nothing", "member sizes", trailing(resized(restMember, 0, -rest.length))],
  ["a member of four gigabytes inflated", "member sizes", trailing(changed(restMember, 25, 0xff))],
  ["a member of four gigabytes", "member sizes", trailing(changed(restMember, 21, 0xff))],
  ["a member that reaches into the trailer", "member sizes", trailing(resized(restMember, 4, 0))],
  ["a member that ends too early", "trailing bytes", join(resized(headMember, -4, 0), restMember, soundTrailer)],
  [
    "a member whose checksum is wrong",
    "gzip data",
    trailing(changed(restMember, restMember.length - 8, (restMember.at(-8) ?? 0) ^ 1)),
  ],
  ["a member of another version", "trailing bytes", trailing(changed(restMember, 16, 2))],
  ["a member of an unknown section", "trailing bytes", trailing(changed(restMember, 17, 2))],
  ["a member that no promsnap wrote", "trailing bytes", trailing(join(gzipSync(rest)))],
  ["an empty gzip member in between", "trailing bytes", trailing(join(gzipSync("")), restMember)],
  ["a trailer in between", "trailing bytes", trailing(soundTrailer, restMember)],
  ["a byte in between", "trailing bytes", trailing(new Uint8Array(1), restMember)],
  [
    "the archive a second time, of promsnap's kind",
    "trailing bytes",
    trailing(restMember, soundTrailer, headMember, restMember),
  ],
  ["members in another order", "entry place", join(restMember, headMember, soundTrailer)],
  ["a member twice", "totals", trailing(restMember, restMember)],
  [
    "half a block in a member",
    "cut off",
    join(headMember, member(join(rest, new Uint8Array(100))), trailerOf(head.length + rest.length + 100, content)),
  ],
  [
    "a head behind other members",
    "entry place",
    join(headMember, restMember, changed(restMember, 17, 1), trailerOf(9999, content)),
  ],
  ["a head that holds an index", "entry place", join(headMember, member(rest, { head: true }), soundTrailer)],
  ["a meta.json outside the head", "entry place", join(member(head), restMember, soundTrailer)],
  ["a member that is missing", "cut off", join(headMember, soundTrailer)],
  [
    "a trailer that announces more",
    "totals",
    join(headMember, restMember, trailerOf(head.length + rest.length + 512, content)),
  ],
  [
    "a trailer that announces less",
    "totals",
    join(headMember, restMember, trailerOf(head.length + rest.length - 512, content)),
  ],
  [
    "a trailer with other contents",
    "totals",
    join(headMember, restMember, trailerOf(head.length + rest.length, content + 1)),
  ],
  ["no trailer", "no trailer", join(headMember, restMember)],
  ["a trailer that is cut off", "no trailer", join(headMember, restMember, soundTrailer.subarray(0, -1))],
  [
    "a byte behind the trailer",
    "no trailer",
    trailing(restMember, soundTrailer, new Uint8Array(1)).subarray(0, -soundTrailer.length),
  ],
  ["a trailer whose words are none", "no trailer", join(headMember, restMember, changed(soundTrailer, 16, 0x5b))],
  [
    "a trailer that says another size of itself",
    "no trailer",
    join(headMember, restMember, changed(soundTrailer, soundTrailer.length - 14, 60)),
  ],
];

export const hostileCases: readonly HostileCase[] = [...hostileTars(), ...gzips, ...members];
