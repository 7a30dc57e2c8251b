import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { snapshotName } from "../../src/snapshots/name.ts";
import { describeWith } from "../bed/abilities.ts";
import { Scene, type Traced } from "./scene.ts";

/** PROMSNAP_TEST_FULL=1 fails every call; else every `stride`-th is enough. */
const { PROMSNAP_TEST_FULL } = process.env;
const patience = 600_000;
/** What the next archive is called is not known: its second is one of these many. */
const seconds = 20;

const full = ["ENOSPC", "EDQUOT"];
/** Small records for promsnap itself, which the next run replaces; a person need not hear of them. */
const silent = /^(?:\.promsnap-lock\.json|lock\.json|\.promsnap-writing)$/;

describeWith("prometheus", "strace")("a call that fails in mid-run", () => {
  let scene: Scene;
  let cases = 0;

  beforeAll(async () => {
    scene = await Scene.open();
    expect((await scene.run()).code).toBe(0);
    await scene.forgetArchives();
    await scene.takeLog();
  }, patience);

  afterEach(async () => {
    await scene.run(); // clears up what a failed test leaves
    await scene.forgetArchives();
    await scene.takeLog();
  });

  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
    process.stderr.write(`failing-calls.test.ts: ${cases} calls failed\n`);
  });

  /** strace's options for a file of the next archive, whatever its second; `%` stands for the archive. */
  function pathOptions(path: string): string[] {
    const now = Date.now();
    const names = Array.from({ length: seconds }, (_, second) => `${snapshotName(now + second * 1000)}.tar.gz`);
    const paths = path.includes("%") ? names.map((name) => path.replace("%", name)) : [path];
    return paths.flatMap((one) => ["-P", one]);
  }

  /** Fails the n-th such call of a thread, of those on a path if one is given. Undefined: there was no such call. */
  async function failing(call: string, error: string, n: number, path?: string): Promise<Traced | undefined> {
    const options = ["-e", `trace=${call}`, "-e", `inject=${call}:error=${error}:when=${n}`];
    const traced = await scene.traced([...options, ...(path === undefined ? [] : pathOptions(path))]);
    // strace has lost a thread that was about to end, and ends in a code of its own: that shows nothing of promsnap.
    if (/^strace: ptrace/m.test(traced.stderr)) {
      await scene.forgetArchives();
      await scene.takeLog();
      await expectRecovery();
      return await failing(call, error, n, path);
    }
    if (traced.calls.some((line) => line.includes("(INJECTED)"))) {
      cases += 1;
      return traced;
    }
    await scene.forgetArchives();
    await scene.takeLog();
    return undefined;
  }

  /** Success and failure are each told as what they are, in the log as on stdout, and only archives stay. */
  async function expectHonest({ code, stdout, stderr }: Traced, expected?: readonly number[]): Promise<void> {
    if (expected !== undefined) expect(expected).toContain(code);
    const log = await scene.takeLog();
    const archives = await scene.archives();
    expect(stderr).not.toMatch(/\n\s+at /); // no stack
    if (code === 0) {
      expect(stdout).toStartWith("Snapshot réussi: ");
      expect(archives).toHaveLength(1);
      await scene.expectWhole();
    } else {
      expect(stdout).toMatch(/^Échec (?:du|de la compression du) snapshot: .{10,}\n$/);
      expect(log).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d - Échec d/)]);
      expect(`${log[0]?.slice("YYYY-MM-DD HH:MM:SS - ".length)}\n`).toBe(stdout);
      expect(archives.length).toBeLessThanOrEqual(1);
      await scene.expectWhole(scene.store, false);
    }
  }

  async function expectRecovery(): Promise<void> {
    const next = await scene.run();
    expect([next.code, next.stdout]).toEqual([0, expect.stringContaining("Snapshot réussi")]);
    await scene.expectClean();
    await scene.expectWhole();
    await scene.forgetArchives();
    await scene.takeLog();
  }

  const told = (what: string, error: unknown) =>
    new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });

  /** Fails one call and then the next, as long as there are any; answers how many there were. */
  async function failEach(call: string, error: string, stride: number, codes: readonly number[], path?: string) {
    let failures = 0;
    for (let n = 1; ; n += PROMSNAP_TEST_FULL ? 1 : stride) {
      const what = `${call} number ${n}${path === undefined ? "" : ` on ${path}`} with ${error}`;
      const traced = await failing(call, error, n, path);
      if (traced === undefined) return failures;
      if (traced.stderr.includes("shared libraries")) continue; // the call was the loader's, before promsnap began
      failures += 1;
      try {
        await expectHonest(traced, codes);
        await scene.expectClean();
        await expectRecovery();
      } catch (problem) {
        throw told(`${what}: ${traced.code} ${traced.stdout}${traced.stderr}`, problem);
      }
    }
  }

  async function failSome(call: string, error: string, stride: number, codes: readonly number[], path: string) {
    if ((await failEach(call, error, stride, codes, path)) === 0) throw new Error(`no ${call} on ${path}`);
  }

  /** What is only tidying up after the archive is stored may fail without failing the run. */
  const afterwards = [0];
  /** The last change of the record of requests is such: it says that the source snapshot is gone, which can be seen. */
  const codesOf = (path: string, code: number) => [code, ...(/request|promsnap$/.test(path) ? afterwards : [])];

  const own = (name: string) => join(scene.data, ".promsnap", name);
  const inStore = (name: string) => join(scene.store, name);
  /** Every file that a run writes, by its path as the kernel has it. */
  const written = () => [
    own("lock.json.new"),
    own("request.json.new"),
    inStore(".promsnap-lock.json.new"),
    inStore(".promsnap-writing.new"),
    inStore("%.partial"),
    inStore("%.sha256.new"),
  ];

  for (const error of ["ENOSPC", "EDQUOT", "EIO"]) {
    test(
      `a write with ${error}: exit ${full.includes(error) ? 7 : 1}, a reason in the log, nothing left`,
      async () => {
        for (const path of error === "EDQUOT" ? [inStore("%.partial")] : written()) {
          const stride = path.includes("partial") ? 3 : 1;
          await failSome("write", error, stride, codesOf(path, full.includes(error) ? 7 : 1), path);
        }
      },
      patience,
    );
  }

  test(
    "an fsync with EIO: exit 1, for what is not on the disk is not stored",
    async () => {
      for (const path of [...written(), join(scene.data, ".promsnap"), scene.store]) {
        await failSome("fsync", "EIO", 1, codesOf(path, 1), path);
      }
    },
    patience,
  );

  for (const error of ["ENOSPC", "EACCES", "EIO"]) {
    test(
      `a rename with ${error}: nothing carries a final name that is not whole`,
      async () => {
        const codes = [full.includes(error) ? 7 : 1, ...afterwards];
        expect(await failEach("rename", error, error === "EIO" ? 1 : 3, codes)).toBeGreaterThanOrEqual(2);
      },
      patience,
    );
  }

  test(
    "making a file with ENOSPC or EACCES: exit 7 or 1, nothing left",
    async () => {
      const paths = (await typedPaths("openat")).filter((path) => /\.(?:new|partial)$/.test(path));
      expect(paths.length).toBeGreaterThanOrEqual(6);
      for (const path of paths) {
        await failSome("openat", "ENOSPC", 1, [7, ...afterwards], path);
        if (path.endsWith(".partial")) await failSome("openat", "EACCES", 1, [1], path);
      }
    },
    patience,
  );

  test(
    "making a directory with ENOSPC, on the first run ever: exit 7, and the next run makes it",
    async () => {
      const store = scene.beside("new/store");
      let failures = 0;
      for (; ; failures += 1) {
        await rm(dirname(store), { recursive: true, force: true });
        await scene.forgetEverything(store);
        const options = ["-e", "trace=mkdir", "-e", `inject=mkdir:error=ENOSPC:when=${failures + 1}`];
        const traced = await scene.traced(options, { SNAPSHOT_DIR: store });
        if (!traced.calls.some((line) => line.includes("(INJECTED)"))) break;
        cases += 1;
        await expectHonest(traced, [7]);
        await scene.expectClean(store);
        expect((await scene.run({ SNAPSHOT_DIR: store })).code).toBe(0);
        await scene.expectWhole(store);
        await scene.takeLog();
      }
      expect(failures).toBeGreaterThanOrEqual(3);
      await scene.forgetEverything(store);
      await rm(inStore(".promsnap-store"));
    },
    patience,
  );

  test(
    "reading with EIO, whatever is read: exit 1, never an archive of what could not be read",
    async () => {
      expect(await failEach("pread64", "EIO", 6, [0, 1])).toBeGreaterThan(3);
    },
    patience,
  );

  for (const [call, error, stride] of [
    ["fchmod", "EIO", 1],
    ["statfs", "EIO", 1],
  ] as const) {
    test(
      `${call} with ${error}: told, nothing left`,
      async () => {
        expect(await failEach(call, error, stride, [0, 1])).toBeGreaterThan(0);
      },
      patience,
    );
  }

  for (const { call, error, stride, stays } of [
    { call: "unlink", error: "EIO", stride: 2, stays: 5 },
    { call: "rmdir", error: "EBUSY", stride: 1, stays: 5 },
    { call: "getdents64", error: "EIO", stride: 6, stays: 1 },
  ]) {
    test(
      `deleting, where ${call} fails with ${error}: what stays is named, and the next run deletes it`,
      async () => {
        let stayed = 0;
        for (let n = 1; ; n += PROMSNAP_TEST_FULL ? 1 : stride) {
          const traced = await failing(call, error, n);
          if (traced === undefined) break;
          try {
            await expectHonest(traced, [0, 1]);
            for (const name of [...(await scene.sources()), ...(await scene.litter())]) {
              if (!silent.test(name)) expect(traced.stdout + traced.stderr).toContain(name);
              stayed += 1;
            }
            await scene.forgetArchives();
            await expectRecovery();
          } catch (problem) {
            throw told(`${call} number ${n}: ${traced.code} ${traced.stdout}${traced.stderr}`, problem);
          }
        }
        expect(stayed).toBeGreaterThanOrEqual(stays);
      },
      patience,
    );
  }

  test(
    "a user who may not delete source snapshots leaves one, and no more: Prometheus is not asked again",
    async () => {
      const denied = ["-e", "trace=rmdir", "-e", "inject=rmdir:error=EACCES"];
      const first = await scene.traced(denied);
      await expectHonest(first, [0]);
      const left = await scene.sources();
      expect(left).toHaveLength(1);
      expect(first.stderr).toContain(`${left[0]}`);
      await scene.forgetArchives();
      const second = await scene.traced(denied);
      await expectHonest(second, [1]);
      expect(second.stdout).toContain(`${left[0]}`);
      expect(second.stderr).toContain("as root");
      expect(await scene.sources()).toEqual(left);
      await expectRecovery();
    },
    patience,
  );

  test(
    "a file system without modes, which refuses every change of one, takes a snapshot like any other",
    async () => {
      const traced = await scene.traced(["-e", "trace=fchmod", "-e", "inject=fchmod:error=EPERM"]);
      expect(traced.calls.filter((line) => line.includes("(INJECTED)")).length).toBeGreaterThan(3);
      await expectHonest(traced, [0]);
      await scene.expectClean();
      await expectRecovery();
    },
    patience,
  );

  /** The paths of calls as promsnap types them, told by strace of a good run; `%` stands for the archive. */
  async function typedPaths(call: string): Promise<string[]> {
    const { calls } = await scene.traced(["-e", `trace=${call}`]);
    await scene.forgetArchives();
    await scene.takeLog();
    const paths = calls.flatMap((line) => /"(\/proc\/self\/[^"]*)"/.exec(line)?.[1] ?? []);
    return [...new Set(paths.map((path) => path.replace(/snapshot-[\d_-]+\.tar\.gz/, "%")))];
  }

  test(
    "notes and records that cannot be deleted do not turn a stored snapshot into a failure",
    async () => {
      const notes = (await typedPaths("unlink")).filter((path) => /lock\.json$|-writing$/.test(path));
      expect(notes).toHaveLength(3);
      for (const path of notes) {
        // The first removal of the record is that of an earlier run's, on which this one must not build.
        const traced = await failing("unlink", "EIO", path.endsWith("-writing") ? 2 : 1, path);
        if (traced === undefined) throw new Error(`no unlink of ${path}`);
        await expectHonest(traced, [0]);
        await scene.forgetArchives();
        await expectRecovery();
      }
    },
    patience,
  );

  test(
    "an unfinished archive that cannot be deleted is named, and the next run deletes it",
    async () => {
      const typed = (await typedPaths("unlink,openat")).find((path) => path.endsWith("%.partial")) ?? "";
      const paths = [...pathOptions(inStore("%.partial")), ...pathOptions(typed)];
      const full = ["-e", "inject=write:error=ENOSPC", "-e", "inject=unlink:error=EIO"];
      const traced = await scene.traced(["-e", "trace=write,unlink", ...full, ...paths]);
      await expectHonest(traced, [7]);
      const [partial = ""] = (await scene.litter()).filter((name) => name.endsWith(".partial"));
      expect(traced.stderr).toContain(`the unfinished archive ${inStore(partial)} could not be deleted: EIO`);
      expect(await scene.sources()).toEqual([]);
      await expectRecovery();
    },
    patience,
  );

  test(
    "an old archive that cannot be read does not keep a new one from being made",
    async () => {
      expect((await scene.run()).code).toBe(0);
      const [old = ""] = await scene.archives();
      await rm(join(scene.store, `${old}.sha256`));
      const unreadable = ["-e", "trace=pread64", "-P", join(scene.store, old), "-e", "inject=pread64:error=EIO"];
      const { code, stderr } = await scene.traced(unreadable);
      expect(code).toBe(0);
      expect(stderr).toContain(`the archive ${join(scene.store, old)} could not be read: EIO`);
      expect(await scene.archives()).toHaveLength(2);
      expect((await scene.run()).stderr).toContain(`${old}.sha256`);
      await scene.expectClean();
      await scene.expectWhole();
    },
    patience,
  );

  test(
    "a leftover that cannot be deleted is named by every run and keeps none from succeeding",
    async () => {
      const busy = ["-e", "trace=rmdir", "-e", "inject=rmdir:error=EBUSY"];
      expect((await scene.traced(busy)).code).toBe(0);
      const [first = ""] = await scene.sources();
      const second = await scene.traced(busy);
      expect(second.code).toBe(0);
      expect(second.stderr).toContain(`${first} could not be deleted: EBUSY`);
      expect(await scene.sources()).toHaveLength(2);
      expect((await scene.run()).code).toBe(0);
      await scene.expectClean();
    },
    patience,
  );
});
