import { expect, test } from "bun:test";
import fc from "fast-check";
import { crc32c } from "../../src/tsdb/crc32c.ts";
import type { Region } from "../../src/tsdb/entries.ts";
import { beginFrames, endFrames, pushFrames } from "../../src/tsdb/frames.ts";

/** Sections of entries as an index has them: each with its alignment, one after the other without padding between. */
function sectionsOf(parts: readonly { alignment: 1 | 4 | 16; bodies: readonly Uint8Array[] }[]) {
  const bytes: number[] = [0, 0, 0, 0, 0];
  const regions: Region[] = [];
  for (const { alignment, bodies } of parts) {
    const start = bytes.length;
    for (const body of bodies) {
      while (bytes.length % alignment !== 0) bytes.push(0);
      const sum = crc32c(body, new DataView(body.buffer, body.byteOffset, body.byteLength), 0, body.length, 0);
      bytes.push(...numberBytes(body.length), ...body, ...numberBytes(sum));
    }
    regions.push({ section: "s", start, end: bytes.length, alignment, length: "u32", uncounted: 0 });
  }
  return { bytes: Uint8Array.from(bytes), regions };
}

function numberBytes(number: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, number);
  return bytes;
}

test("sections whose ends fit no alignment of the next are sound, however the bytes arrive", () => {
  const part = fc.record({
    alignment: fc.constantFrom<(1 | 4 | 16)[]>(1, 4, 16),
    bodies: fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 200 }), (parts, piece) => {
      const { bytes, regions } = sectionsOf(parts);
      const state = beginFrames(regions, bytes.length);
      for (let at = 0; at < bytes.length; at += piece) pushFrames(state, bytes.slice(at, at + piece));
      expect(endFrames(state)).toBeUndefined();
    }),
  );
});
