import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** The map of the house: each floor may import from itself, from its neighbours' floors below, and from no floor above. */
const floors = [
  ["main.ts"],
  ["cli"],
  ["jobs"],
  ["snapshots", "archive", "stores", "services", "prometheus", "report"],
  ["tsdb", "config"],
  ["system"],
  ["errors.ts", "notices.ts", "faults"],
];
const src = join(import.meta.dir, "../src");
const sources = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
const floorOf = (path: string) => floors.findIndex((rooms) => rooms.includes(path.split("/")[0] ?? ""));
const textOf = (path: string) => readFileSync(join(src, path), "utf8");
const importsOf = (path: string) =>
  [...textOf(path).matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] ?? "");

test("imports point down only", () => {
  const upward = sources.flatMap((path) =>
    importsOf(path)
      .filter((target) => target.startsWith(".") && target.endsWith(".ts"))
      .map((target) => relative(src, join(src, dirname(path), target)))
      .filter((target) => floorOf(target) < floorOf(path))
      .map((target) => `${path} imports ${target}`),
  );
  expect(sources.filter((path) => floorOf(path) === -1)).toEqual([]);
  expect(upward).toEqual([]);
});

test("only system/ touches the outside: no other file names Bun, Deno, process or an I/O module", () => {
  const outside =
    /\b(?:Bun|Deno|process)\b(?=\.|\[|\?\.)|from "(?:bun|node:(?:fs|child_process|net|http|https|os|sqlite)\b)/;
  const code = (path: string) => textOf(path).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  const offenders = sources.filter((path) => !path.startsWith("system/") && outside.test(code(path)));
  expect(offenders.filter((path) => path !== "main.ts")).toEqual([]);
});
