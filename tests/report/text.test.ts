import { expect, test } from "bun:test";
import fc from "fast-check";
import { bothEnds, oneLine, withoutControls } from "../../src/report/text.ts";

test("control characters are written as escapes", () => {
  expect(withoutControls("a\nb\tc\u001b[31m\u0000\u009b\u2028\u202e")).toBe(
    "a\\nb\\tc\\u{1b}[31m\\u{00}\\u{9b}\\u{2028}\\u{202e}",
  );
});

test("every mark that turns the direction of text is written as an escape", () => {
  const marks = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";
  expect(withoutControls(marks)).toMatch(/^[\x20-\x7e]+$/);
});

test("plain text in any script is left as it is", () => {
  expect(withoutControls("réussi : «\u00a0é 中文 👍\u00a0»")).toBe("réussi : «\u00a0é 中文 👍\u00a0»");
});

test("whatever comes in, one short line without a control character goes out", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 1200 }), (text) => {
      const line = oneLine(text, 500);
      expect([...line].length).toBeLessThanOrEqual(500);
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    }),
  );
});

test("a long text ends in an ellipsis and no character is cut in two", () => {
  expect(oneLine("👍".repeat(600), 500)).toBe(`${"👍".repeat(499)}…`);
});

test("an error that is too long keeps its beginning and its end, where the cause is", () => {
  const error = `create snapshot: ${"/a/long/path".repeat(30)}: no such file or directory`;
  const shown = bothEnds(error, 100);
  expect([...shown]).toHaveLength(100);
  expect(shown).toMatch(/^create snapshot: \/a.*….*: no such file or directory$/);
  expect(bothEnds("short\n", 100)).toBe("short\\n");
  expect([...bothEnds("😀".repeat(50), 10)]).toEqual([..."😀😀😀…😀😀😀😀😀😀"]);
});
