import { expect, test } from "bun:test";
import { gunzipSync } from "node:zlib";
import * as fc from "fast-check";
import { memberHeaderBytes, memberOf, readMemberSizes } from "../../src/archive/member.ts";
import { readTrailer, trailerSize, trailerTailBytes, writeTrailer } from "../../src/archive/trailer.ts";
import { runtime } from "../../src/system/runtime.ts";

const damage = {
  block: "01M84DDKBD6Y7PQAS874T7MRYD",
  file: "chunks/000001",
  offset: 8,
  problem: "checksum",
  section: "chunk",
} as const;
const counts = { taken: 1e12, unpacked: 10_240, content: 9000 };

test("a trailer is read back from the end of the file it stands in", () => {
  const member = writeTrailer({ ...counts, damage: [damage] });
  const size = trailerSize(member.subarray(-trailerTailBytes));
  expect(size).toBe(member.length);
  expect(readTrailer(member)).toEqual({ format: 1, ...counts, damaged: 1, damage: [damage] });
});

test("a trailer counts all damage and names the first hundred files, however many there are", () => {
  const member = writeTrailer({ ...counts, damage: Array.from({ length: 100_000 }, () => damage) });
  const trailer = readTrailer(member);
  expect(trailer?.damaged).toBe(100_000);
  expect(trailer?.damage.length).toBe(100);
  expect(member.length).toBeLessThan(65_536);
});

test("a trailer is an empty file to gzip", () => {
  expect(gunzipSync(writeTrailer({ ...counts, damage: [] })).length).toBe(0);
});

test("bytes that are no trailer are not taken for one", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const size = trailerSize(bytes);
      expect(size === undefined ? undefined : readTrailer(bytes.slice(-size))).toBeUndefined();
    }),
  );
  expect(trailerSize(new Uint8Array(0))).toBeUndefined();
});

test("a member is gzip's, with its own sizes in front", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 5000 }),
      fc.constantFrom(0, 1, 6, 12),
      fc.boolean(),
      (bytes, level, head) => {
        const parts = memberOf(runtime.gzip(new Uint8Array(bytes), level), bytes.length, head);
        const member = new Uint8Array(parts[0].length + parts[1].length);
        member.set(parts[0]);
        member.set(parts[1], parts[0].length);
        expect(new Uint8Array(gunzipSync(member))).toEqual(new Uint8Array(bytes));
        expect(readMemberSizes(member)).toEqual({ head, packed: member.length, unpacked: bytes.length });
      },
    ),
  );
});

test("a gzip header of another program is not taken for promsnap's", () => {
  const plain = runtime.gzip(new Uint8Array(1000), 6);
  expect(readMemberSizes(plain)).toBeUndefined();
  expect(readMemberSizes(new Uint8Array(memberHeaderBytes))).toBeUndefined();
});
