import { afterAll, beforeAll, expect, test } from "bun:test";
import { describeWith } from "../bed/abilities.ts";
import { RestoreScene } from "./restore-scene.ts";

/** PROMSNAP_TEST_FULL=1 lets every call fail; else every `stride`-th is enough. */
const { PROMSNAP_TEST_FULL } = process.env;
const patience = 3_600_000;

interface Failing {
  readonly call: string;
  readonly error: string;
  readonly stride: number;
}

const failing: readonly Failing[] = [
  { call: "rename", error: "EIO", stride: 4 },
  { call: "rename", error: "EXDEV", stride: 5 },
  { call: "rename", error: "ENOSPC", stride: 5 },
  { call: "rename", error: "EACCES", stride: 7 },
  { call: "fsync", error: "EIO", stride: 6 },
  { call: "write", error: "ENOSPC", stride: 12 },
  { call: "pwrite64", error: "ENOSPC", stride: 1 },
  { call: "pwrite64", error: "EIO", stride: 1 },
  { call: "unlink", error: "EIO", stride: 3 },
  { call: "mkdir", error: "EIO", stride: 4 },
  { call: "mkdir", error: "ENOSPC", stride: 5 },
];

describeWith("prometheus", "strace")("a restore in which a call fails", () => {
  let scene: RestoreScene;
  let cases = 0;

  beforeAll(async () => {
    scene = await RestoreScene.open();
  }, patience);

  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
    process.stderr.write(`restore-failing-calls.test.ts: ${cases} failing calls\n`);
  });

  /** False: the command does not come to a call of that number. */
  async function failAt({ call, error }: Failing, n: number): Promise<boolean> {
    await scene.reset();
    const options = ["-e", `trace=${call}`, "-e", `inject=${call}:error=${error}:when=${n}`];
    const { code, stderr, calls } = await scene.traced(options, ["restore", scene.archive]);
    const stopped = (await scene.calls()).includes("stop");
    if (code === 8) expect(stopped).toBe(true);
    else if (code !== 0) expect([code, stderr, stopped]).toEqual([expect.any(Number), stderr, false]);
    expect(await scene.serves()).toBe(code === 0 ? "new" : "old");
    const resumed = await scene.promsnap(["restore", "--resume"]);
    expect([resumed.code, resumed.stderr]).toEqual([1, expect.stringContaining("no restore is unfinished")]);
    const refused = calls.filter((line) => line.includes("(INJECTED)"));
    // The runtime's threads wake each other so, which no kernel refuses: it then waits for half a minute, in which
    // Prometheus writes its log anew.
    const isWaking = refused.length > 0 && refused.every((line) => line.includes('"\\1\\0\\0\\0\\0\\0\\0\\0", 8)'));
    if (!isWaking) await scene.expectBothCopies(code === 0 ? "new" : "old");
    await scene.expectClean();
    return refused.length > 0;
  }

  for (const kind of failing) {
    test(
      `${kind.call} with ${kind.error}: the old data serve, or nothing was stopped, or it did not matter`,
      async () => {
        const failures: string[] = [];
        for (let [n, failed] = [1, true]; failed; n += PROMSNAP_TEST_FULL ? 1 : kind.stride) {
          failed = await failAt(kind, n).catch((error: unknown) => {
            failures.push(`number ${n}: ${error instanceof Error ? error.message : error}`);
            return failures.length < 5;
          });
          if (failed) cases += 1;
        }
        expect(failures.join("\n")).toBe("");
      },
      patience,
    );
  }
});
