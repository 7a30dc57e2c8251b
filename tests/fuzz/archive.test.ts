import { afterAll, expect } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { inflateHere } from "../../src/archive/inflate.ts";
import { readMemberSizes } from "../../src/archive/member.ts";
import { readArchive } from "../../src/archive/reader.ts";
import { tarHeader } from "../../src/archive/tar.ts";
import { readTarHeader } from "../../src/archive/tar-header.ts";
import { readTrailer, trailerSize, writeTrailer } from "../../src/archive/trailer.ts";
import { sayDamage } from "../../src/report/messages/damage.ts";
import { withoutControls } from "../../src/report/text.ts";
import { Directory } from "../../src/system/directory.ts";
import * as forge from "../archive/forge.ts";
import { expectPrintable, fuzz } from "./fuzzing.ts";
import { hostileBytes } from "./hostile-bytes.ts";
import { asJson, hostileJson } from "./hostile-json.ts";
import { damage, inTrailer, resealed, soundMeta } from "./sound.ts";

const place = mkdtempSync(join(tmpdir(), "promsnap-"));
const here = Directory.open(place);
afterAll(() => {
  here[Symbol.dispose]();
  rmSync(place, { recursive: true });
});
const { signal } = new AbortController();

/** Everything that an archive tells: each entry with its size, and whether what came of it has that size. */
async function readWhole(bytes: Uint8Array): Promise<{ top: string; content: number; came: number }> {
  writeFileSync(join(place, "archive"), bytes);
  using file = here.file("archive");
  let [came, whole] = [0, { top: "", content: -1 }];
  const progress = (done: number) => expect(done).toBeLessThanOrEqual(file.size);
  for await (const event of readArchive(file, { inflate: inflateHere, ahead: 2, signal, progress })) {
    if (event.kind === "content") came += event.bytes.length;
    else if (event.kind === "whole") whole = event;
  }
  return { ...whole, came };
}

const holds = ({ top, content, came }: { top: string; content: number; came: number }) => {
  expect(came).toBe(content);
  expect(top).not.toMatch(/[/\p{Cc}]|^\.{0,2}$/u);
};

const rest = [
  forge.file(forge.inBlock("tombstones"), "x"),
  forge.directory(forge.inBlock("chunks/")),
  { path: forge.inBlock("chunks/000001"), body: new Uint8Array(1500).map((_, index) => index * 7) },
  forge.file(forge.inBlock("index"), ""),
];
const head = [...forge.soundHead.slice(0, 2), forge.file(forge.inBlock("meta.json"), JSON.stringify(soundMeta))];
const own = forge.ownArchive({ head, rest });
const script = forge.scriptArchive({ head, rest });
const [headPart, restPart] = forge.tarParts({ head, rest });
const tar = Buffer.concat([headPart, restPart]);

fuzz({ name: "archive of promsnap", inputs: hostileBytes([own, script]), sound: [own], read: readWhole, holds });

fuzz({ name: "archive of the script", inputs: hostileBytes([script, own]), sound: [script], read: readWhole, holds });

// Behind right checksums, which an attacker can make as well.
fuzz({
  name: "tar stream of the script",
  inputs: hostileBytes([tar]).map(resealed),
  sound: [tar],
  read: (input) => readWhole(gzipSync(input, { level: 1 })),
  holds,
});

fuzz({
  name: "tar stream of promsnap",
  inputs: hostileBytes([tar]).map(resealed),
  sound: [tar],
  read: (input) => {
    const [first, second] = [input.slice(0, headPart.length), input.slice(headPart.length)];
    const members = [forge.member(first, { head: true }), ...(second.length > 0 ? [forge.member(second)] : [])];
    return readWhole(Buffer.concat([...members, forge.trailerOf(input.length, holdsInFiles)]));
  },
  holds,
});

const holdsInFiles = [...head, ...rest].reduce((total, { body }) => total + (body?.length ?? 0), 0);
const headers = [tar.subarray(0, 512), tar.subarray(1024, 1536), gunzipSync(script).subarray(0, 512)];

fuzz({
  name: "tar header",
  inputs: hostileBytes(headers).map((bytes) => resealed(Buffer.concat([bytes, new Uint8Array(512)]).subarray(0, 512))),
  sound: headers,
  read: (input) => {
    const read = readTarHeader(input);
    return read.kind === "entry" ? read.header : undefined;
  },
  holds: (header) => {
    // GNU tar may end a name with the slashes that it likes; promsnap's own writer repeats everything else.
    const again = readTarHeader(tarHeader(header));
    expect(again).toEqual({ kind: "entry", header });
  },
});

fuzz({
  name: "member header",
  inputs: hostileBytes([own.subarray(0, 40)]),
  sound: [own.subarray(0, 40)],
  read: readMemberSizes,
  holds: ({ packed, unpacked }) => {
    expect(packed).toBeGreaterThan(26);
    expect(unpacked).toBeGreaterThanOrEqual(0);
  },
});

const trailers = [
  { format: 1, taken: 1_795_435_200_000, unpacked: 5120, content: 1502, damaged: 0, damage: [] },
  { format: 1, taken: 1, unpacked: 0, content: 0, damaged: 1, damage: [damage] },
];

fuzz({
  name: "trailer",
  inputs: hostileJson(trailers),
  sound: asJson(trailers),
  read: (input) => {
    const member = inTrailer(input);
    return trailerSize(member) === member.length ? readTrailer(member) : undefined;
  },
  holds: (trailer) => {
    const { format: _format, damaged: _damaged, ...parts } = trailer;
    for (const one of trailer.damage) expectPrintable(withoutControls(sayDamage(one, "fr")));
    if (trailer.damaged > trailer.damage.length) return;
    expect(readTrailer(writeTrailer(parts))).toEqual(JSON.parse(JSON.stringify(trailer)));
  },
});
