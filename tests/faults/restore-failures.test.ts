import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { must, type Outcome } from "../bed/processes.ts";
import { smallDisk, type Temporary } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";
import { RestoreScene, type Served } from "./restore-scene.ts";

const patience = 600_000;

describeWith(
  "prometheus",
  "strace",
  "mounts",
)("a restore whose service fails", () => {
  let scene: RestoreScene;
  let disk: Temporary;

  beforeAll(async () => {
    disk = await smallDisk(1 << 30);
    scene = await RestoreScene.open(disk);
  }, patience);

  afterAll(() => scene[Symbol.asyncDispose]());

  const patient = { STOP_TIMEOUT: "1s", READY_TIMEOUT: "2s" };
  const restore = () => scene.promsnap(["restore", scene.archive], patient);

  async function expectEnding({ code, stderr }: Outcome, ending: { code: number; served: Served }): Promise<void> {
    expect([code, stderr, await scene.serves()]).toEqual([ending.code, stderr, ending.served]);
    await scene.expectBothCopies(ending.served);
    await scene.expectClean();
  }

  /** Whether the archive's data are in place, in bash. */
  const archived = () => `[[ -d ${scene.mark} ]]`;

  const misbehaviours: Readonly<Record<string, () => string>> = {
    "does not stop": () => "stop() { echo no >&2; exit 1; }",
    "takes longer to stop than STOP_TIMEOUT": () => "stop() { sleep 60; }",
    "stops only after it was given up": () => `stop() {
      [[ -e asked ]] || { touch asked; setsid bash -c "sleep 1.5; kill -TERM $(pid); touch done" & sleep 60; }
      gone
    }`,
    "does not start on the restored data": () => `start() { ${archived()} && exit 1; begin; }`,
    "starts and never gets ready": () =>
      `start() { if ${archived()}; then setsid sleep 60 & echo $! > pid; else begin; fi; }`,
    "serves other data than the restored": () =>
      `start() { ${archived()} && { mkdir -p other; cp -a template/0* other; data=$PWD/other; }; begin; }`,
  };
  for (const [what, lines] of Object.entries(misbehaviours)) {
    test(`and ${what}: 8, and the old data serve`, async () => {
      await scene.reset();
      for (const name of ["asked", "begun", "done"]) await rm(scene.beside(name), { force: true });
      await scene.behave(lines());
      const outcome = await restore();
      if (lines().includes("touch done")) await until("the stop", () => existsSync(scene.beside("done")));
      await expectEnding(outcome, { code: 8, served: "old" });
    });
  }

  test("and does not start any more at all: 11, and the old data are there to be started", async () => {
    await scene.reset();
    await scene.behave("start() { exit 1; }");
    expect((await restore()).code).toBe(11);
    await scene.behave("");
    await scene.startService();
    expect(await scene.serves()).toBe("old");
    await scene.expectBothCopies("old");
    await scene.expectClean();
  });

  test("and was down before: the restored data stay, and --undo brings the old ones back", async () => {
    await scene.reset(false);
    await scene.behave(`start() { ${archived()} && exit 1; begin; }`);
    const { code, stderr } = await restore();
    expect([code, stderr]).toEqual([1, expect.stringContaining("--undo")]);
    await scene.behave("");
    await scene.startService();
    expect(await scene.serves()).toBe("new");
    await scene.expectBothCopies("new");
    await scene.expectClean();
    expect((await scene.promsnap(["restore", "--undo"])).code).toBe(0);
    expect(await scene.serves()).toBe("old");
  });

  test("in an undo: the restored data serve on, and another undo brings the old ones back", async () => {
    await scene.resetToRestored();
    await scene.behave(`start() { ${archived()} || exit 1; begin; }`);
    const failed = await scene.promsnap(["restore", "--undo"]);
    await expectEnding(failed, { code: 8, served: "new" });
    expect(failed.stderr).toContain("promsnap restore --undo");
    await scene.behave("");
    await expectEnding(await scene.promsnap(["restore", "--undo"]), { code: 0, served: "old" });
  });

  /** Kills a restore between the two calls that take `wal` out and put the barrier in its place. */
  async function killWithoutWal(): Promise<void> {
    const { calls } = await scene.traced(["-e", "trace=rename"], ["restore", scene.archive]);
    const renames = calls.filter((line) => line.includes(" rename("));
    const n = renames.findIndex((line) => /barrier", .*\/wal"/.test(line)) + 1;
    await scene.reset();
    expect((await scene.killed("rename", n, ["restore", scene.archive])).code).toBe(137);
    expect(existsSync(join(scene.data, "wal"))).toBe(false);
  }

  test("after a kill that left wal out: nothing of the old data is left out", async () => {
    await scene.reset();
    await killWithoutWal();
    await scene.behave("status() { exit 5; }");
    expect((await scene.promsnap(["restore", "--resume"])).code).toBe(11);
    await scene.behave("");
    await scene.startService();
    expect(await scene.serves()).toBe("old");
    await scene.expectBothCopies("old");
    await scene.expectClean();
  });

  test("after a kill that left wal out, and a start that made another: the old data come back with theirs", async () => {
    await scene.reset();
    await killWithoutWal();
    await scene.startService();
    expect(await scene.serves()).toBe("neither");
    await scene.behave(`start() { ${archived()} && exit 1; begin; }`);
    await expectEnding(await scene.promsnap(["restore", "--resume"]), { code: 8, served: "old" });
  });

  test("whose retention allows none of the restored blocks: that is told, even where it was ready at once", async () => {
    await scene.reset();
    await scene.behave(`retention=1h
      start() { begin; until curl -fso /dev/null ${scene.url}/-/ready; do sleep 0.05; done; sleep 1; }`);
    const { code, stderr } = await restore();
    expect([code, stderr]).toEqual([0, expect.stringMatching(/retention deleted 2 .*at once/)]);
  });

  const signals: Readonly<Record<string, () => Promise<Outcome>>> = {
    "while it stages": () =>
      scene.traced(["-e", "trace=fchown", "-e", "inject=fchown:signal=TERM:when=5"], ["restore", scene.archive]),
    "while the service stops": async () => {
      await scene.behave(
        "stop() { [[ -e asked ]] || { touch asked; kill -TERM $PPID; sleep 60; }; kill -TERM $(pid); gone; }",
      );
      return await restore();
    },
    "while the service, told to stop, goes on for a while": async () => {
      await scene.behave(`stop() {
        [[ -e asked ]] || { touch asked; setsid bash -c "touch begun; sleep 0.5; kill -TERM $(pid); touch done" &
          until [[ -e begun ]]; do sleep 0.01; done; kill -TERM $PPID; sleep 60; }
        gone
      }`);
      return await restore();
    },
    "while data are moved": () =>
      scene.traced(["-e", "trace=rename", "-e", "inject=rename:signal=TERM:when=14"], ["restore", scene.archive]),
    "while it waits for Prometheus": async () => {
      await scene.behave(`start() { ${archived()} || { begin; return; }
        setsid sleep 60 & echo $! > pid; kill -TERM $PPID; }`);
      return await restore();
    },
  };
  for (const [when, interrupt] of Object.entries(signals)) {
    test(`and SIGTERM ${when}: 143, and the old data serve`, async () => {
      await scene.reset();
      for (const name of ["asked", "begun", "done"]) await rm(scene.beside(name), { force: true });
      const outcome = await interrupt();
      if (when === "while it stages") expect(await scene.calls()).not.toContain("stop");
      if (when.includes("goes on")) await until("the stop", () => existsSync(scene.beside("done")));
      await expectEnding(outcome, { code: 143, served: "old" });
    });
  }

  test("and a second signal: the journal stays, everything refuses and says what to type, and that works", async () => {
    await scene.reset();
    await scene.behave(`stop() { setsid bash -c "kill -TERM $PPID; sleep 0.5; kill -TERM $PPID" & sleep 60; }`);
    const { code, stderr } = await scene.promsnap(["restore", scene.archive]);
    expect([code, stderr]).toEqual([143, expect.stringContaining("promsnap restore --resume")]);
    await scene.behave("");
    for (const args of [
      ["run"],
      ["restore", scene.archive],
      ["restore", "--undo"],
      ["restore", "--discard-previous"],
    ]) {
      const refused = await scene.promsnap(args);
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("promsnap restore --resume")]);
    }
    await expectEnding(await scene.promsnap(["restore", "--resume"]), { code: 0, served: "new" });
  });

  test("or whose disk has no room: 7, nothing was stopped, nothing staged stays", async () => {
    await scene.reset();
    const [total, used] = (await must(["df", "--output=itotal,iused", disk.path])).trim().split(/\s+/).slice(2);
    await must(["mount", "-o", `remount,nr_inodes=${Number(used) + 8}`, disk.path]);
    const outcome = await restore();
    await must(["mount", "-o", `remount,nr_inodes=${total}`, disk.path]);
    await expectEnding(outcome, { code: 7, served: "old" });
    await must(["fallocate", "-l", `${(await statfs(disk.path)).bavail * 4096 - 500_000}`, scene.beside("filler")]);
    const refused = await restore();
    await rm(scene.beside("filler"));
    await expectEnding(refused, { code: 7, served: "old" });
    expect(await scene.calls()).not.toContain("stop");
  });

  test("and whose disk is full by then: 8, and the old data serve, for room was kept for the way back", async () => {
    await scene.reset();
    // A Prometheus on a full disk cannot start either: the room comes back as soon as the data are.
    await scene.behave(`start() {
      ${archived()} || { rm -f filler; begin; return; }
      cat /dev/zero > filler; exit 1
    }`);
    const outcome = await restore();
    await rm(scene.beside("filler"), { force: true });
    await expectEnding(outcome, { code: 8, served: "old" });
  });

  test("or whose proxy answers 404 as soon as it is down: that is silence, and the restore goes on", async () => {
    await scene.reset();
    // Stands for Traefik, whose routes to a container end with it.
    using proxy = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: async ({ url }) => {
        const { pathname, search } = new URL(url);
        const answer = await fetch(scene.url + pathname + search).catch(() => undefined);
        if (answer === undefined) return new Response("404 page not found\n", { status: 404 });
        return new Response(await answer.bytes(), { status: answer.status });
      },
    });
    const values = { ...patient, HOST: proxy.url.href };
    await expectEnding(await scene.promsnap(["restore", scene.archive], values), { code: 0, served: "new" });
  });

  test("or that is down, with a HOST whose name exists only while it runs: that is silence too", async () => {
    await scene.reset(false);
    const values = { ...patient, HOST: "http://prometheus.invalid:9090" };
    const { code, stderr } = await scene.promsnap(["restore", scene.archive], values);
    expect([code, stderr]).toEqual([1, expect.stringContaining("--undo")]);
    expect(await scene.serves()).toBe("new");
    await scene.reset();
    expect((await scene.promsnap(["restore", scene.archive], values)).code).toBe(4);
    expect(await scene.calls()).not.toContain("stop");
  });
});
