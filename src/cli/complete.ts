import type { ArgDef } from "citty";
import type { HelpTexts, OptionName } from "../report/messages/help.ts";
import { type Command, type CommandName, commands, globalConflicts, globalOptions } from "./commands.ts";
import { shells } from "./completion-arguments.ts";
import { beforeSemicolon } from "./help-screen.ts";

/** A word that may stand at the cursor, and what it is, in a few words. */
export interface Candidate {
  readonly word: string;
  readonly meaning?: string;
}

/** What may stand at the cursor: these words, and whatever else there is of a kind that only somebody else can look up. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly others?: "snapshots" | "files" | "directories";
  /** `--option=`, where the cursor is in a value behind an equals sign; else empty. */
  readonly prefix: string;
}

/** What stands for an argument or a value in the usage, and what can be looked up for it. */
const lookedUp: { readonly [hint: string]: Completion["others"] } = {
  FILE: "files",
  DIR: "directories",
  STORE: "directories",
};
/** Arguments that name a snapshot. */
const snapshotArguments: readonly string[] = ["SNAPSHOT", "FILE"];

/**
 * What may come next on a command line, by the command table. `words` is what stands behind `promsnap` up to the cursor, the
 * word at the cursor last. Nothing comes of a command that there is not.
 */
export function complete(words: readonly string[], texts: HelpTexts): Completion {
  const current = words.at(-1) ?? "";
  const line = readLine(words.slice(0, -1));
  if (line.name === "" && line.given.length > 0) return nothing;
  if (line.pending !== undefined) return valueFor(line.pending, current, "");
  if (line.ended || !current.startsWith("-")) return positional(line, current, texts);
  const [, name, value] = /^--([^=]+)=(.*)$/s.exec(current) ?? [];
  if (name !== undefined && value !== undefined) {
    const definition = new Map(Object.entries(optionsOf(line.name))).get(name);
    return definition === undefined ? nothing : valueFor(definition, value, `--${name}=`);
  }
  return { candidates: startingWith(current, optionCandidates(line, texts)), prefix: "" };
}

const nothing: Completion = { candidates: [], prefix: "" };

/** What was typed before the cursor. */
interface Line {
  readonly name: CommandName;
  readonly given: readonly string[];
  readonly options: readonly string[];
  /** The option whose value is due. */
  readonly pending: ArgDef | undefined;
  /** Behind `--` there are only arguments. */
  readonly ended: boolean;
}

function readLine(words: readonly string[]): Line {
  const plain: string[] = [];
  const options: string[] = [];
  let pending: ArgDef | undefined;
  let ended = false;
  for (const word of words) {
    if (pending !== undefined) pending = undefined;
    else if (!ended && word === "--") ended = true;
    else if (ended || !word.startsWith("-")) plain.push(word);
    else {
      const [name = "", value] = word.replace(/^--?/, "").split("=", 2);
      const [long, definition] = named(name, word.startsWith("--"));
      options.push(long);
      if (takesValue(definition) && value === undefined) pending = definition;
    }
  }
  const name = commandIn(plain);
  return { name, given: plain.slice(name === "" ? 0 : name.split(" ").length), options, pending, ended };
}

/** An option by its long name, or by the letter that is short for it. */
function named(name: string, isLong: boolean): readonly [string, ArgDef | undefined] {
  const all = Object.values(commands).flatMap(({ options }) =>
    Object.entries<ArgDef>({ ...globalOptions, ...options }),
  );
  const found = all.find(([long, definition]) =>
    isLong ? long === name : "alias" in definition && definition.alias === name,
  );
  return found ?? [name, undefined];
}

function takesValue(definition: ArgDef | undefined): boolean {
  return definition?.type === "string" || definition?.type === "enum";
}

function commandIn(plain: readonly string[]): CommandName {
  const tries = [plain.slice(0, 2).join(" "), plain[0] ?? ""];
  return tries.find((name): name is CommandName => Object.hasOwn(commands, name)) ?? "";
}

function optionsOf(name: CommandName): Readonly<Record<string, ArgDef>> {
  return { ...commands[name].options, ...globalOptions };
}

function valueFor(definition: ArgDef, value: string, prefix: string): Completion {
  const choices = "options" in definition ? (definition.options ?? []) : [];
  if (choices.length > 0)
    return {
      candidates: startingWith(
        value,
        choices.map((word) => ({ word })),
      ),
      prefix,
    };
  const others = lookedUp["valueHint" in definition ? (definition.valueHint ?? "") : ""];
  return { candidates: [], prefix, ...(others === undefined ? {} : { others }) };
}

/** Commands, or what the command takes; options where it takes nothing more. */
function positional(line: Line, current: string, texts: HelpTexts): Completion {
  const { name, given } = line;
  const below = given.length === 0 ? subcommands(name, texts) : [];
  const argument = argumentAt(commands[name], given.length);
  if (argument === "SHELL")
    return {
      candidates: startingWith(
        current,
        shells.map((word) => ({ word })),
      ),
      prefix: "",
    };
  if (argument !== undefined) return argumentOf(argument, given, current);
  const offered = below.length > 0 || line.ended || current !== "" ? below : optionCandidates(line, texts);
  return { candidates: startingWith(current, offered), prefix: "" };
}

function argumentAt(command: Command, given: number): string | undefined {
  if (given === 0 || command.many === true) return command.argument;
  return given === 1 ? command.second : undefined;
}

function argumentOf(argument: string, given: readonly string[], current: string): Completion {
  if (!snapshotArguments.includes(argument)) {
    const others = lookedUp[argument];
    return { candidates: [], prefix: "", ...(others === undefined ? {} : { others }) };
  }
  if (current.includes("/") || current.startsWith(".")) return { candidates: [], prefix: "", others: "files" };
  const latest = given.includes("latest") ? [] : [{ word: "latest" }];
  return { candidates: startingWith(current, latest), prefix: "", others: "snapshots" };
}

function subcommands(name: CommandName, { pages: texts }: HelpTexts): Candidate[] {
  const prefix = name === "" ? "" : `${name} `;
  const longer = Object.entries(commands).filter(([other]) => other !== name && other.startsWith(prefix));
  const next = longer.map(([other, { page }]) => ({ word: other.slice(prefix.length), meaning: texts[page].summary }));
  return next.filter(({ word }) => !word.includes(" "));
}

/** Options that may still be given: neither given already nor excluded by one that is. */
function optionCandidates({ name, options }: Line, { options: meanings, pages: texts }: HelpTexts): Candidate[] {
  const own: { readonly [option: string]: string } = { ...meanings, ...texts[commands[name].page].options };
  const conflicts: readonly (readonly [string, string])[] = [...globalConflicts, ...commands[name].conflicts];
  const excluded = conflicts.flatMap(([first, second]) =>
    options.includes(first) ? [second] : options.includes(second) ? [first] : [],
  );
  return Object.keys(optionsOf(name))
    .filter((option) => !options.includes(option) && !excluded.includes(option))
    .map((option) => ({ word: `--${option}`, meaning: beforeSemicolon(own[option as OptionName] ?? "") }));
}

function startingWith(start: string, candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(({ word }) => word.startsWith(start));
}
