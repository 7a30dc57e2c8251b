import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseCommandLine, wantsJson } from "../../src/cli/arguments.ts";
import { Fault } from "../../src/errors.ts";

const choices = { config: "/etc/prometheus-snapshot.conf", json: false, quiet: false, verbose: false };
const plainRun = { command: "run", retry: false, skipHead: false, adopt: false, dryRun: false, choices } as const;

function refusal(argv: string[]): unknown {
  try {
    return parseCommandLine(argv);
  } catch (error) {
    return error instanceof Fault ? error.data : error;
  }
}

test("without a command it runs and retries, as the script did", () => {
  expect(parseCommandLine([])).toEqual({ ...plainRun, retry: true });
});

test("run is one attempt, unless told to retry", () => {
  expect(parseCommandLine(["run"])).toEqual(plainRun);
  expect(parseCommandLine(["run", "--retry", "--skip-head", "--adopt"])).toEqual({
    ...plainRun,
    retry: true,
    skipHead: true,
    adopt: true,
  });
  expect(parseCommandLine(["run", "--dry-run"])).toEqual({ ...plainRun, dryRun: true });
});

test("the options of every command stand before or after it", () => {
  const expected = { command: "list", long: true, choices: { ...choices, config: "x", json: true } } as const;
  expect(parseCommandLine(["--config", "x", "--json", "list", "--long"])).toEqual(expected);
  expect(parseCommandLine(["list", "--long", "--json", "--config=x"])).toEqual(expected);
});

test("config alone is config show", () => {
  expect(parseCommandLine(["config"])).toEqual({ command: "config show", choices });
  expect(parseCommandLine(["config", "show"])).toEqual({ command: "config show", choices });
  expect(parseCommandLine(["config", "validate"])).toEqual({ command: "config validate", choices });
});

test("a merge takes an archive, and may be shown only", () => {
  const merge = { command: "restore", task: "merge", file: "latest", skipDamaged: false, choices } as const;
  const argv = ["restore", "latest", "--merge"];
  expect(parseCommandLine(argv)).toEqual({ ...merge, allowOverlap: false, dryRun: false });
  expect(parseCommandLine([...argv, "--allow-overlap", "--dry-run", "--skip-damaged"])).toEqual({
    ...merge,
    skipDamaged: true,
    allowOverlap: true,
    dryRun: true,
  });
});

test("what is no merge excludes one, and what only a merge knows", () => {
  const others = [["--to", "x"], ["--if-empty"], ["--undo"], ["--resume"], ["--discard-previous"]];
  for (const option of ["--merge", "--allow-overlap"]) {
    for (const other of others) {
      expect(refusal(["restore", "latest", option, ...other])).toMatchObject({ code: "usage.conflict" });
    }
  }
  expect(refusal(["restore", "latest", "--allow-overlap"])).toMatchObject({
    code: "usage.needsOption",
    details: { option: "--allow-overlap", needed: "--merge" },
  });
});

test("--help shows the page of its command, --version only stands at the top", () => {
  expect(parseCommandLine(["-h"])).toEqual({ command: "help", page: "promsnap", choices });
  expect(parseCommandLine(["config", "validate", "--help"])).toEqual({ command: "help", page: "config", choices });
  expect(parseCommandLine(["--version"])).toEqual({ command: "version", choices });
  expect(refusal(["run", "--version"])).toMatchObject({ code: "usage.unknownOption" });
});

test.each([
  [["lst"], { code: "usage.unknownCommand", details: { command: "lst", nearest: "list" } }],
  [["restore"], { code: "usage.missingArgument", details: { argument: "FILE", command: "promsnap restore" } }],
  [[""], { code: "usage.unknownCommand", details: { command: '""' } }],
  [["config", "shw"], { code: "usage.unknownCommand", details: { command: "config shw", nearest: "config show" } }],
  [
    ["config", "show", "x"],
    { code: "usage.extraArgument", details: { argument: "x", command: "promsnap config show" } },
  ],
  [["run", "x"], { code: "usage.extraArgument", details: { argument: "x", command: "promsnap run" } }],
  [["--", "run"], { code: "usage.extraArgument", details: { argument: "run", command: "promsnap" } }],
  [["run", "--", "--json"], { code: "usage.extraArgument", details: { argument: "--json", command: "promsnap run" } }],
  [["--confg", "FILE"], { code: "usage.unknownOption", details: { option: "--confg", nearest: "--config" } }],
  [["list", "--retry"], { code: "usage.unknownOption", details: { option: "--retry", command: "promsnap list" } }],
  [["run", "--no-retry"], { code: "usage.unknownOption", details: { option: "--no-retry" } }],
  [["-x"], { code: "usage.unknownOption", details: { option: "-x" } }],
  [["--__proto__"], { code: "usage.unknownOption", details: { option: "--__proto__" } }],
  [["--config"], { code: "usage.missingValue", details: { option: "--config" } }],
  [["--config", "--json"], { code: "usage.missingValue", details: { option: "--config" } }],
  [["--config="], { code: "usage.emptyValue", details: { option: "--config" } }],
  [["--config", ""], { code: "usage.emptyValue", details: { option: "--config" } }],
  [["--json=yes"], { code: "usage.unexpectedValue", details: { option: "--json" } }],
  [["--config=a", "--config=b"], { code: "usage.repeatedOption", details: { option: "--config" } }],
  [["-q", "--quiet"], { code: "usage.repeatedOption", details: { option: "--quiet" } }],
  [["-qv"], { code: "usage.conflict", details: { first: "--quiet", second: "--verbose" } }],
  [["run", "--dry-run", "--retry"], { code: "usage.conflict", details: { first: "--retry", second: "--dry-run" } }],
] as [string[], object][])("%j is refused", (argv, data) => {
  expect(refusal(argv)).toMatchObject(data);
});

test("JSON is recognised even on a command line that is wrong", () => {
  expect(wantsJson(["lst", "--json"])).toBe(true);
  expect(wantsJson(["lst", "--", "--json"])).toBe(false);
});

test("every command line is either understood or refused with exit code 2", () => {
  const words = ["run", "list", "config", "show", "validate", "--json", "-q", "--config", "x", "", "--", "-", "--help"];
  const argument = fc.oneof(fc.constantFrom(...words), fc.string());
  fc.assert(
    fc.property(fc.array(argument, { maxLength: 5 }), (argv) => {
      try {
        parseCommandLine(argv);
      } catch (error) {
        expect(error instanceof Fault && error.exitCode).toBe(2);
      }
    }),
  );
});

test("a policy is typed rule by rule, with the values that the configuration takes", () => {
  const prune = { command: "prune", accept: false, dryRun: false, choices } as const;
  expect(parseCommandLine(["prune"])).toEqual(prune);
  expect(parseCommandLine(["prune", "--keep-last", "3", "--keep-within=1y6d", "--dry-run"])).toEqual({
    ...prune,
    dryRun: true,
    policy: { last: 3, within: { kind: "span", years: 1, days: 6, hours: 0 } },
  });
  expect(parseCommandLine(["prune", "--accept"])).toEqual({ ...prune, accept: true });
  for (const value of ["0", "1.5", "all", "1e3", "0x10"]) {
    const details = { option: "--keep-daily", value, command: "promsnap prune" };
    expect(refusal(["prune", "--keep-daily", value])).toMatchObject({ code: "usage.invalidValue", details });
  }
  expect(refusal(["prune", "--keep-daily", "-1"])).toMatchObject({ code: "usage.missingValue" });
  expect(refusal(["prune", "--keep-tag", "x"])).toMatchObject({ code: "usage.unknownOption" });
});
