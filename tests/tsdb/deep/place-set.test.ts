import { expect, test } from "bun:test";
import fc from "fast-check";
import { NumberList } from "../../../src/tsdb/deep/growing.ts";
import { PlaceSet } from "../../../src/tsdb/deep/place-set.ts";

const steps = fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 300 });

test("a set of places knows each of them, their order, and no other", () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 51, 2 ** 31 - 3, 2 ** 33 + 1), steps, (first, distances) => {
      const set = new PlaceSet(first);
      let place = first - 1;
      const places = distances.map((distance) => {
        place += distance;
        set.add(place);
        return place;
      });
      expect([...set.places()]).toEqual(places);
      expect(places.map((one) => set.order(one))).toEqual([...places.keys()]);
      expect(set.size).toBe(places.length);
      const known = new Set(places);
      for (const one of places) for (const near of [one - 1, one + 1]) expect(set.has(near)).toBe(known.has(near));
      for (const far of [-1, first - 1, place + 5000, 2 ** 40, 2 ** 63]) expect(set.has(far)).toBe(false);
    }),
    { numRuns: 50 },
  );
});

test("a list finds a number where it stands", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(5000)), (numbers) => {
      const list = new NumberList();
      const sorted = numbers.toSorted((a, b) => a - b);
      for (const number of sorted) list.add(number);
      for (let number = 0; number < 5000; number += 7) expect(list.placeOf(number)).toBe(sorted.indexOf(number));
    }),
    { numRuns: 50 },
  );
});
