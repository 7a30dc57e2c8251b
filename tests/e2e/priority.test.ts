import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { type Scene, setScene } from "../bed/scene.ts";
import { until } from "../bed/waiting.ts";

describeWith("prometheus")("a run beside a Prometheus that has to serve", () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await setScene({ bytes: 40_000_000 });
  }, 120_000);
  afterAll(() => scene?.stop(), 60_000);

  /** The niceness of the first thread of a run, and of the two that compress. */
  async function nicenessWith(values: Readonly<Record<string, string>>): Promise<{ main: number; workers: number[] }> {
    const site = await scene.site({ WORKERS: "2", COMPRESSION_LEVEL: "12", ...values });
    await using running = site.start();
    return await until("two threads that compress", async () => {
      const threads = await threadsOf(running.pid);
      const workers = threads.filter(({ name }) => name === "Worker").map(({ niceness }) => niceness);
      const main = threads.find(({ thread }) => thread === running.pid)?.niceness;
      return main !== undefined && workers.length === 2 && { main, workers };
    });
  }

  test("lets it have the cores first, with all that compress", async () => {
    expect(await nicenessWith({})).toEqual({ main: 10, workers: [10, 10] });
  });

  test("does not where NICE says no", async () => {
    expect(await nicenessWith({ NICE: "no" })).toEqual({ main: 0, workers: [0, 0] });
  });
});

/** The threads of a process, as proc_pid_stat(5) has them. */
async function threadsOf(pid: number): Promise<{ thread: number; name: string; niceness: number }[]> {
  const tasks = `/proc/${pid}/task`;
  return await Promise.all(
    (await readdir(tasks)).map(async (thread) => {
      const [, name = "", rest = ""] = /\((.*)\) (.*)/s.exec(await Bun.file(join(tasks, thread, "stat")).text()) ?? [];
      return { thread: Number(thread), name, niceness: Number(rest.split(" ")[16]) };
    }),
  );
}
