import { expect, test } from "bun:test";
import { table } from "../../src/cli/table.ts";

const columns = [
  { heading: "NAME", align: "left" },
  { heading: "SIZE", align: "right" },
  { heading: "STATE", align: "left" },
] as const;

test("columns stand under their headings, numbers to the right, and no line has blanks at its end", () => {
  expect(
    table(columns, [
      ["a", "1 MB", "ok"],
      ["longer", "1234 MB", ""],
    ]),
  ).toBe("NAME       SIZE  STATE\na          1 MB  ok\nlonger  1234 MB\n");
});

test("characters of double width count as two", () => {
  expect(table(columns, [["中文", "1", "ok"]])).toBe("NAME  SIZE  STATE\n中文     1  ok\n");
});
