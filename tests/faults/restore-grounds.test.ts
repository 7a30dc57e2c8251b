import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { copyFile, lstat, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { must, type Outcome } from "../bed/processes.ts";
import { startPromsnap } from "../bed/promsnap.ts";
import { until } from "../bed/waiting.ts";
import { RestoreScene } from "./restore-scene.ts";

const patience = 300_000;

describeWith(
  "prometheus",
  "mounts",
  "strace",
)("a restore on awkward ground", () => {
  let scene: RestoreScene;
  const mounts: string[] = [];

  beforeAll(async () => {
    scene = await RestoreScene.open();
  }, patience);

  const unmountAll = async () => {
    for (const path of mounts.splice(0).reverse()) await must(["umount", "--lazy", path]);
  };
  afterEach(unmountAll);
  afterAll(() => scene[Symbol.asyncDispose]());

  async function mount(...args: string[]): Promise<void> {
    await must(["mount", ...args]);
    mounts.push(args.at(-1) ?? "");
  }

  const restore = (values: Readonly<Record<string, string>> = {}) => scene.promsnap(["restore", scene.archive], values);

  async function expectRestored({ code, stderr }: Outcome): Promise<void> {
    expect([code, stderr, await scene.serves()]).toEqual([0, stderr, "new"]);
    await scene.expectBothCopies("new");
    await scene.expectClean();
  }

  async function expectRefused(outcome: Outcome, code: number, words: string): Promise<void> {
    expect([outcome.code, outcome.stderr]).toEqual([code, expect.stringContaining(words)]);
    expect(outcome.stderr).not.toMatch(/^\s+at /m);
    expect(await scene.calls()).not.toContain("stop");
    expect(await scene.served()).toBe("old");
    await scene.expectBothCopies("old");
  }

  test("a data directory that is a mount point of its own: it works", async () => {
    await scene.reset(false);
    await mount("--bind", scene.data, scene.data);
    await scene.startService();
    await scene.serves();
    await expectRestored(await restore());
  });

  test("a data directory by a symlink: it works, and the link stays", async () => {
    await scene.reset();
    await symlink(scene.data, scene.beside("alias"));
    await expectRestored(await restore({ PROMETHEUS_DATA_DIR: scene.beside("alias") }));
    expect((await lstat(scene.beside("alias"))).isSymbolicLink()).toBe(true);
  });

  test("a data directory by another bind mount than Prometheus's: it works", async () => {
    await scene.reset();
    await mkdir(scene.beside("other"), { recursive: true });
    await mount("--bind", scene.data, scene.beside("other"));
    await expectRestored(await restore({ PROMETHEUS_DATA_DIR: scene.beside("other") }));
  });

  test("a read-only file system is refused", async () => {
    await scene.reset();
    await mount("--bind", scene.data, scene.data);
    await must(["mount", "-o", "remount,bind,ro", scene.data]);
    await expectRefused(await restore(), 1, "read-only");
  });

  test("another file system below the data directory is refused, by an undo as well", async () => {
    await scene.resetToRestored();
    await mount("-t", "tmpfs", "promsnap-test", join(scene.data, "nothing.of.anybody"));
    for (const args of [
      ["restore", scene.archive],
      ["restore", "--undo"],
    ]) {
      const { code, stderr } = await scene.promsnap(args);
      expect([code, stderr]).toEqual([1, expect.stringContaining("nothing.of.anybody")]);
    }
    expect(await scene.calls()).not.toContain("stop");
    expect(await scene.served()).toBe("new");
  });

  test("a wal on another disk by a symlink: it works, and an undo brings the link back", async () => {
    await scene.reset(false);
    const elsewhere = scene.beside("elsewhere");
    await rename(join(scene.data, "wal"), elsewhere);
    await symlink(elsewhere, join(scene.data, "wal"));
    await scene.startService();
    expect(await scene.serves()).toBe("old");
    const { code, stderr } = await restore();
    expect([code, stderr, await scene.serves()]).toEqual([0, stderr, "new"]);
    await scene.expectClean();
    expect((await scene.promsnap(["restore", "--undo"])).code).toBe(0);
    expect(await scene.serves()).toBe("old");
    expect((await lstat(join(scene.data, "wal"))).isSymbolicLink()).toBe(true);
    await rm(elsewhere, { recursive: true });
  });

  test("an archive in the data directory, or among its snapshots: it works, and the archive is still somewhere", async () => {
    for (const place of ["", "snapshots"]) {
      await scene.reset();
      await mkdir(join(scene.data, place), { recursive: true });
      const inside = join(scene.data, place, "mine.tar.gz");
      await copyFile(scene.archive, inside);
      await expectRestored(await scene.promsnap(["restore", inside]));
      const [previous = ""] = await scene.places("previous");
      const now = place === "" ? inside : join(scene.own, previous, place, "mine.tar.gz");
      expect(await readFile(now)).toEqual(await readFile(scene.archive));
    }
  });

  test("a shell in the data directory is in nobody's way", async () => {
    await scene.reset();
    const command = 'cd "$0" && "$@"; exit $?';
    const config = await scene.configuration();
    const binary = join(import.meta.dir, "../../dist/promsnap");
    await must(["bash", "-c", command, join(scene.data, "wal"), binary, "restore", scene.archive, "--config", config]);
    expect(await scene.serves()).toBe("new");
  });

  test("another promsnap at work: 6", async () => {
    await scene.reset();
    await scene.behave("stop() { touch stopping; sleep 60; }");
    await using first = startPromsnap(["restore", scene.archive], { config: await scene.configuration() });
    await until("the first to stop the service", async () => (await scene.calls()).includes("stop"));
    for (const args of [["restore", scene.archive], ["restore", "--undo"], ["restore", "--resume"], ["run"]]) {
      expect((await scene.promsnap(args)).code).toBe(6);
    }
    await scene.behave("");
    first.kill("SIGTERM");
    expect((await first.ended).code).toBe(143);
    expect(await scene.serves()).toBe("old");
  });

  const plants: Readonly<Record<string, { readonly words: string; plant(): Promise<unknown> }>> = {
    "a link": { words: ".promsnap", plant: () => symlink(join(scene.data, "lost+found"), scene.own) },
    "a file": { words: ".promsnap", plant: () => writeFile(scene.own, "") },
    "a stranger's directory": {
      words: "4242",
      plant: () => must(["bash", "-c", 'mkdir "$0"; chown 4242 "$0"', scene.own]),
    },
  };
  for (const [what, { words, plant }] of Object.entries(plants)) {
    test(`${what} in the place of .promsnap is refused`, async () => {
      await scene.reset();
      await rm(scene.own, { recursive: true });
      await plant();
      await expectRefused(await restore(), 1, words);
    });
  }

  const child = (name: string) => ({ name, device: "1", inode: "2" });
  const journal = (changes: object, exchange: object = {}) =>
    JSON.stringify({
      version: 1,
      device: "1",
      kind: "restore",
      file: "x",
      archive: "/x",
      direction: "forward",
      stage: "moving",
      exchange: { out: "previous-20260101T000000Z", in: "restore-20260101T000000Z/new", incoming: [], ...exchange },
      previous: "previous-20260101T000000Z",
      before: [],
      service: "none",
      wasRunning: true,
      wasServing: true,
      stopped: 0,
      ulids: [],
      range: { from: 0, to: 0 },
      ...changes,
    });
  const hostile: Readonly<Record<string, () => string>> = {
    "is cut short": () => journal({}).slice(0, 200),
    "is of another version": () => journal({ version: 2 }),
    "is empty": () => "",
    "moves out of the data directory": () => journal({}, { out: "../../outside" }),
    "moves from anywhere": () => journal({}, { in: "restore-20260101T000000Z/new/../../../outside" }),
    "moves into promsnap's own files": () => journal({}, { out: "lock" }),
    "keeps the old data anywhere": () => journal({ previous: "/etc" }),
    "names a child above": () => journal({ before: [child("../outside")] }),
    "names a child that is not Prometheus's": () => journal({}, { incoming: [child("prometheus.yml")] }),
    "names promsnap's own directory": () => journal({}, { incoming: [child(".promsnap")] }),
    "names a child by a number": () => journal({}, { incoming: [{ name: 5, device: "1", inode: "2" }] }),
    "nests for ever": () => "[".repeat(1_000_000),
    "has 100 MB": () => `{"version":1,"file":"${"x".repeat(100_000_000)}"}`,
  };

  async function expectNothingDone(words: RegExp): Promise<void> {
    const before = await readdir(scene.own);
    for (const args of [["restore", "--resume"], ["restore", "--undo"], ["restore", scene.archive], ["run"]]) {
      const { code, stdout, stderr } = await scene.promsnap(args);
      // A run tells its failure on stdout, as the script did.
      expect([code, stdout + stderr]).toEqual([expect.any(Number), expect.stringMatching(words)]);
      expect(code).not.toBe(0);
      expect(stderr).not.toMatch(/^\s+at /m);
    }
    expect(await scene.calls()).not.toContain("stop");
    expect(await readdir(scene.own)).toEqual(before);
    expect(await scene.served()).toBe("old");
  }

  for (const [what, text] of Object.entries(hostile)) {
    test(`a journal that ${what} is refused by everything, and nothing is touched`, async () => {
      await scene.reset();
      await writeFile(join(scene.own, "restore.json"), text(), { mode: 0o600 });
      await expectNothingDone(/restore\.json/);
    });
  }

  for (const [what, plant] of Object.entries({
    "a link": (path: string) => symlink(scene.beside("promsnap.conf"), path),
    "a directory": (path: string) => mkdir(path),
    "a pipe": (path: string) => must(["mkfifo", path]),
  })) {
    test(`${what} in the place of the journal is refused by everything`, async () => {
      await scene.reset();
      await plant(join(scene.own, "restore.json"));
      await expectNothingDone(/restore\.json/);
    });
  }

  test("a link in the place that a journal moves from is not followed", async () => {
    await scene.reset();
    const outside = scene.beside("outside");
    await mkdir(join(outside, "new", "wal"), { recursive: true });
    await symlink(outside, join(scene.own, "restore-20260101T000000Z"));
    const { dev, ino } = await lstat(join(outside, "new", "wal"));
    const incoming = [{ name: "wal", device: `${dev}`, inode: `${ino}` }];
    const values = { device: `${dev}`, stage: "stopping" };
    await writeFile(join(scene.own, "restore.json"), journal(values, { incoming }), { mode: 0o600 });
    const { code, stderr } = await scene.promsnap(["restore", "--resume"]);
    expect([code, stderr]).toEqual([8, expect.stringContaining("restore-20260101T000000Z")]);
    expect(await readdir(join(outside, "new"))).toEqual(["wal"]);
    expect(await scene.serves()).toBe("old");
  });
});
