/** Tar streams that a restore has to refuse, with the reason that it gives. */
import type { ArchiveProblem } from "../../src/faults/archive.ts";
import {
  block,
  blocks,
  directory,
  entryBytes,
  type ForgedEntry,
  type ForgedTar,
  file,
  inBlock,
  join,
  ownArchive,
  scriptArchive,
  soundHead,
  top,
} from "./forge.ts";

/** A hostile archive: what it is with, why it is refused, its bytes. */
export type HostileCase = readonly [name: string, reason: ArchiveProblem, bytes: Uint8Array];

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

/** Every such thing in an archive of promsnap's and in one of the script's. */
export function hostileTars(): HostileCase[] {
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
  return tars.flatMap(([name, reason, tar]): HostileCase[] => [
    [`${name}, in promsnap's kind`, reason, ownArchive(tar)],
    [`${name}, in the script's kind`, reason, scriptArchive(tar)],
  ]);
}
