import { expect, test } from "bun:test";
import { createProgress, type ProgressState, progressLine } from "../../src/cli/progress.ts";

const half: ProgressState = { phase: "compressing", done: 510e6, total: 1020e6, elapsed: 10_000 };

test("a line tells phase, share, bytes, rate and the time that is left", () => {
  expect(progressLine(half, "en", false)).toBe("compressing    50%  510 MB / 1.02 GB  51 MB/s  10s left");
  expect(progressLine(half, "fr", false).replace(/[\u00a0\u202f]/g, " ")).toBe(
    "compression   50 %  510 Mo / 1,02 Go  51 Mo/s  reste 10s",
  );
});

test("on a terminal it has a bar", () => {
  expect(progressLine(half, "en", true)).toContain("[############------------]");
});

test("where the end is not known it tells the time passed", () => {
  expect(progressLine({ ...half, phase: "asking", total: 0 }, "en", true)).toBe("waiting for Prometheus  10s");
});

test("it never shows more than all, and 100 % only when all is done", () => {
  expect(progressLine({ ...half, done: 2000e6 }, "en", false)).toContain("100%");
  expect(progressLine({ ...half, done: 1019.9e6 }, "en", false)).toContain("99%");
});

/** A progress on a stream and a clock of the test's own. `tick` is what the timer would do. */
function harness(isTerminal: boolean) {
  const world = { written: "", time: 0, period: 0, tick: () => {}, timers: 0 };
  const stream = {
    isTerminal,
    colours: false,
    columns: () => 40,
    write: (text: string) => {
      world.written += text;
    },
  };
  const every = (milliseconds: number, call: () => void) => {
    world.timers += 1;
    Object.assign(world, { period: milliseconds, tick: call });
    return () => {
      world.timers -= 1;
    };
  };
  const progress = createProgress({ stream, now: () => world.time, every }, "en");
  return { world, progress };
}

test("where no terminal is it says nothing at first, then a line every 30 seconds", () => {
  const { world, progress } = harness(false);
  progress.begin("compressing", 1020e6);
  progress.advance(510e6);
  expect(world.written).toBe("");
  expect(world.period).toBe(30_000);
  world.time = 10_000;
  world.tick();
  progress.end();
  expect(world.written).toBe("promsnap: compressing    50%  510 MB / 1.02 GB  51 MB/s  10s left\n");
  expect(world.timers).toBe(0);
});

test("on a terminal one line is drawn over, fits the width, and is gone at the end", () => {
  const { world, progress } = harness(true);
  progress.begin("compressing", 1020e6);
  world.tick();
  expect(world.written).toStartWith("\rcompressing     0%  [");
  expect(world.written).toEndWith("\u001b[K");
  expect(world.written.length - "\r\u001b[K".length).toBeLessThan(40);
  world.written = "";
  progress.end();
  expect(world.written).toBe("\r\u001b[K");
});

test("a new phase ends the one before it", () => {
  const { world, progress } = harness(false);
  progress.begin("asking", 0);
  progress.begin("compressing", 10);
  expect(world.timers).toBe(1);
});
