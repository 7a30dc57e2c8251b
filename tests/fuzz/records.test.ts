import { afterAll, expect } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isFault } from "../../src/errors.ts";
import {
  type AnyJournal,
  parseJournal,
  readJournal,
  refuseUnfinished,
  writeJournal,
} from "../../src/jobs/restore/journal.ts";
import { parseRecord, type RequestEntry, recordText, settle } from "../../src/prometheus/request-record.ts";
import { isSnapshotName } from "../../src/prometheus/snapshot-name.ts";
import { DirectoryStore } from "../../src/stores/directory-store.ts";
import { identityOf, storeIdentityName } from "../../src/stores/identity.ts";
import { SnapshotDirectory } from "../../src/stores/snapshot-directory.ts";
import { readVerdict, type Verdict, writeVerdict } from "../../src/stores/verdict.ts";
import { Directory } from "../../src/system/directory.ts";
import { block } from "../archive/forge.ts";
import { expectSayable, fuzz } from "./fuzzing.ts";
import { hostileBytes } from "./hostile-bytes.ts";
import { asJson, hostileJson } from "./hostile-json.ts";

const place = mkdtempSync(join(tmpdir(), "promsnap-"));
const here = Directory.open(place);
const store = new DirectoryStore(here);
afterAll(() => {
  here[Symbol.dispose]();
  rmSync(place, { recursive: true });
});

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytesOf = (line: string) => new TextEncoder().encode(line);
const put = (name: string, bytes: Uint8Array) => writeFileSync(join(place, name), bytes);

const names = ["20261122T132325Z-4f5aa5bc52e4c752", "20261122T132326Z-1"];
const requests = [
  {
    version: 1,
    requests: [
      { asked: 1_795_354_000_000, deadline: 1_795_357_600_000, before: names, startTime: "2026-11-22T13:00:00Z" },
      { asked: 1_795_354_000_000, deadline: 1_795_354_000_001, before: [], name: names[0], seen: [names[1]] },
    ],
  },
];

fuzz<readonly RequestEntry[]>({
  name: "record of requests",
  inputs: hostileJson(requests),
  sound: asJson(requests),
  read: (bytes) => parseRecord(text(bytes)),
  holds: (entries) => {
    expect(JSON.stringify(parseRecord(recordText(entries)))).toBe(JSON.stringify(entries));
    const there = [...names, "20261122T132327Z-2", "mine"];
    const { remove, keep, ambiguous } = settle(entries, there, { startTime: "later" });
    const told = [...remove, ...ambiguous.flatMap((one) => one.names)];
    expect(told.filter((name) => !there.includes(name) || !isSnapshotName(name))).toEqual([]);
    expect(new Set(told).size).toBe(told.length);
    expect(keep.length).toBeLessThanOrEqual(entries.length);
  },
});

const child = { name: block, device: "2049", inode: "131" };
const restore = {
  version: 1,
  device: "2049",
  kind: "restore",
  file: "latest",
  archive: "/store/snapshot-22_11_2026-11_09_40.tar.gz",
  direction: "forward",
  stage: "moving",
  exchange: { out: "previous-20261124T230501Z", in: "restore-20261124T230501Z/new", incoming: [child] },
  previous: "previous-20261124T230501Z",
  before: [child, { ...child, name: "wal" }],
  service: "docker:prometheus",
  wasRunning: true,
  wasServing: true,
  stopped: 1_795_354_000_000,
  ulids: [block],
  range: { from: 1, to: 2 },
};
const merged = { ulid: block, minTime: 0, maxTime: 1, bytes: 1, sources: [block], parents: [], deletable: false };
const merge = {
  version: 1,
  device: "2049",
  kind: "merge",
  file: "latest",
  archive: "/store/a",
  allowOverlap: false,
  in: "restore-20261124T230501Z/new",
  blocks: [{ ...merged, device: "2049", inode: "131" }],
};

/** Only places of promsnap's own and only Prometheus's own names are in it. */
function expectSafe(journal: AnyJournal): void {
  const places =
    journal.kind === "merge" ? [journal.in] : [journal.exchange.in, journal.exchange.out, journal.previous];
  for (const path of places) expect(path).toMatch(/^[a-z-]+-[0-9TZ-]+(?:\/new)?$/);
  const moved =
    journal.kind === "merge" ? journal.blocks.map(({ ulid }) => ulid) : journal.before.map(({ name }) => name);
  for (const name of moved) expect(name).toMatch(/^[^/\0]+$/);
}

fuzz<AnyJournal>({
  name: "restore journal",
  inputs: hostileJson([restore, merge]),
  sound: asJson([restore, merge]),
  read: (bytes) => {
    put("restore.json", bytes);
    return readJournal(here);
  },
  holds: async (journal) => {
    expectSafe(journal);
    expect(parseJournal(JSON.stringify(journal))).toBeDefined();
    await writeJournal(here, journal);
    expect(JSON.stringify(readJournal(here))).toBe(JSON.stringify(journal));
    try {
      refuseUnfinished(here);
    } catch (error) {
      if (!isFault(error, "restore.unfinished")) throw error;
      expectSayable(error);
    }
  },
});

const ids = [bytesOf("01234567-89ab-cdef-0123-456789abcdef\n")];

fuzz<string>({
  name: "identity of a store",
  inputs: hostileBytes(ids),
  sound: ids,
  read: async (bytes) => {
    put(storeIdentityName, bytes);
    return (await identityOf(store, undefined, false)).id;
  },
  holds: async (id) => {
    put(storeIdentityName, bytesOf(`${id}\n`));
    expect(await identityOf(store, undefined, false)).toEqual({ id, writeStore: false, writeData: true });
  },
});

const archive = "snapshot-23_11_2026-12_00_00";
const verdicts = [{ format: 1, verified: "2026-11-24T23:05:01.000Z", deep: true, sound: false, bytes: 5 }];

fuzz<Verdict>({
  name: "verdict",
  inputs: hostileJson(verdicts),
  sound: asJson(verdicts),
  read: async (bytes) => {
    put(`${archive}.tar.gz`, bytesOf("12345"));
    put(`${archive}.tar.gz.verdict`, bytes);
    return await readVerdict(store, archive, 5);
  },
  holds: async (verdict) => {
    await writeVerdict(store, archive, verdict);
    expect(await readVerdict(store, archive, 5)).toEqual(verdict);
  },
});

const writing = [bytesOf(`${archive}.tar.gz.partial\n`)];

fuzz<string>({
  name: "record of the archive being written",
  inputs: hostileBytes(writing),
  sound: writing,
  read: (bytes) => {
    put(`${archive}.tar.gz.partial`, bytesOf("x"));
    put(".promsnap-writing", bytes);
    return new SnapshotDirectory(here).leftover();
  },
  holds: (path) => expect(path).toBe(join(place, `${archive}.tar.gz.partial`)),
});
