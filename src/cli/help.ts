import type { ArgDef, ArgsDef } from "citty";
import { exitCodes } from "../faults/exit-codes.ts";
import { helpInEnglish } from "../report/messages/help.en.ts";
import { helpInFrench } from "../report/messages/help.fr.ts";
import type { ExitName, HelpPage, HelpTexts, OptionName } from "../report/messages/help.ts";
import type { Language } from "../report/messages/sentences.ts";
import { commands, globalOptions, pages } from "./commands.ts";
import { wrapped } from "./wrap.ts";

const catalogue: { readonly [L in Language]: HelpTexts } = { en: helpInEnglish, fr: helpInFrench };

/** No line is longer: the width of the narrowest terminal that people still use. */
export const width = 80;

/** The words of the help in a language. */
export function helpWords(language: Language): HelpTexts {
  return catalogue[language];
}

/** All the help of a page, as `--help --verbose` prints it: what it does, options with defaults, examples, exit codes. */
export function helpText(page: HelpPage, language: Language): string {
  const words = helpWords(language);
  const { headings } = words;
  const { description, examples, options = {}, exits = {} } = words.pages[page];
  const meanings = { ...words.options, ...options };
  const own = Object.entries(optionsOf(page));
  const sections = [
    [headings.usage, ...pages[page].usage.map((line) => `  ${line}`)],
    ...description.map((paragraph) => wrapped(paragraph, width)),
    ...(page === "promsnap" ? [[headings.commands, ...commandRows(words)]] : []),
    ...(own.length > 0 ? [[headings.options, ...optionRows(own, meanings, words)]] : []),
    [headings.globalOptions, ...optionRows(Object.entries(globalOptions), meanings, words)],
    [headings.examples, ...examples.flatMap(([command, purpose]) => [`  ${command}`, ...indented(purpose, 6)])],
    [headings.exitCodes, ...pages[page].exits.flatMap((name) => exitRow(name, exits[name] ?? words.exits[name]))],
    ...(page === "promsnap" ? [[words.more]] : []),
  ];
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** The options that the commands of a page have beside the global ones. */
export function optionsOf(page: HelpPage): ArgsDef {
  return Object.assign(
    {},
    ...Object.values(commands)
      .filter((command) => command.page === page)
      .map((command) => command.options),
  );
}

function commandRows(words: HelpTexts): string[] {
  const names = Object.entries(words.pages).map(([page, { summary }]) => ({
    name: page === "promsnap" ? "promsnap" : `promsnap ${page}`,
    summary,
  }));
  return names.flatMap(({ name, summary }) => row(name, summary, 20));
}

function optionRows(
  options: readonly (readonly [string, ArgDef])[],
  meanings: HelpTexts["options"],
  { defaultIs }: HelpTexts,
): string[] {
  return options.flatMap(([name, definition]) => {
    const text = meanings[name as OptionName];
    const standard = definition.default === undefined ? "" : ` (${defaultIs} ${definition.default})`;
    return row(spelling(name, definition), text + standard, 20);
  });
}

/** An option as it is typed, short form first: `-q, --quiet`, `    --to DIR`. */
export function spelling(name: string, definition: ArgDef): string {
  const short = "alias" in definition && definition.alias !== undefined ? `-${definition.alias}, ` : "    ";
  const value = definition.type === "string" ? ` ${definition.valueHint ?? "VALUE"}` : "";
  return `${short}--${name}${value}`;
}

function exitRow(name: ExitName, text: string): string[] {
  return row(String(exitCodes[name]).padStart(3), text, 5);
}

/** A word and its explanation in two columns; below each other where the word is too long. */
export function row(word: string, text: string, column: number): string[] {
  const lines = indented(text, column + 2);
  if (word.length >= column) return [`  ${word}`, ...lines];
  const first = lines[0]?.trimStart() ?? "";
  return [`  ${word.padEnd(column)}${first}`, ...lines.slice(1)];
}

/** A text in lines that begin with so many spaces. */
export function indented(text: string, indent: number): string[] {
  return wrapped(text, width - indent).map((line) => " ".repeat(indent) + line);
}
