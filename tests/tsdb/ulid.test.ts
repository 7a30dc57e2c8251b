import { expect, test } from "bun:test";
import fc from "fast-check";
import { instantOfUlid } from "../../src/tsdb/ulid.ts";
import { ulidOf } from "../bed/blocks.ts";

test("a ULID tells the millisecond in which it was made", () => {
  // The example of the ULID specification.
  expect(instantOfUlid("01ARZ3NDEKTSV4RRFFQ69G5FAV")).toBe(1_469_922_850_259);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (time) => {
      expect(instantOfUlid(ulidOf(time, 7))).toBe(time);
    }),
  );
});
