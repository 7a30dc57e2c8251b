/** What a restore has to refuse, with the reason that it gives. */
import { gzipSync } from "node:zlib";
import type { ArchiveProblem } from "../../src/faults/archive.ts";
import {
  block,
  blocks,
  directory,
  entryBytes,
  type ForgedEntry,
  type ForgedTar,
  file,
  gzipHeader,
  gzipOf,
  inBlock,
  join,
  member,
  ownArchive,
  scriptArchive,
  soundHead,
  tarParts,
  top,
  trailerOf,
} from "./forge.ts";

type Case = readonly [name: string, reason: ArchiveProblem, bytes: Uint8Array];

const other = "01M84DDKP7Y7FM95E4BKPFMT1G";
const base256 = (...bytes: number[]) => Uint8Array.from(bytes);
const entry = (name: string, more: Partial<ForgedEntry> = {}): ForgedEntry => ({ ...file(inBlock(name)), ...more });
const link = (type: string, target = "/etc/passwd"): ForgedEntry => ({
  path: inBlock("x"),
  type,
  fields: { 157: target },
});

const names: Readonly<Record<string, string | Uint8Array>> = {
  "an absolute name": "/etc/cron.d/evil",
  "an absolute name below the top": `/${inBlock("x")}`,
  "a name that climbs out": "../evil",
  "a name that climbs out in the middle": `${top}/../../evil`,
  "a name that climbs out of its block": inBlock("../x"),
  "a name that ends in ..": inBlock(".."),
  "a dot in a name's middle": inBlock("./x"),
  "a dot before the top": `./${inBlock("x")}`,
  "a name that ends in a dot alone": inBlock("."),
  "an empty part": inBlock("/x"),
  "an empty name": "",
  "a backslash": inBlock("..\\..\\evil"),
  "a line end": inBlock("index\n"),
  "an escape sequence": inBlock("\u001b[2J"),
  "a DEL": inBlock("\u007f"),
  "a C1 control": inBlock("\u009b31m"),
  "a reversed text": inBlock("\u202egpj.exe"),
  "an invisible space": inBlock("in\u200bdex"),
  "a byte order mark": `\ufeff${top}/`,
  "bytes that are not UTF-8": join(new TextEncoder().encode(inBlock("")), Uint8Array.from([0xff, 0xfe])),
  "something behind the name's end": inBlock("index\0evil"),
  "a file's name that ends in a slash": inBlock("x/"),
};

const places: Readonly<Record<string, readonly ForgedEntry[]>> = {
  "a second top directory": [directory("other/")],
  "a file of another top": [file(`other/${block}/x`)],
  "a file beside the blocks": [file(`${top}/prometheus.yml`)],
  "a write-ahead log": [directory(`${top}/wal/`)],
  "a directory that is no block": [directory(`${top}/lost+found/`)],
  "a block in lower case": [directory(`${top}/${other.toLowerCase()}/`)],
  "a block that Prometheus would delete": [directory(`${top}/${other}.tmp-for-deletion/`)],
  "a block's name that is too long": [directory(`${top}/${other}0/`)],
  "a block's name beyond all times": [directory(`${top}/8${other.slice(1)}/`)],
  "a block that is a file": [file(`${top}/${other}`)],
  "a file of a block that is not there": [file(`${top}/${other}/index`)],
  "a segment before its directory": [file(inBlock("chunks/000001"))],
  "a file below a file": [file(inBlock("index")), file(inBlock("index/x"))],
  "an index that is a directory": [directory(inBlock("index/"))],
  "tombstones that are a directory": [directory(inBlock("tombstones"))],
  "chunks that are a file": [file(inBlock("chunks"))],
};

const twice: Readonly<Record<string, readonly ForgedEntry[]>> = {
  "the top twice": [directory(`${top}/`)],
  "a block twice": [directory(`${top}/${block}`)],
  "a file twice": [file(inBlock("index")), file(inBlock("index"))],
  "a file where a directory is": [directory(inBlock("d/")), file(inBlock("d"))],
  "a directory where a file is": [file(inBlock("d")), directory(inBlock("d/"))],
};

const types: Readonly<Record<string, ForgedEntry>> = {
  "a hard link": link("1"),
  "a symbolic link": link("2"),
  "a symbolic link to a directory": { ...link("2", "/"), path: inBlock("chunks") },
  "a character device": link("3", ""),
  "a block device": link("4", ""),
  "a FIFO": link("6", ""),
  "a contiguous file": link("7", ""),
  "a long name of GNU tar": { path: "././@LongLink", type: "L", body: new TextEncoder().encode(inBlock("x")) },
  "a long link of GNU tar": { path: "././@LongLink", type: "K", body: new TextEncoder().encode("/etc/passwd") },
  "a sparse file": link("S", ""),
  "a dump directory": link("D", ""),
  "a continued file": link("M", ""),
  "a volume's label": link("V", ""),
  "a pax header": { path: "PaxHeaders/x", type: "x", body: new TextEncoder().encode("19 path=/etc/passwd\n") },
  "a global pax header": { path: "pax_global_header", type: "g", body: new TextEncoder().encode("15 size=1000000\n") },
  "a Solaris header": link("X", ""),
  "a file of the oldest kind": entry("x", { type: "\0" }),
  "an unknown type": link("Z", ""),
};

