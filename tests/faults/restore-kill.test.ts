import { afterAll, beforeAll, expect, test } from "bun:test";
import { describeWith } from "../bed/abilities.ts";
import { RestoreScene } from "./restore-scene.ts";

/** PROMSNAP_TEST_FULL=1 kills at every call; else every `stride`-th is enough. */
const { PROMSNAP_TEST_FULL } = process.env;
const killed = 137;
const patience = 3_600_000;

interface Kind {
  readonly call: string;
  readonly stride: number;
  /** How many kills there must be, lest the test lose its grip. */
  readonly least: number;
}

/** The calls that change what lies on the disk, start programs or ask Prometheus. strace kills at the entry of a call. */
const kinds: readonly Kind[] = [
  { call: "rename", stride: 1, least: 18 },
  { call: "unlink", stride: 3, least: 3 },
  { call: "rmdir", stride: 2, least: 1 },
  { call: "mkdir", stride: 3, least: 3 },
  { call: "fchmod", stride: 9, least: 3 },
  { call: "fchown", stride: 9, least: 2 },
  { call: "utimensat", stride: 9, least: 2 },
  { call: "fsync", stride: 3, least: 8 },
  { call: "write", stride: 9, least: 2 },
  { call: "openat", stride: 80, least: 6 },
  { call: "vfork", stride: 1, least: 6 },
  { call: "connect", stride: 4, least: 2 },
  { call: "sendto", stride: 4, least: 2 },
  { call: "recvfrom", stride: 9, least: 2 },
  { call: "exit_group", stride: 1, least: 1 },
];

/** What is killed, from which state on, and how the program behaves meanwhile. */
interface Story {
  readonly args: readonly string[];
  begin(): Promise<void>;
  /** Number of the first call of the kind that is of interest. */
  first?(call: string): Promise<number>;
}

describeWith("prometheus", "strace")("a restore killed at any moment", () => {
  let scene: RestoreScene;
  let [cases, kills] = [0, 0];

  beforeAll(async () => {
    scene = await RestoreScene.open();
  }, patience);

  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
    process.stderr.write(`restore-kill.test.ts: ${cases} cases\n`);
  });

  const injected = (call: string, n: number) => ["-e", `trace=${call}`, "-e", `inject=${call}:signal=KILL:when=${n}`];

  /** One command brings either data to serve, the others are whole somewhere, and an undo brings those to serve. */
  async function expectRecovered(): Promise<void> {
    const { code, stderr } = await scene.promsnap(["restore", "--resume"]);
    if (code !== 0 && code !== 8)
      expect([code, stderr]).toEqual([1, expect.stringContaining("no restore is unfinished")]);
    const served = await scene.serves();
    expect(["old", "new"]).toContain(served);
    await scene.expectBothCopies(served);
    await scene.expectClean();
    if ((await scene.places("previous")).length === 0) return;
    await scene.behave("");
    expect(await scene.promsnap(["restore", "--undo"])).toMatchObject({ code: 0 });
    const then = await scene.serves();
    expect(then).toBe(served === "old" ? "new" : "old");
    await scene.expectBothCopies(then);
    await scene.expectClean();
  }

  /** False: the command came to its end. */
  async function killAt({ args, begin }: Story, call: string, n: number, started: boolean): Promise<boolean> {
    await begin();
    const { code, stderr } = await scene.traced(injected(call, n), args);
    if (code !== killed && code !== 8) expect([code, stderr]).toEqual([0, expect.any(String)]);
    if (started) await scene.startService();
    await expectRecovered();
    cases += 1;
    return code === killed;
  }

  async function killEverywhere(story: Story, { call, stride }: Kind): Promise<number> {
    let count = 0;
    const failures: string[] = [];
    for (let n = (await story.first?.(call)) ?? 1; ; n += PROMSNAP_TEST_FULL ? 1 : stride) {
      for (const started of PROMSNAP_TEST_FULL ? [true, false] : [kills % 2 === 0]) {
        const died = await killAt(story, call, n, started).catch((error: unknown) => {
          const when = `${call} number ${n}${started ? ", and then started" : ""}`;
          failures.push(`killed at ${when}: ${error instanceof Error ? error.message : error}`);
          return failures.length < 10;
        });
        if (!died) {
          expect(failures.join("\n")).toBe("");
          return count;
        }
        count += 1;
        kills += 1;
      }
    }
  }

  for (const kind of kinds) {
    test(
      `at a ${kind.call}: --resume brings the old or the new data to serve, and --undo the others`,
      async () => {
        const story = { args: ["restore", scene.archive], begin: () => scene.reset() };
        expect(await killEverywhere(story, kind)).toBeGreaterThanOrEqual(kind.least);
      },
      patience,
    );
  }
});
