import { afterAll, beforeAll, expect, test } from "bun:test";
import { describeWith } from "../bed/abilities.ts";
import { testPowerCuts } from "./boot-kill.ts";
import { RestoreScene } from "./restore-scene.ts";

/**
 * A restore is killed at every call that is a step of it; at every `stride`-th of the others, unless PROMSNAP_TEST_FULL=1
 * wants them all, each with and without a start afterwards.
 */
const { PROMSNAP_TEST_FULL } = process.env;
const killed = 137;
const patience = 7_200_000;

interface Kind {
  readonly call: string;
  readonly stride: number;
  /** How many kills there must be, lest the test lose its grip. */
  readonly least: number;
}

/** The calls that change what lies on the disk, start programs or ask Prometheus. The kill is at the entry of a call. */
const kinds: readonly Kind[] = [
  { call: "rename", stride: 1, least: 18 },
  { call: "unlink", stride: 1, least: 12 },
  { call: "rmdir", stride: 1, least: 2 },
  { call: "mkdir", stride: 1, least: 8 },
  { call: "fchmod", stride: 11, least: 2 },
  { call: "fchown", stride: 11, least: 1 },
  { call: "utimensat", stride: 11, least: 1 },
  { call: "fsync", stride: 1, least: 27 },
  { call: "write", stride: 11, least: 2 },
  { call: "openat", stride: 200, least: 2 },
  { call: "vfork", stride: 1, least: 6 },
  { call: "connect", stride: 6, least: 1 },
  { call: "sendto", stride: 6, least: 1 },
  { call: "recvfrom", stride: 11, least: 2 },
  { call: "exit_group", stride: 1, least: 1 },
];

/** Those of them that a way back, an undo and a second resume are killed at. */
const someKinds: readonly Kind[] = [
  { call: "rename", stride: 6, least: 2 },
  { call: "unlink", stride: 5, least: 1 },
  { call: "fsync", stride: 15, least: 1 },
  { call: "vfork", stride: 5, least: 1 },
  { call: "openat", stride: 400, least: 1 },
];

/** What is killed, from which state on, and how the program behaves meanwhile. */
interface Story {
  readonly args: () => readonly string[];
  begin(): Promise<void>;
  /** Number of the first call of the kind that is of interest; 1. */
  first?(call: string): Promise<number>;
}

