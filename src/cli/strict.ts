import type { parseArgs } from "node:util";
import type { ArgDef, ArgsDef } from "citty";
import { closest, distance } from "fastest-levenshtein";
import { fault } from "../errors.ts";

/** How many characters a word may differ from a known one to be taken for a slip. */
const slip = 3;

/** One option as it was typed. */
export type OptionToken = Extract<
  NonNullable<ReturnType<typeof parseArgs<{ strict: false; tokens: true }>>["tokens"]>[number],
  { kind: "option" }
>;

/** The definition of a typed option; one that the command does not have is refused. */
export function checkKnown({ name, rawName }: OptionToken, known: ArgsDef, command: string): ArgDef {
  const definition = Object.hasOwn(known, name) ? known[name] : undefined;
  if (definition !== undefined) return definition;
  const names = Object.keys(known).map((long) => `--${long}`);
  const near = nearest(rawName, names);
  throw fault("usage.unknownOption", { option: rawName, command, ...(near === undefined ? {} : { nearest: near }) });
}

/** Refuses a value that is missing, empty or too much. */
export function checkValue(token: OptionToken, definition: ArgDef, command: string): void {
  const option = token.rawName;
  if (definition.type === "boolean") {
    if (token.value !== undefined) throw fault("usage.unexpectedValue", { option, command });
    return;
  }
  if (token.value === "") throw fault("usage.emptyValue", { option, command });
  // `--config --json`: the name of another option is not a value; `--config=--json` says that it is one.
  if (token.value === undefined || (!token.inlineValue && token.value.startsWith("-"))) {
    throw fault("usage.missingValue", { option, command });
  }
}

/** Refuses an option given twice: one of the two would be lost. */
export function checkOnce(options: readonly OptionToken[], command: string): void {
  const seen = new Set<string>();
  for (const { name, rawName } of options) {
    if (seen.has(name)) throw fault("usage.repeatedOption", { option: rawName, command });
    seen.add(name);
  }
}

/** Refuses options that exclude each other. */
export function checkConflicts(
  options: readonly OptionToken[],
  conflicts: readonly (readonly [string, string])[],
  command: string,
): void {
  const given = new Set(options.map((option) => option.name));
  const conflict = conflicts.find(([first, second]) => given.has(first) && given.has(second));
  if (conflict === undefined) return;
  throw fault("usage.conflict", { first: `--${conflict[0]}`, second: `--${conflict[1]}`, command });
}

/** The known word that was probably meant; undefined when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const near = closest(word, [...known]);
  return distance(word, near) < Math.min(slip, near.length) ? near : undefined;
}

/** An argument as an error names it: an empty one would not be seen. */
export function shown(argument: string): string {
  return argument === "" ? '""' : argument;
}
