import { expect, test } from "bun:test";
import fc from "fast-check";
import { limitDraft } from "../../src/stores/limited-draft.ts";
import type { StoreDraft } from "../../src/stores/store.ts";
import { draw, fullBucket } from "../../src/stores/token-bucket.ts";

const rate = 1_000_000;

test("what fits in a quarter of a second passes at once, the rest waits its turn", () => {
  const first = draw(fullBucket(rate, 0), 250_000, rate, 0);
  expect(first.wait).toBe(0);
  const second = draw(first.bucket, 500_000, rate, 0);
  expect(second.wait).toBe(500);
  expect(draw(second.bucket, 100_000, rate, 500).wait).toBe(100);
});

test("a pause saves up no more than that, and a clock that is set back saves up nothing", () => {
  const { bucket } = draw(fullBucket(rate, 0), 250_000, rate, 0);
  expect(draw(bucket, 350_000, rate, 3_600_000).wait).toBe(100);
  expect(draw(bucket, 100_000, rate, -3_600_000).wait).toBe(100);
});

test("in no stretch of time more passes than the rate and what had been saved up", () => {
  const steps = fc.array(fc.tuple(fc.nat(3000), fc.integer({ min: 1, max: 5_000_000 })), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1000, max: 20_000_000 }), (some, limit) => {
      let [now, bucket] = [0, fullBucket(limit, 0)];
      const passed: { at: number; bytes: number }[] = [];
      for (const [pause, bytes] of some) {
        now += pause;
        const drawn = draw(bucket, bytes, limit, now);
        bucket = drawn.bucket;
        now += drawn.wait;
        passed.push({ at: now, bytes });
      }
      for (const [index, { at: from }] of passed.entries()) {
        // Of what passes at the beginning of the stretch, the waiting was before it.
        for (let end = index + 1; end < passed.length; end += 1) {
          const bytes = passed.slice(index + 1, end + 1).reduce((total, one) => total + one.bytes, 0);
          const span = (passed[end]?.at ?? 0) - from;
          expect(bytes).toBeLessThanOrEqual((span * limit) / 1000 + limit / 4 + 1);
        }
      }
    }),
  );
});

test("a draft that is limited waits by the clock it is given, and passes every byte on", async () => {
  const [slept, written]: [number[], number[]] = [[], []];
  const none = async () => "";
  const draft: StoreDraft = {
    ...{ name: "a", path: "/a", prove: none, commit: none, discard: none },
    write: async (bytes) => void written.push(bytes.length),
  };
  const clock = { now: () => 0, sleep: async (milliseconds: number) => void slept.push(milliseconds) };
  const limited = limitDraft(draft, { rate, clock, signal: new AbortController().signal });
  for (const bytes of [250_000, 1_000_000, 500_000]) await limited.write(new Uint8Array(bytes));
  expect({ slept, written }).toEqual({ slept: [1000, 1500], written: [250_000, 1_000_000, 500_000] });
  expect(limitDraft(draft, { rate: undefined, clock, signal: new AbortController().signal })).toBe(draft);
});