describeWith("prometheus", "strace")("a restore killed at any moment", () => {
  let scene: RestoreScene;
  let cases = 0;

  beforeAll(async () => {
    scene = await RestoreScene.open();
  }, patience);

  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
    process.stderr.write(`restore-kill.test.ts: ${cases} kills\n`);
  });

  /** One command brings either data to serve, the others are whole somewhere, and an undo brings those to serve. */
  async function expectRecovered(): Promise<void> {
    const { code, stderr } = await scene.promsnap(["restore", "--resume"]);
    if (code !== 0 && code !== 8) {
      expect([code, stderr]).toEqual([1, expect.stringContaining("no restore is unfinished")]);
    }
    const served = await scene.serves();
    expect(["old", "new"]).toContain(served);
    await scene.expectBothCopies(served);
    await scene.expectClean();
    if ((await scene.places("previous")).length === 0) return;
    await scene.behave("");
    const undone = await scene.promsnap(["restore", "--undo"]);
    expect([undone.code, undone.stderr]).toEqual([0, expect.any(String)]);
    const then = await scene.serves();
    expect(then).toBe(served === "old" ? "new" : "old");
    await scene.expectBothCopies(then);
    await scene.expectClean();
  }

  /** False: the command came to its end. */
  async function killAt({ args, begin }: Story, call: string, n: number, started: boolean): Promise<boolean> {
    await begin();
    const { code, stderr } = await scene.killed(call, n, args());
    if (code !== killed && code !== 8) expect([code, stderr]).toEqual([0, expect.any(String)]);
    if (started) await scene.startService();
    await expectRecovered();
    if (code === killed) cases += 1;
    return code === killed;
  }

  async function killEverywhere(story: Story, { call, stride, least }: Kind): Promise<void> {
    const failures: string[] = [];
    let count = 0;
    const starts = (): readonly boolean[] => (PROMSNAP_TEST_FULL ? [true, false] : [cases % 2 === 0]);
    for (let [n, died] = [(await story.first?.(call)) ?? 1, true]; died; n += PROMSNAP_TEST_FULL ? 1 : stride) {
      for (const started of starts()) {
        died = await killAt(story, call, n, started).catch((error: unknown) => {
          const when = `${call} number ${n}${started ? ", and then started" : ""}`;
          failures.push(`killed at ${when}: ${error instanceof Error ? error.message : error}`);
          return failures.length < 5;
        });
        if (died) count += 1;
      }
    }
    expect(failures.join("\n")).toBe("");
    expect(count).toBeGreaterThanOrEqual(least);
  }

  /** The number of the last such call before the trace's line that `mark` finds, in the thread that makes most of them. */
  async function lastBefore({ args, begin }: Story, call: string, mark: (lines: readonly string[]) => number) {
    await begin();
    const { calls } = await scene.traced(["-e", `trace=${call},openat,rename,unlink`], args());
    const at = mark(calls);
    expect(at).toBeGreaterThan(0);
    const before = calls.slice(0, at).filter((line) => line.includes(` ${call}(`));
    const threads = Map.groupBy(before, (line) => line.split(" ")[0]);
    return Math.max(1, ...[...threads.values()].map((lines) => lines.length));
  }

  const restoring: Story = { args: () => ["restore", scene.archive], begin: () => scene.reset() };
  const undoing: Story = { args: () => ["restore", "--undo"], begin: () => scene.resetToRestored() };
  const refused: Story = {
    args: () => ["restore", scene.archive],
    begin: async () => {
      await scene.reset();
      await scene.behave(`start() { [[ -d ${scene.mark} ]] && return 1; begin; }\n`);
    },
  };
  const fifthJournal = (lines: readonly string[]) => {
    const written = lines.flatMap((line, at) => (/restore\.json\.new".*O_EXCL/.test(line) ? [at] : []));
    return written[4] ?? 0;
  };
  const returning: Story = { ...refused, first: (call) => lastBefore(refused, call, fifthJournal) };

  for (const kind of kinds) {
    test(
      `at a ${kind.call}: --resume brings the old or the new data to serve, and --undo the others`,
      () => killEverywhere(restoring, kind),
      patience,
    );
  }

  for (const kind of someKinds) {
    test(`in an undo, at a ${kind.call}: the same`, () => killEverywhere(undoing, kind), patience);
    test(`on its way back, at a ${kind.call}: the same`, () => killEverywhere(returning, kind), patience);
  }

  /** Where the first kill strikes: at the last call whose line in the trace looks so. */
  const firstKills = [
    { where: "with wal out and no barrier yet", call: "rename", line: /barrier", .*\/wal"/ },
    { where: "half way out", call: "rename", line: /\/chunks_head"/ },
    { where: "with all in", call: "rename", line: /restore\.json"/ },
    { where: "with the barrier about to go", call: "unlink", line: /\/wal"/ },
  ];
  const numbers = new Map<string, number>();
  for (const { where, call, line } of firstKills) {
    const mark = (lines: readonly string[]) =>
      lines.findLastIndex((one) => one.includes(` ${call}(`) && line.test(one)) + 1;
    const resuming: Story = {
      args: () => ["restore", "--resume"],
      begin: async () => {
        const n = numbers.get(where) ?? (await lastBefore(restoring, call, mark));
        numbers.set(where, n);
        await scene.reset();
        expect((await scene.killed(call, n, restoring.args())).code).toBe(killed);
      },
    };
    for (const kind of someKinds.slice(0, PROMSNAP_TEST_FULL ? 4 : 2)) {
      const story = () => killEverywhere(resuming, { ...kind, least: 1 });
      test(`${where}, and at a ${kind.call} of --resume: the same`, story, patience);
    }
  }

  testPowerCuts(() => scene);
});
