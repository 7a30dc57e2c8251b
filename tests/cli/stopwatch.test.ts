import { expect, test } from "bun:test";
import { createStopwatch } from "../../src/cli/stopwatch.ts";

/** A stopwatch, and a clock that goes on by as much as is asked. */
function watch() {
  let time = 1000;
  const stopwatch = createStopwatch(() => time);
  const after = (milliseconds: number) => {
    time += milliseconds;
    return stopwatch;
  };
  return { stopwatch, after };
}

test("the time without Prometheus has three parts", () => {
  const { stopwatch, after } = watch();
  after(0).phase("staging", 10);
  after(900).step("staged");
  after(1).phase("stopping", 0);
  after(20).step("stopped");
  after(3).step("exchanged");
  after(1).phase("starting", 0);
  after(500).step("started");
  expect(stopwatch.parts()).toEqual({ stop: 20, exchange: 4, start: 500 });
});

test("what a resumed restore did not do has no part", () => {
  const { stopwatch, after } = watch();
  after(0).phase("starting", 0);
  after(500).step("started");
  expect(stopwatch.parts()).toEqual({ start: 500 });
});

test("a stop that never came to its end has no part, whatever was stopped before", () => {
  const { stopwatch, after } = watch();
  after(0).phase("stopping", 0);
  after(5).step("stopped");
  after(5).phase("stopping", 0);
  expect(stopwatch.parts()).toEqual({});
});
