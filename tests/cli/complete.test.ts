import { expect, test } from "bun:test";
import { type Command, commands, globalOptions } from "../../src/cli/commands.ts";
import { complete } from "../../src/cli/complete.ts";
import { helpWords } from "../../src/cli/help.ts";

const english = helpWords("en");
const wordsFor = (line: readonly string[]) => complete(line, english).candidates.map(({ word }) => word);
const names = Object.keys(commands).filter((name) => name !== "");

test("behind promsnap stand all commands, each with what it does", () => {
  const { candidates } = complete([""], english);
  expect(candidates.map(({ word }) => word)).toEqual(names.filter((name) => !name.includes(" ")));
  expect(candidates.filter(({ meaning }) => !meaning)).toEqual([]);
  expect(wordsFor(["ver"])).toEqual(["verify"]);
  expect(wordsFor(["config", ""])).toEqual(["show", "validate"]);
});

test.each(names)("promsnap %s has all its options completed, each with what it does", (name) => {
  const { candidates } = complete([...name.split(" "), "--"], english);
  const own = Object.keys({ ...(commands[name as keyof typeof commands] as Command).options, ...globalOptions });
  expect(candidates.map(({ word }) => word)).toEqual(own.map((option) => `--${option}`));
  expect(candidates.filter(({ meaning }) => !meaning)).toEqual([]);
});

test("an option that is given, or that another excludes, is not offered", () => {
  expect(wordsFor(["restore", "--undo", "--"])).not.toContain("--undo");
  expect(wordsFor(["restore", "--undo", "--"])).not.toContain("--merge");
  expect(wordsFor(["list", "-q", "--"])).toEqual(["--long", "--config", "--json", "--help"]);
  expect(wordsFor(["prune", "--keep-last=3", "--keep-l"])).toEqual([]);
});

test("where a snapshot is due snapshots are offered, and files once a path is typed", () => {
  for (const command of ["restore", "inspect", "verify", "copy"]) {
    expect(complete([command, ""], english)).toMatchObject({ candidates: [{ word: "latest" }], others: "snapshots" });
    expect(complete([command, "/srv/"], english)).toMatchObject({ candidates: [], others: "files" });
  }
  expect(complete(["verify", "latest", "lat"], english)).toMatchObject({ candidates: [], others: "snapshots" });
});

test("values are completed by what they are, behind a space and behind an equals sign", () => {
  for (const line of [
    ["restore", "x", "--to", ""],
    ["copy", "latest", "/mnt"],
  ]) {
    expect(complete(line, english)).toMatchObject({ candidates: [], others: "directories", prefix: "" });
  }
  expect(complete(["restore", "--to=/mnt"], english)).toMatchObject({ others: "directories", prefix: "--to=" });
  expect(complete(["--config", "--"], english)).toMatchObject({ candidates: [], others: "files" });
  expect(complete(["prune", "--keep-last", ""], english)).toEqual({ candidates: [], prefix: "" });
  expect(wordsFor(["completion", ""])).toEqual(["bash", "zsh", "fish"]);
});

test("of a command that there is not nothing is offered, and behind -- no option", () => {
  expect(wordsFor(["bogus", ""])).toEqual([]);
  expect(wordsFor(["list", "--", "--"])).toEqual([]);
  expect(wordsFor(["restore", "--bogus=1"])).toEqual([]);
});
