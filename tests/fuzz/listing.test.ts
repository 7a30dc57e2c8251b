import { afterAll, expect } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDesk } from "../../src/cli/desk.ts";
import { listCommand } from "../../src/cli/list.ts";
import type { World } from "../../src/cli/world.ts";
import { loadSettings } from "../../src/config/load.ts";
import { realSystem } from "../../src/system/system.ts";
import * as forge from "../archive/forge.ts";
import { fuzz } from "./fuzzing.ts";
import { hostileBytes } from "./hostile-bytes.ts";
import { asJson, hostileJson } from "./hostile-json.ts";
import { damage, inTrailer, soundMeta } from "./sound.ts";

const place = mkdtempSync(join(tmpdir(), "promsnap-"));
afterAll(() => rmSync(place, { recursive: true }));

const environment = {
  PROMSNAP_HOST: "localhost",
  PROMSNAP_SNAPSHOT_DIR: place,
  PROMSNAP_PROMETHEUS_DATA_DIR: "/data",
};
const system = { ...realSystem(), environment };
const configuration = loadSettings(join(place, "none"), system);
let printed = "";
const stream = {
  isTerminal: false,
  colours: false,
  columns: () => 80,
  write: (text: string) => {
    printed += text;
  },
};
const world: World = {
  system,
  terminal: { output: stream, errors: stream },
  version: "0",
  createWorker: () => {
    throw new Error("list needs no worker");
  },
  person: () => undefined,
  signal: new AbortController().signal,
  onHangup: () => undefined,
  elapsed: () => 0,
  every: () => () => undefined,
};

/** What `list --long` prints of a store that holds this one archive, as a table and as JSON. */
async function listed(archive: Uint8Array): Promise<string> {
  writeFileSync(join(place, "snapshot-23_11_2026-12_00_00.tar.gz"), archive);
  printed = "";
  for (const json of [false, true]) {
    const desk = openDesk(world, { json, quiet: false, verbose: false }, "fr");
    expect(await listCommand(world, desk, configuration, true)).toBe(0);
  }
  return printed;
}

/** A table of a line for each snapshot, perhaps a warning, and one object: whatever is in the archive. */
function holds(text: string): void {
  const lines = text.trimEnd().split("\n");
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]|undefined|NaN|Infinity|Invalid/u);
  expect(lines.filter((line) => line.startsWith("snapshot-"))).toHaveLength(1);
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ snapshots: [{ maker: expect.any(String) }] });
}

const metas = [soundMeta, { ...soundMeta, stats: {} }];
const headOf = (meta: Uint8Array) => [...forge.soundHead.slice(0, 2), { path: forge.inBlock("meta.json"), body: meta }];

fuzz({
  name: "listing of what a meta tells",
  inputs: hostileJson(metas),
  sound: asJson(metas),
  read: (meta) => listed(forge.ownArchive({ head: headOf(meta) })),
  holds,
});

fuzz({
  name: "listing of what an archive of the script tells",
  inputs: hostileJson(metas),
  sound: asJson(metas),
  read: (meta) => listed(forge.scriptArchive({ head: headOf(meta) })),
  holds,
});

const [head, rest] = forge.tarParts({ head: headOf(new Uint8Array(5)) });
const unpacked = head.length + rest.length;
const trailers = [
  { format: 1, taken: 1_795_435_200_000, unpacked, content: 5, damaged: 0, damage: [] },
  { format: 1, taken: 1, unpacked, content: 5, damaged: 1, damage: [damage] },
];

fuzz({
  name: "listing of what a trailer tells",
  inputs: hostileJson(trailers),
  sound: asJson(trailers),
  read: (text) => listed(forge.join(forge.member(head, { head: true }), forge.member(rest), inTrailer(text))),
  holds,
});

const archive = forge.ownArchive({ head: headOf(new Uint8Array(5)) });

fuzz({ name: "listing of any file", inputs: hostileBytes([archive]), sound: [archive], read: listed, holds });