const sizes: Readonly<Record<string, ForgedEntry>> = {
  "a directory with contents": { ...directory(inBlock("d/")), fields: { 124: "00000000010\0" } },
  "a negative size": entry("x", { fields: { 124: new Uint8Array(12).fill(0xff) } }),
  "a size beyond 64 bits": entry("x", { fields: { 124: base256(0x80, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) } }),
  "a size beyond exact numbers": entry("x", { fields: { 124: base256(0x80, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0, 1) } }),
  "a size of petabytes": entry("x", { fields: { 124: base256(0x80, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0) } }),
  "a size of gigabytes": entry("x", { fields: { 124: "77777777777\0" } }),
  "a size that is no number": entry("x", { fields: { 124: "0x000000010\0" } }),
  "a size with a sign": entry("x", { fields: { 124: "-0000000010\0" } }),
  "a size of blanks": entry("x", { fields: { 124: "            " } }),
};

const headers: Readonly<Record<string, ForgedEntry>> = {
  "a wrong header checksum": entry("x", { sum: "012345\0 " }),
  "a header checksum of blanks": entry("x", { sum: "        " }),
  "a link's target on a file": entry("x", { fields: { 157: "/etc/passwd" } }),
  "a device's number on a file": entry("x", { fields: { 329: "0000001\0" } }),
  "a time before 1970": entry("x", { fields: { 136: new Uint8Array(12).fill(0xff) } }),
  "a time after all": entry("x", { fields: { 136: base256(0x80, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0) } }),
  "a mode that is no number": entry("x", { fields: { 100: "rwxr-xr-" } }),
  "an owner that is no number": entry("x", { fields: { 108: "root\0\0\0\0" } }),
};

const formats: Readonly<Record<string, ForgedEntry>> = {
  "no magic number": entry("x", { fields: { 257: new Uint8Array(8) } }),
  "an unknown magic number": entry("x", { fields: { 257: "ustar 00" } }),
  "times of GNU's incremental format": entry("x", { fields: { 257: "ustar  \0", 345: "14421200000\0" } }),
  "a prefix that climbs out": entry("x", { fields: { 345: "../.." } }),
  "an absolute prefix": entry("x", { fields: { 345: "/etc" } }),
};

const streams: Readonly<Record<string, readonly [ArchiveProblem, ForgedTar]>> = {
  "bytes where padding belongs": ["padding", { rest: [entry("x", { padding: 1 })] }],
  "no end": ["cut off", { end: blocks(0), rest: [file(inBlock("x"))] }],
  "half an end": ["cut off", { end: blocks(1) }],
  "an entry behind the end": ["trailing bytes", { end: join(blocks(2), entryBytes(file(inBlock("x"))), blocks(2)) }],
  "an entry in the middle of the end": ["trailing bytes", { end: join(blocks(1), entryBytes(file("x")), blocks(2)) }],
  "bytes behind the end": ["trailing bytes", { end: join(blocks(2), new Uint8Array(512).fill(7)) }],
  "zeros without end": ["trailing bytes", { end: blocks(22) }],
  "half a block": ["cut off", { end: join(blocks(2), new Uint8Array(100)) }],
  "a file that is cut off": ["cut off", { rest: [entry("x", { fields: { 124: "00000001000\0" } })], end: blocks(0) }],
  "a file that swallows the end": ["cut off", { rest: [entry("x", { fields: { 124: "00000002000\0" } })] }],
};

/** Every such thing in an archive of either kind. */
function inBothKinds(): Case[] {
  const one = (reason: ArchiveProblem, all: Readonly<Record<string, ForgedEntry | readonly ForgedEntry[]>>) =>
    Object.entries(all).map(([name, rest]) => [name, reason, { rest: [rest].flat() }] as const);
  const byName = Object.fromEntries(Object.entries(names).map(([name, path]) => [name, { ...file("x"), path }]));
  const tars: (readonly [string, ArchiveProblem, ForgedTar])[] = [
    ...one("entry name", { ...byName, ...formats }),
    ...one("entry place", places),
    ...one("entry twice", twice),
    ...one("entry type", types),
    ...one("entry size", sizes),
    ...one("tar header", headers),
    ...Object.entries(streams).map(([name, [reason, tar]]) => [name, reason, tar] as const),
    ["a top that is a file", "entry place", { head: [file(top)] }],
    ["a block before the top", "entry place", { head: [directory(`${top}/${block}/`)] }],
    ["a directory name that ends in two slashes", "entry name", { head: [directory(`${top}//`)] }],
    [
      "a meta.json that is a directory",
      "entry place",
      { head: [...soundHead.slice(0, 2), directory(inBlock("meta.json/"))] },
    ],
  ];
  return tars.flatMap(([name, reason, tar]): Case[] => [
    [`${name}, in promsnap's kind`, reason, ownArchive(tar)],
    [`${name}, in the script's kind`, reason, scriptArchive(tar)],
  ]);
}

const sound = join(...tarParts({ rest: [file(inBlock("index"))] }));
const soundGzip = scriptArchive({ rest: [file(inBlock("index"))] });

const gzips: readonly Case[] = [
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

const members: readonly Case[] = [
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

export const hostileCases: readonly Case[] = [...inBothKinds(), ...gzips, ...members];
