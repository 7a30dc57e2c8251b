import { expect, test } from "bun:test";
import fc from "fast-check";
import { byName, byTime } from "../../../../src/jobs/restore/merge/causes.ts";

const blockArb = fc
  .record({
    ulid: fc.constantFrom(..."ABCDEF"),
    from: fc.nat(20),
    long: fc.nat(5),
    parents: fc.array(fc.constantFrom(..."ABCDEF"), { maxLength: 2 }),
  })
  .map(({ ulid, from, long, parents }) => ({
    ...{ ulid, parents, minTime: from, maxTime: from + long },
    ...{ sources: [ulid], deletable: false, bytes: 1 },
  }));

test("a block that has time in common with another is found exactly where there is one", () => {
  fc.assert(
    fc.property(fc.array(blockArb), blockArb, (blocks, one) => {
      const overlaps = ({ minTime, maxTime }: typeof one) => one.minTime < maxTime && minTime < one.maxTime;
      const found = byTime(blocks)(one);
      expect(found !== undefined).toBe(blocks.some(overlaps));
      if (found !== undefined) expect(blocks.filter(overlaps)).toContain(found);
    }),
  );
});

test("of the blocks that go by one of some names the first is found", () => {
  fc.assert(
    fc.property(fc.array(blockArb), fc.array(fc.constantFrom(..."ABCDEFG")), (blocks, names) => {
      const goesBy = ({ ulid, parents }: (typeof blocks)[number]) => [ulid, ...parents].some((n) => names.includes(n));
      expect(byName(blocks, ({ ulid, parents }) => [ulid, ...parents])(names)).toBe(blocks.find(goesBy));
    }),
  );
});
