import * as fc from "fast-check";
import { hostileBytes } from "./hostile-bytes.ts";

/** What may stand in a JSON text in the place of any value, some of it no JSON at all. */
const values = [
  ...["null", "true", "false", "0", "-0", "-1", "0.5", "1e999", "-1e999", "1e308", "-1e308", "8640000000000001"],
  ...["9007199254740993", "-9223372036854775808", "18446744073709551615", "NaN", "Infinity", "0x10", "01"],
  ...['""', '"\\u0000"', '"\\ud800"', '"\\udfff\\ud800"', '"\\u202e\\u001b[2J\\n"', '"__proto__"', '"constructor"'],
  ...['"../../etc"', '"/"', '"."', '"1"', '"9"', "[]", "{}", "[null]", "[[]]", '{"__proto__":{"version":1}}'],
  ...['{"length":1e9}', '{"toString":1}', '{"constructor":{"prototype":1}}', "", ",", "\0", "\ufeff", "\ud800"],
  `"${"x".repeat(5000)}"`,
  "[".repeat(3000) + "]".repeat(3000),
  '{"a":'.repeat(3000),
];

const keys = ["__proto__", "constructor", "toString", "length", "", "\\u0000", "\\ud800", "hasOwnProperty"];

/** The places of a value: of itself, and of everything in it. */
function placesOf(value: unknown, path: readonly string[] = []): string[][] {
  const inner = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return [[...path], ...inner.flatMap(([key, part]) => placesOf(part, [...path, key]))];
}

const mark = "\u2400replaced\u2400";

/** The value as JSON, with any text in one place; a key may stand there twice, or under another name. */
function replaced(sound: unknown, place: readonly string[], text: string, key: string | undefined): string {
  const copy: { root: unknown } = { root: structuredClone(sound) };
  const [holder, last] = place.reduce<[object, string]>(
    ([at, name], next) => [(at as Record<string, unknown>)[name] as object, next],
    [copy, "root"],
  );
  const before = (holder as Record<string, unknown>)[last];
  (holder as Record<string, unknown>)[last] = mark;
  const json = JSON.stringify(copy.root);
  if (key === undefined || Array.isArray(holder)) return json.replace(`"${mark}"`, () => text);
  const name = JSON.stringify(last);
  const twice = key === "" ? name : `"${key}"`;
  return json.replace(`${name}:"${mark}"`, () => `${name}:${JSON.stringify(before)},${twice}:${text}`);
}

/** Sound values as JSON with something else in any place, keys twice, bytes changed, or text from nowhere. */
export function hostileJson(sound: readonly unknown[]): fc.Arbitrary<Uint8Array> {
  const encoder = new TextEncoder();
  const text = fc.oneof({ arbitrary: fc.constantFrom(...values), weight: 4 }, fc.json({ maxDepth: 3 }));
  const changed = fc
    .constantFrom(...sound)
    .chain((value) =>
      fc
        .tuple(
          fc.constantFrom(...placesOf(value)),
          text,
          fc.option(fc.constantFrom(...keys), { nil: undefined, freq: 4 }),
        )
        .map(([place, new_, key]) => encoder.encode(replaced(value, place, new_, key))),
    );
  const bytes = hostileBytes(sound.map((value) => encoder.encode(JSON.stringify(value))));
  return fc.oneof({ arbitrary: changed, weight: 3 }, bytes);
}

/** The values as JSON, for what has to be accepted. */
export const asJson = (sound: readonly unknown[]): Uint8Array[] =>
  sound.map((value) => new TextEncoder().encode(JSON.stringify(value)));
