import { expect, test } from "bun:test";
import { setImmediate } from "node:timers/promises";
import { fewAtOnce } from "../../src/stores/few-at-once.ts";

test("what is done for many keeps their order, and no more than eight are under way", async () => {
  let [underWay, most] = [0, 0];
  const numbers = Array.from({ length: 100 }, (_, number) => number);
  const done = await fewAtOnce(numbers, async (number) => {
    most = Math.max(most, ++underWay);
    for (let turn = 0; turn < (number * 7) % 5; turn++) await setImmediate();
    underWay -= 1;
    return number * 2;
  });
  expect(done).toEqual(numbers.map((number) => number * 2));
  expect(most).toBe(8);
});

test("after a failure nothing more is begun, and what is under way is waited for", async () => {
  const begun: number[] = [];
  let ended = 0;
  const numbers = Array.from({ length: 100 }, (_, number) => number);
  const failed = fewAtOnce(numbers, async (number) => {
    begun.push(number);
    await setImmediate();
    ended += 1;
    if (number === 3) throw new Error("the fourth");
  });
  await expect(failed).rejects.toThrow("the fourth");
  expect(begun.length).toBeLessThan(20);
  expect(ended).toBe(begun.length);
});
