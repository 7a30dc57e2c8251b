import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { Fault } from "../../src/errors.ts";
import { judgeSpace } from "../../src/jobs/space.ts";

const bytes = fc.integer({ min: 0, max: 2 ** 45 });
const ratios = fc.double({ min: 0.01, max: 1, noNaN: true });

test("a snapshot is refused exactly when even the optimistic estimate does not fit", () => {
  fc.assert(
    fc.property(bytes, bytes, ratios, (free, needed, ratio) => {
      const refused = () => judgeSpace("/store", free, needed, ratio);
      if (Math.ceil(needed * ratio) > free) expect(refused).toThrow(Fault);
      else expect(refused()?.code).toBe(needed > free ? "space.tight" : undefined);
    }),
  );
});

test("the refusal and the warning tell what is free and what is needed", () => {
  expect(judgeSpace("/store", 70, 100, 0.5)).toEqual({
    code: "space.tight",
    details: { path: "/store", free: 70, needed: 100 },
  });
  expect(() => judgeSpace("/store", 49, 100, 0.5)).toThrow('{"path":"/store","free":49,"needed":50}');
});
