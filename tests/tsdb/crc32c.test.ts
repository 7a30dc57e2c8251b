import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { crc32c } from "../../src/tsdb/crc32c.ts";

const crcOf = (bytes: Uint8Array, before = 0) =>
  crc32c(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length, before) >>> 0;

test("the check values of RFC 3720 B.4 come out", () => {
  expect(crcOf(new TextEncoder().encode("123456789"))).toBe(0xe3069283);
  expect(crcOf(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crcOf(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crcOf(Uint8Array.from({ length: 32 }, (_, index) => index))).toBe(0x46dd794e);
});

test("a checksum taken in two parts is that of the whole", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
      expect(crcOf(bytes.subarray(cut), crcOf(bytes.subarray(0, cut)))).toBe(crcOf(bytes));
    }),
  );
});
