import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseRecord, settle } from "../../src/prometheus/request-record.ts";
import { isSnapshotName } from "../../src/prometheus/snapshot-name.ts";
import { describeWith } from "../bed/abilities.ts";
import { must, run } from "../bed/processes.ts";
import { type Disk, type FileSystem, fileSystems, journalledDisk } from "./disk.ts";
import { Scene } from "./scene.ts";

/** PROMSNAP_TEST_FULL=1 cuts at every call; else every `stride`-th is enough, the second file system's being the longer. */
const { PROMSNAP_TEST_FULL } = process.env;
const patience = 900_000;

for (const kind of fileSystems)
  describeWith("prometheus", "strace", kind)(`a power cut on ${kind}`, () => powerCuts(kind));

function powerCuts(kind: FileSystem): void {
  let disk: Disk;
  let scene: Scene;
  let theirs: ReadonlySet<string>;
  let cuts = 0;

  beforeAll(async () => {
    disk = await journalledDisk(kind, 1 << 30);
    scene = await Scene.open(disk);
    theirs = new Set(await readdir(join(scene.data, "snapshots")));
    expect((await scene.run()).code).toBe(0);
  }, patience);

  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
    process.stderr.write(`power-cut.test.ts: ${cuts} power cuts on ${kind}\n`);
  });

  /** Everything with a final name is whole, and every source snapshot can be told to be promsnap's. */
  async function expectKept(root: string): Promise<readonly string[]> {
    const archives = await scene.archives(join(root, "store"));
    for (const archive of archives) {
      expect(await run(["gzip", "-t", join(root, "store", archive)])).toMatchObject({ code: 0, stderr: "" });
    }
    const sidecars = (await readdir(join(root, "store"))).filter((name) =>
      archives.includes(name.replace(".sha256", "")),
    );
    for (const name of sidecars.filter((sidecar) => sidecar.endsWith(".sha256"))) {
      await must(["sha256sum", "--check", "--strict", name], { directory: join(root, "store") });
    }
    const sources = (await readdir(join(root, "data/snapshots"))).filter(
      (name) => isSnapshotName(name) && !theirs.has(name),
    );
    const record = parseRecord(await readFile(join(root, "data/.promsnap/request.json"), "utf8")) ?? [];
    const known = settle(record, [...theirs, ...sources].filter(isSnapshotName), { startTime: "the next life" }).remove;
    expect(known.filter((name) => theirs.has(name))).toEqual([]);
    expect(sources.filter((name) => !known.includes(name))).toEqual([]);
    return archives;
  }

  async function cutAt(call: string, n: number): Promise<{ survived: boolean; sources: number }> {
    await scene.forgetArchives();
    await must(["sync", "-f", disk.path]);
    const { code, stdout } = await scene.killed(call, n);
    await using after = await disk.afterPowerCut();
    const archives = await expectKept(after.path);
    if (stdout.includes("réussi")) expect(archives).toEqual(await scene.archives());
    const sources = (await readdir(join(after.path, "data/snapshots"))).length - theirs.size;
    expect((await scene.run()).code).toBe(0);
    return { survived: code === 0, sources };
  }

  if (kind === fileSystems[0]) orderOfCalls(() => scene);

  for (const { call, strides, least, leftBehind } of [
    { call: "rename", strides: { ext4: 1, xfs: 2 }, least: { ext4: 8, xfs: 4 }, leftBehind: { ext4: 2, xfs: 1 } },
    { call: "fsync", strides: { ext4: 5, xfs: 5 }, least: { ext4: 2, xfs: 2 }, leftBehind: { ext4: 1, xfs: 1 } },
    { call: "unlink", strides: { ext4: 4, xfs: 9 }, least: { ext4: 5, xfs: 3 }, leftBehind: { ext4: 2, xfs: 1 } },
    { call: "rmdir", strides: { ext4: 5, xfs: 5 }, least: { ext4: 1, xfs: 1 }, leftBehind: { ext4: 1, xfs: 1 } },
    { call: "exit_group", strides: { ext4: 1, xfs: 1 }, least: { ext4: 1, xfs: 1 }, leftBehind: { ext4: 0, xfs: 0 } },
  ]) {
    test(
      `at a ${call}: what carries a final name is whole, what was told as stored is there, no source snapshot is forgotten`,
      async () => {
        let [count, sources] = [0, 0];
        for (let n = 1; ; n += PROMSNAP_TEST_FULL ? 1 : strides[kind], count += 1) {
          const cut = await cutAt(call, n);
          if (cut.survived) break;
          sources += cut.sources;
        }
        cuts += count;
        expect(count).toBeGreaterThanOrEqual(least[kind]);
        expect(sources).toBeGreaterThanOrEqual(leftBehind[kind]);
      },
      patience,
    );
  }
}

/** What a power cut can do is in the order of calls, whatever the file system. */
function orderOfCalls(scene: () => Scene): void {
  test("leaves no name whose file is not on the disk: before a rename the file is fsynced, and after it the directory", async () => {
    const { code, calls } = await scene().traced(["-y", "-e", "trace=rename,fsync,unlink,openat"]);
    expect(code).toBe(0);
    const plain = calls.map((line) => line.replace(/^\d+ +/, ""));
    const renames = plain.flatMap((line, at) => {
      const [, from = "", to = ""] = /^rename\("[^"]*\/([^"/]+)", "[^"]*\/([^"/]+)"/.exec(line) ?? [];
      return to === "" ? [] : [{ from, to, at }];
    });
    expect(renames.length).toBeGreaterThanOrEqual(8);
    for (const { from, to, at } of renames) {
      const since = plain.findLastIndex(
        (line, index) => index < at && line.includes(`/${from}"`) && line.includes("O_EXCL"),
      );
      const synced = plain.findIndex(
        (line, index) => index > since && /^fsync\(/.test(line) && line.includes(`/${from}>`),
      );
      expect([from, synced > since && synced < at]).toEqual([from, true]);
      const next = plain.slice(at + 1).find((line) => /^(?:rename|unlink|openat\(.*O_EXCL|fsync)/.test(line)) ?? "";
      expect([to, next]).toEqual([to, expect.stringMatching(/^fsync\(\d+<[^>]*\/(?:store|\.promsnap)>/)]);
    }
  });

  test("does not take a new SNAPSHOT_DIR away: the directories above it are fsynced", async () => {
    const store = scene().beside("new/deep/store");
    const { code, calls } = await scene().traced(["-y", "-e", "trace=mkdir,fsync"], { SNAPSHOT_DIR: store });
    expect(code).toBe(0);
    const made = calls.findLastIndex((line) => line.includes("mkdir(") && line.includes(`"${store}"`));
    const synced = calls.slice(made).flatMap((line) => /fsync\(\d+<([^>]*)>/.exec(line)?.[1] ?? []);
    expect(synced).toContain(scene().beside("new/deep"));
    expect(synced).toContain(scene().beside("new"));
    expect(synced).toContain(scene().beside("").replace(/\/$/, ""));
    await scene().expectWhole(store);
  });
}
