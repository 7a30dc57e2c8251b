import { expect, test } from "bun:test";
import fc from "fast-check";
import { ReadAhead } from "../../../src/stores/s3/read-ahead.ts";

/** Something far away of so many bytes, and what was asked of it. */
function far(size: number) {
  // Of a byte's own position and of no other: two numbers that share no factor with each other or the stretches.
  const byteAt = (position: number) => (position % 251) ^ (position % 241);
  const asked: { readonly position: number; readonly length: number; readonly signal: AbortSignal }[] = [];
  const bytesAt = (position: number, length: number) => {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - position)));
    for (let i = 0; i < bytes.length; i += 1) bytes[i] = byteAt(position + i);
    return bytes;
  };
  const ahead = new ReadAhead(size, async (position, length, signal) => {
    asked.push({ position, length, signal });
    return bytesAt(position, length);
  });
  const read = async (position: number, length: number) => {
    const buffer = new Uint8Array(length);
    return buffer.subarray(0, await ahead.read(buffer, position));
  };
  return { bytesAt, asked, ahead, read };
}

test("whatever is read in whatever order is what is there", async () => {
  const size = 700_000;
  const read = fc.record({ position: fc.nat(size + 10), length: fc.nat(300_000), together: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(read, { maxLength: 12 }), async (reads) => {
      const { bytesAt, read } = far(size);
      const pending: Promise<void>[] = [];
      for (const { position, length, together } of reads) {
        const expected = bytesAt(position, length);
        pending.push(read(position, length).then((found) => expect(Buffer.compare(found, expected)).toBe(0)));
        if (!together) await Promise.all(pending);
      }
      await Promise.all(pending);
    }),
    { numRuns: 60 },
  );
});

test("the head of a large archive costs one small request, and its trailer another", async () => {
  const { asked, read } = far(50_000_000);
  await read(0, 20);
  await read(20, 4000);
  await read(4020, 4000);
  await read(49_999_986, 14);
  await read(49_999_500, 500);
  expect(asked.map(({ position, length }) => [position, length])).toEqual([
    [0, 65_536],
    [50_000_000 - 65_536, 65_536],
  ]);
});

test("reading straight on is asked for in ever larger stretches, several at once, each byte once", async () => {
  const { asked, read } = far(40_000_000);
  for (let at = 0; at < 40_000_000; at += 1_000_000) await read(at, 1_000_000);
  const lengths = asked.map(({ length }) => length);
  expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(40_000_000);
  expect(Math.max(...lengths)).toBe(2 << 20);
  expect(lengths.length).toBeLessThan(30);
});

test("whoever looks ahead does not disturb who reads straight on", async () => {
  const { asked, read } = far(40_000_000);
  for (let at = 0; at < 20_000_000; at += 1_000_000) {
    await read(at, 1_000_000);
    await read(39_000_000 - at / 4, 20);
  }
  const looks = asked.filter(({ position, length }) => position > 33_000_000 && length === 65_536);
  expect(looks.length).toBe(20);
  expect(asked.length - looks.length).toBeLessThan(24);
});

test("what nobody waits for is given up when a reader goes elsewhere, and when the reading ends", async () => {
  const { asked, ahead, read } = far(40_000_000);
  const straight = async (from: number) => {
    for (let at = from; at < from + 8_000_000; at += 1_000_000) await read(at, 1_000_000);
  };
  await straight(0);
  await straight(20_000_000);
  expect(asked.some(({ signal }) => signal.aborted)).toBe(false);
  await read(39_000_000, 10);
  const left = asked.filter(({ position }) => position >= 8_000_000 && position < 20_000_000);
  expect(left.every(({ signal }) => signal.aborted)).toBe(true);
  ahead.stop();
  expect(asked.at(-1)?.signal.aborted).toBe(true);
});
