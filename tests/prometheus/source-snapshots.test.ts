import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, readdir, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { estimateBlocks } from "../../src/prometheus/blocks.ts";
import { dataPath } from "../../src/prometheus/data-path.ts";
import { openOwnDirectory } from "../../src/prometheus/own-directory.ts";
import { readRequests, writeRequests } from "../../src/prometheus/request-file.ts";
import { newEntry } from "../../src/prometheus/request-record.ts";
import {
  openSourceSnapshot,
  removeSourceSnapshot,
  sourceSnapshotNames,
} from "../../src/prometheus/source-snapshots.ts";
import { Directory } from "../../src/system/directory.ts";
import { testWith } from "../bed/abilities.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { caught } from "./clients.ts";

const name = "20261122T132325Z-4f5aa5bc52e4c752";
let place: Temporary;
let data: Directory;
const at = (...path: string[]) => join(place.path, ...path);

beforeEach(async () => {
  place = await temporaryDirectory();
  data = Directory.open(place.path);
});

afterEach(async () => {
  data[Symbol.dispose]();
  await place.remove();
});

describe("removing a source snapshot", () => {
  test("removes it with everything in it, and nothing beside it", async () => {
    await Bun.write(at("snapshots", name, "01BX5ZZKBKACTAV9WEVGEMMVRZ", "chunks", "000001"), "x");
    await Bun.write(at("snapshots", "20261122T132325Z-5", "x"), "x");
    await Bun.write(at("snapshots", "mine", "x"), "x");
    removeSourceSnapshot(data, name);
    expect((await readdir(at("snapshots"))).sort()).toEqual(["20261122T132325Z-5", "mine"]);
  });

  test("follows no link: what a link leads to stays", async () => {
    await Bun.write(at("elsewhere", "file"), "x");
    await mkdir(at("snapshots", name), { recursive: true });
    await symlink(at("elsewhere"), at("snapshots", name, "link"));
    await symlink(at("elsewhere"), at("snapshots", "20261122T132325Z-5"));
    removeSourceSnapshot(data, name);
    expect((await caught(() => removeSourceSnapshot(data, "20261122T132325Z-5"))).data.code).toBe("files.notPlain");
    expect(existsSync(at("elsewhere", "file"))).toBe(true);
    expect(sourceSnapshotNames(data)).toEqual([]);
  });

  test("does nothing where snapshots/ is a link or not there", async () => {
    removeSourceSnapshot(data, name);
    await Bun.write(at("elsewhere", name, "file"), "x");
    await symlink(at("elsewhere"), at("snapshots"));
    await caught(() => removeSourceSnapshot(data, name));
    await caught(() => sourceSnapshotNames(data));
    await caught(() => openSourceSnapshot(data, name, async () => undefined));
    expect(existsSync(at("elsewhere", name, "file"))).toBe(true);
  });

  for (const wrong of ["..", ".", "", "mine", `${name}/..`, "../wal", "20261122T132325Z-"]) {
    test(`refuses ${JSON.stringify(wrong)}`, async () => {
      await mkdir(at("snapshots", "mine"), { recursive: true });
      await mkdir(at("wal"));
      expect((await caught(() => removeSourceSnapshot(data, wrong))).data.code).toBe("internal");
      expect(await readdir(at("snapshots"))).toEqual(["mine"]);
    });
  }
});

test("only directories with a name as Prometheus gives are source snapshots", async () => {
  await mkdir(at("snapshots", name), { recursive: true });
  await mkdir(at("snapshots", "backup"));
  await Bun.write(at("snapshots", "20261122T132325Z-5"), "a file");
  expect(sourceSnapshotNames(data)).toEqual([name]);
});

describe("promsnap's own directory", () => {
  test("is made for its owner alone, and found again", async () => {
    openOwnDirectory(data, process.getuid?.() ?? 0)[Symbol.dispose]();
    expect((await stat(at(".promsnap"))).mode & 0o777).toBe(0o700);
    openOwnDirectory(data, process.getuid?.() ?? 0)[Symbol.dispose]();
  });

  test("is refused when it is a link", async () => {
    await mkdir(at("elsewhere"));
    await symlink(at("elsewhere"), at(".promsnap"));
    const fault = await caught(() => openOwnDirectory(data, 0));
    expect(fault.data).toMatchObject({ code: "files.notPlain", details: { found: "link" } });
  });

  testWith("mounts")("is refused when someone else owns it", async () => {
    await mkdir(at(".promsnap"));
    await chown(at(".promsnap"), 65534, 65534);
    expect((await caught(() => openOwnDirectory(data, 0))).data).toMatchObject({
      code: "files.foreignOwner",
      details: { owner: 65534 },
    });
    openOwnDirectory(data, 65534)[Symbol.dispose]();
  });

  testWith("mounts")("is taken back when a chown of all data gave it to Prometheus's user", async () => {
    await mkdir(at(".promsnap"), { mode: 0o700 });
    await chown(at("."), 65534, 65534);
    await chown(at(".promsnap"), 65534, 65534);
    await chmod(at(".promsnap"), 0o777);
    openOwnDirectory(data, 0)[Symbol.dispose]();
    const { uid, mode } = await stat(at(".promsnap"));
    expect([uid, mode & 0o7777]).toEqual([0, 0o700]);
    expect((await stat(at("."))).uid).toBe(65534);
  });
});

describe("the record of requests", () => {
  test("reads back as it was written, and is empty before", async () => {
    const entries = [newEntry(1, 2, [name], "start")];
    expect(readRequests(data)).toEqual({ entries: [], damaged: false });
    await writeRequests(data, entries);
    expect(readRequests(data)).toEqual({ entries, damaged: false });
  });

  test("says when it is damaged", async () => {
    await Bun.write(at("request.json"), "{");
    expect(readRequests(data)).toEqual({ entries: [], damaged: true });
  });
});

test("the estimate counts the files of blocks and nothing else", async () => {
  const [one, two] = ["01BX5ZZKBKACTAV9WEVGEMMVRZ", "01BX5ZZKBKACTAV9WEVGEMMVS0"];
  await Bun.write(at(one, "chunks", "000001"), "x".repeat(1000));
  await Bun.write(at(one, "index"), "x".repeat(100));
  await Bun.write(at(two, "meta.json"), "x".repeat(10));
  await Bun.write(at("wal", "00000000"), "x".repeat(5000));
  await Bun.write(at(`${two}.tmp-for-creation`, "index"), "x".repeat(5000));
  await symlink(at("wal", "00000000"), at(two, "tombstones"));
  expect(estimateBlocks(data)).toEqual({ count: 2, bytes: 1110 });
});

test("Prometheus's own path is told from its working directory on", () => {
  expect(dataPath({ "storage.tsdb.path": "data/" }, "/prometheus")).toBe("/prometheus/data");
  expect(dataPath({ "storage.tsdb.path": "/srv/data" }, "/prometheus")).toBe("/srv/data");
  expect(dataPath({}, "/")).toBeUndefined();
});
