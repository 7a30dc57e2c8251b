import { parseArgs as tokenize } from "node:util";
import { type ArgsDef, parseArgs } from "citty";
import { fault } from "../errors.ts";
import type { VerifyRequest } from "../jobs/verify/terms.ts";
import type { HelpPage, OptionName } from "../report/messages/help.ts";
import { type CheckChoices, checkChoices } from "./check-arguments.ts";
import { type Command, type CommandName, commands, globalConflicts, globalOptions } from "./commands.ts";
import { type CompletionChoices, completionChoices } from "./completion-arguments.ts";
import { type CopyChoices, copyChoices } from "./copy-arguments.ts";
import { configOf, type InstallChoices, installChoices } from "./install-arguments.ts";
import { type PruneChoices, pruneChoices } from "./prune-arguments.ts";
import { type RestoreChoices, restoreChoices } from "./restore-arguments.ts";
import { checkConflicts, checkKnown, checkOnce, checkValue, nearest, type OptionToken, shown } from "./strict.ts";

/** What the options of every command say. */
export interface GlobalChoices {
  readonly config: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** What was asked. The bare command is `run` with `retry`, as the script was. */
export type Invocation = { readonly choices: GlobalChoices } & (
  | { readonly command: "version" }
  | { readonly command: "help"; readonly page: HelpPage }
  | {
      readonly command: "run";
      readonly retry: boolean;
      readonly skipHead: boolean;
      readonly adopt: boolean;
      readonly dryRun: boolean;
    }
  | ({ readonly command: "restore" } & RestoreChoices)
  | { readonly command: "list"; readonly long: boolean }
  | ({ readonly command: "verify" } & VerifyRequest)
  | ({ readonly command: "prune" } & PruneChoices)
  | { readonly command: "inspect"; readonly snapshot: string; readonly metrics: boolean }
  | ({ readonly command: "completion" } & CompletionChoices)
  | ({ readonly command: "check" } & CheckChoices)
  | ({ readonly command: "copy" } & CopyChoices)
  | ({ readonly command: "install" } & InstallChoices)
  | ({ readonly command: "uninstall" } & Pick<InstallChoices, "name" | "dryRun">)
  | { readonly command: "status" }
  | { readonly command: "daemon" }
  | { readonly command: "config show" }
  | { readonly command: "config validate" }
);

type Token = ReturnType<typeof tokensOf>[number];

/**
 * What a command line asks for. citty takes unknown options, further arguments and empty values without a word, so
 * everything is checked against the command table before citty reads the values. Throws a `usage.*` fault.
 */
export function parseCommandLine(argv: readonly string[]): Invocation {
  const tokens = tokensOf(argv);
  const options = tokens.filter((token) => token.kind === "option");
  // First what no command knows: the word after a mistyped option may be its value, not a command.
  const foreign = options.filter((token) => !Object.hasOwn(allOptions(), token.name));
  checkOptions(foreign, longestCommand(typedWords(tokens).map((word) => word.value)));
  const { name, words, given } = commandOf(tokens);
  checkOptions(options, name);
  return invocationOf(
    name,
    argv.filter((_, index) => !words.includes(index)),
    given,
  );
}

/** Whether a command line wants JSON, told even of one that is otherwise wrong. */
export function wantsJson(argv: readonly string[]): boolean {
  return tokensOf(argv).some((token) => token.kind === "option" && token.name === "json");
}

/** Whether a command line names its configuration itself. */
export function namesConfiguration(argv: readonly string[]): boolean {
  return tokensOf(argv).some((token) => token.kind === "option" && token.name === "config");
}

function allOptions(): ArgsDef {
  return Object.assign({}, globalOptions, ...Object.values(commands).map((command) => command.options));
}

/** The command line cut into options, arguments and `--`, by the options of all commands together. */
function tokensOf(argv: readonly string[]) {
  const options = Object.entries(allOptions()).map(([name, definition]) => [
    name,
    {
      type: definition.type === "string" ? "string" : "boolean",
      ...("alias" in definition && typeof definition.alias === "string" ? { short: definition.alias } : {}),
    } as const,
  ]);
  return tokenize({
    args: [...argv],
    options: Object.fromEntries(options),
    strict: false,
    tokens: true,
    allowPositionals: true,
  }).tokens;
}

/** The arguments before `--`: only they can name a command. */
function typedWords(tokens: readonly Token[]) {
  const end = tokens.findIndex((token) => token.kind === "option-terminator");
  return tokens.slice(0, end === -1 ? undefined : end).filter((token) => token.kind === "positional");
}

/** The command that the first words name, where they stand, and its arguments. Any further one is one too many. */
function commandOf(tokens: readonly Token[]): { name: CommandName; words: number[]; given: string[] } {
  const typed = typedWords(tokens);
  const name = longestCommand(typed.map((word) => word.value));
  const command: Command = commands[name];
  const length = name === "" ? 0 : name.split(" ").length;
  const most = command.many === true ? Number.POSITIVE_INFINITY : command.second === undefined ? 1 : 2;
  const taken = length + (command.argument === undefined ? 0 : most);
  const [extra] = typed.slice(taken);
  if (extra !== undefined) refuseWord(name, extra.value);
  const all = tokens.filter((token) => token.kind === "positional");
  const [late] = all.slice(taken);
  if (late !== undefined) throw fault("usage.extraArgument", { argument: shown(late.value), command: spoken(name) });
  return { name, words: all.map((word) => word.index), given: all.slice(length).map((word) => word.value) };
}

function checkOptions(options: readonly OptionToken[], name: CommandName): void {
  const command: Command = commands[name];
  const known: ArgsDef = { ...globalOptions, ...command.options };
  for (const token of options) checkValue(token, checkKnown(token, known, spoken(name)), spoken(name));
  checkOnce(options, spoken(name));
  checkConflicts(options, [...globalConflicts, ...command.conflicts], spoken(name));
}

function spoken(name: CommandName): string {
  return name === "" ? "promsnap" : `promsnap ${name}`;
}

function longestCommand(words: readonly string[]): CommandName {
  const tries = [words.slice(0, 2).join(" "), words[0] ?? ""];
  return tries.find(isCommand) ?? "";
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

/** A word after `promsnap`, or after a command that has subcommands, is an unknown command; after others, too much. */
function refuseWord(name: CommandName, word: string): never {
  const prefix = name === "" ? "" : `${name} `;
  const rest = Object.keys(commands).filter((known) => known !== name && known.startsWith(prefix));
  const siblings = rest.map((known) => known.slice(prefix.length)).filter((known) => !known.includes(" "));
  if (siblings.length === 0) {
    throw fault("usage.extraArgument", { argument: shown(word), command: spoken(name) });
  }
  const near = nearest(word, siblings);
  throw fault("usage.unknownCommand", {
    command: shown(`${prefix}${word}`),
    ...(near === undefined ? {} : { nearest: `${prefix}${near}` }),
  });
}

/** The checked command line, without the words of the command, as what it asks for. */
function invocationOf(name: CommandName, rest: readonly string[], given: readonly string[]): Invocation {
  const values = parseArgs<ArgsDef>([...rest], { ...globalOptions, ...commands[name].options });
  const on = (option: OptionName) => values[option] === true;
  const config = configOf(values);
  const choices = { config, json: on("json"), quiet: on("quiet"), verbose: on("verbose") };
  if (on("help")) return { command: "help", page: commands[name].page, choices };
  if (on("version")) return { command: "version", choices };
  switch (name) {
    case "":
    case "run":
      return {
        command: "run",
        retry: name === "" || on("retry"),
        skipHead: on("skip-head"),
        adopt: on("adopt"),
        dryRun: on("dry-run"),
        choices,
      };
    case "restore":
      return { command: "restore", ...restoreChoices(values, given[0]), choices };
    case "list":
      return { command: "list", long: on("long"), choices };
    case "verify":
      return { command: "verify", ...verifyRequest(given, on("all"), on("deep")), choices };
    case "prune":
      return { command: "prune", ...pruneChoices(values), choices };
    case "inspect":
      return { command: "inspect", snapshot: neededArgument(given[0], name), metrics: on("metrics"), choices };
    case "completion":
      return { command: "completion", ...completionChoices(given), choices };
    case "check":
      return { command: "check", ...checkChoices(given, on("clean"), on("yes")), choices };
    case "copy":
      return { command: "copy", ...copyChoices(given), choices };
    case "install":
    case "uninstall":
      return { command: name, ...installChoices(values, spoken(name)), choices };
    case "status":
      return { command: "status", choices };
    case "daemon":
      return { command: "daemon", choices };
    case "config validate":
      return { command: "config validate", choices };
    default:
      return { command: "config show", choices };
  }
}

/** The argument of a command that is nothing without. */
function neededArgument(argument: string | undefined, name: CommandName): string {
  if (argument !== undefined && argument !== "") return argument;
  const command: Command = commands[name];
  throw fault("usage.missingArgument", { argument: command.argument ?? "", command: spoken(name) });
}

/** What a checked command line of `verify` asks for: the newest archive unless others are named. */
function verifyRequest(names: readonly string[], all: boolean, deep: boolean): VerifyRequest {
  const command = "promsnap verify";
  const [first] = names;
  if (all && first !== undefined) {
    throw fault("usage.extraArgument", { argument: shown(first), command: `${command} --all` });
  }
  if (names.includes("")) throw fault("usage.missingArgument", { argument: "SNAPSHOT", command });
  if (all) return { archives: "all", deep };
  return { archives: names.length === 0 ? ["latest"] : names, deep };
}
