import { afterAll, beforeAll, expect, test } from "bun:test";
import { cp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { type ArchiveStore, openArchiveStore } from "../bed/archive-store.ts";
import { killAt } from "../bed/kill-at.ts";
import { type Outcome, run } from "../bed/processes.ts";
import { commandOf } from "../bed/promsnap.ts";

const patience = 600_000;
const killed = 137;
const kill = "signal=KILL";
const day = 24 * 3_600_000;
const noon = Date.UTC(2026, 0, 30, 12);
const policy = "--keep-last=2";

/** strace counts the calls of each thread apart. `least`: how many cases there must be, lest the test lose its grip. */
const calls: readonly { readonly call: string; readonly error: string; readonly least: number }[] = [
  { call: "unlink", error: "EBUSY", least: 20 },
  { call: "fsync", error: "EIO", least: 10 },
  { call: "rename", error: "EIO", least: 3 },
  { call: "write", error: "ENOSPC", least: 3 },
];

describeWith("blocks", "strace")("promsnap prune", () => {
  let bed: ArchiveStore;
  let template: string;
  let kept: string[];
  let damaged: string;
  let cases = 0;

  beforeAll(async () => {
    bed = await openArchiveStore();
    template = join(bed.path, "template");
    for (const ago of [6, 5, 4]) await bed.add(noon - ago * day, { sound: true });
    damaged = await bed.add(noon - 3 * day, { sound: false });
    kept = [await bed.add(noon - day, { sound: true }), await bed.add(noon)];
    await cp(bed.store, template, { recursive: true });
  }, patience);
  afterAll(async () => {
    await bed?.[Symbol.asyncDispose]();
    process.stderr.write(`prune.test.ts: ${cases} kills and failures\n`);
  });

  const reset = async () => {
    for (const name of await readdir(bed.store)) await rm(join(bed.store, name));
    await cp(template, bed.store, { recursive: true });
    await rm(join(bed.data, ".promsnap"), { recursive: true, force: true });
  };

  /** Prunes with the n-th such call killed or failing; undefined where there is no n-th. */
  const disturbed = async (call: string, what: string, n: number): Promise<Outcome | undefined> => {
    const [trace, command] = [join(bed.path, "trace"), commandOf(["prune", policy], bed)];
    const options = { environment: { TZ: "UTC" } };
    const inject = ["-e", `trace=${call}`, "-e", `inject=${call}:${what}:when=${n}`];
    const outcome =
      what === kill
        ? await killAt(call, n, command, options)
        : await run(["strace", "--seccomp-bpf", "-f", "-qq", "-o", trace, ...inject, ...command], options);
    const hit = what === kill ? outcome.code === killed : (await Bun.file(trace).text()).includes("(INJECTED)");
    cases += hit ? 1 : 0;
    return hit ? outcome : undefined;
  };

  /** What was to be kept is there whole, and no damaged archive has lost the word on it. */
  const expectSafe = async () => {
    const files = await bed.files();
    for (const name of kept) expect(files).toEqual(expect.arrayContaining([`${name}.tar.gz`, `${name}.tar.gz.sha256`]));
    expect(files).toContain(`${kept[0]}.tar.gz.verdict`);
    if (files.includes(`${damaged}.tar.gz`)) expect(files).toContain(`${damaged}.tar.gz.verdict`);
  };

  /** Prunes undisturbed: then nothing is left but what is kept. */
  const expectFinished = async () => {
    expect(await bed.run(["prune", policy])).toMatchObject({ code: 0 });
    const [one, two] = kept.map((name) => `${name}.tar.gz`);
    expect(await readdir(bed.store).then((names) => names.sort())).toEqual(
      [
        ...[".promsnap-accepted", ".promsnap-lock", ".promsnap-store"],
        ...[`${one}`, `${one}.sha256`, `${one}.verdict`, `${two}`, `${two}.sha256`],
      ].sort(),
    );
  };

  for (const { call, error, least } of calls) {
    for (const what of [kill, `error=${error}`]) {
      test(
        `at every ${call}, ${what}: what is kept stays, and the next one leaves nothing but that`,
        async () => {
          let n = 1;
          for (; ; n++) {
            await reset();
            const outcome = await disturbed(call, what, n);
            await expectSafe();
            if (outcome === undefined) break;
            if (outcome.code !== killed) expect([0, 1, 7]).toContain(outcome.code);
            await expectFinished();
          }
          expect(n - 1).toBeGreaterThanOrEqual(least);
        },
        patience,
      );
    }
  }

  test(
    "names the archive that it could not delete, deletes the others, and fails",
    async () => {
      const said: string[] = [];
      for (let n = 1; ; n++) {
        await reset();
        const outcome = await disturbed("unlink", "error=EBUSY", n);
        if (outcome === undefined) break;
        const [, path = ""] =
          /^promsnap: (\S+\.tar\.gz) could not be deleted: delete failed on \1: EBUSY/m.exec(outcome.stderr) ?? [];
        if (path === "") continue;
        expect(outcome.code).toBe(1);
        expect(outcome.stdout).toMatch(/ not deleted\n/);
        expect(await bed.snapshots()).toHaveLength(3);
        said.push(path);
      }
      expect(new Set(said).size).toBe(4);
    },
    patience,
  );
});
