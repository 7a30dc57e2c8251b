import * as fc from "fast-check";

/** Numbers at the edges of what formats and languages hold. */
const extremes = [
  0n,
  1n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0xffffn,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];

type Change = (bytes: Uint8Array) => Uint8Array;

const within = (at: number, { length }: Uint8Array) => Math.floor(at * (length + 1));
const splice = (bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array => {
  const [from, to] = [Math.min(at, bytes.length), Math.min(at + removed, bytes.length)];
  return Buffer.concat([bytes.subarray(0, from), added, bytes.subarray(to)]);
};

/** An extreme number as it stands in files: 16, 32 or 64 bits, either end first, or a varint. */
const number = fc
  .tuple(fc.constantFrom(...extremes), fc.constantFrom(2, 4, 8), fc.constantFrom("big", "little", "varint"))
  .map(([value, length, form]) => {
    if (form === "varint") return varint(value);
    const bytes = Array.from({ length }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
    return Uint8Array.from(form === "big" ? bytes.reverse() : bytes);
  });

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    if (rest <= 0x7fn) return Uint8Array.from(bytes);
  }
}

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

function changes(others: readonly Uint8Array[]): fc.Arbitrary<Change> {
  const flip = fc.tuple(place, fc.nat(7)).map(
    ([at, bit]): Change =>
      (bytes) => {
        // Not `slice`, which of a Buffer is the same bytes.
        const changed = Uint8Array.from(bytes);
        const index = Math.floor(at * bytes.length);
        changed[index] = (changed[index] ?? 0) ^ (1 << bit);
        return changed;
      },
  );
  const cut = place.map(
    (at): Change =>
      (bytes) =>
        bytes.subarray(0, within(at, bytes)),
  );
  const drop = fc.tuple(place, fc.nat(64)).map(
    ([at, length]): Change =>
      (bytes) =>
        splice(bytes, within(at, bytes), length, Uint8Array.of()),
  );
  const noise = fc.tuple(place, fc.nat(8), fc.uint8Array({ maxLength: 16 })).map(
    ([at, removed, added]): Change =>
      (bytes) =>
        splice(bytes, within(at, bytes), removed, added),
  );
  const edge = fc.tuple(place, number).map(
    ([at, added]): Change =>
      (bytes) =>
        splice(bytes, within(at, bytes), added.length, added),
  );
  const repeat = fc.tuple(place, fc.nat(600), fc.integer({ min: 1, max: 40 })).map(
    ([at, length, times]): Change =>
      (bytes) => {
        const from = within(at, bytes);
        const part = bytes.subarray(from, from + length);
        return splice(bytes, from, 0, Buffer.concat(Array.from({ length: times }, () => part)));
      },
  );
  const graft = fc.tuple(place, fc.constantFrom(...others), place, fc.nat(600)).map(
    ([at, other, from, length]): Change =>
      (bytes) => {
        const begin = within(from, other);
        return splice(bytes, within(at, bytes), length, other.subarray(begin, begin + length));
      },
  );
  return fc.oneof({ arbitrary: flip, weight: 3 }, cut, drop, noise, { arbitrary: edge, weight: 3 }, repeat, graft);
}

/** Sound inputs, changed in one place or in several, and now and then bytes that come from nowhere. */
export function hostileBytes(sound: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const changed = fc
    .tuple(fc.constantFrom(...sound), fc.array(changes(sound), { maxLength: 5 }))
    .map(([bytes, all]) => all.reduce((before, change) => change(before), bytes));
  return fc.oneof({ arbitrary: changed, weight: 15 }, fc.uint8Array({ maxLength: 200 }));
}
