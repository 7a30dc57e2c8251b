import { expect, test } from "bun:test";
import fc from "fast-check";
import { mostParts, planParts } from "../../../src/stores/s3/parts.ts";

const mebibyte = 2 ** 20;

test("any archive fits in the parts that S3 takes, each of a size that it takes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 * 2 ** 40 }), (bytes) => {
      const { partBytes, atOnce } = planParts(bytes);
      expect(partBytes * mostParts).toBeGreaterThanOrEqual(bytes);
      expect(partBytes).toBeGreaterThanOrEqual(5 * mebibyte);
      expect(partBytes).toBeLessThanOrEqual(5 * 2 ** 30);
      expect(atOnce).toBeGreaterThanOrEqual(1);
    }),
  );
});

test("up to 300 GB all parts together take 64 MiB, and parts are sent at the same time", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300e9 }), (bytes) => {
      const { partBytes, atOnce } = planParts(bytes);
      expect(partBytes * (atOnce + 1)).toBeLessThanOrEqual(64 * mebibyte);
    }),
  );
  expect(planParts(1e9)).toEqual({ partBytes: 8 * mebibyte, atOnce: 4 });
  expect(planParts(300e9)).toEqual({ partBytes: 29 * mebibyte, atOnce: 1 });
});
