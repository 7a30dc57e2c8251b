import type { ArgDef } from "citty";
import { exitCodes } from "../faults/exit-codes.ts";
import type { HelpPage, HelpTexts, OptionName } from "../report/messages/help.ts";
import type { Language } from "../report/messages/sentences.ts";
import { globalOptions, pages } from "./commands.ts";
import { helpWords, indented, optionsOf, row, spelling, width } from "./help.ts";
import { wrapped } from "./wrap.ts";

/** A help that has to be scrolled is not read. */
const screenLines = 40;
const mostExamples = 3;

type Section = readonly string[];

/**
 * The help of a page as `--help` prints it: what fits a screen. Of several paragraphs it has the first, of an option's
 * text what stands before the first semicolon, of the examples as many as there is room for; `helpText` has it all.
 */
export function helpScreen(page: HelpPage, language: Language): string {
  const words = helpWords(language);
  const before = [usage(page, words), summary(page, words), list(page, words), everywhere(words)];
  const exits = [exitsOf(page, words), ...(page === "promsnap" ? [[words.more]] : [])];
  const room = screenLines - [...before, ...exits].reduce((lines, section) => lines + section.length + 1, 0);
  return `${[...before, examplesOf(page, words, room), ...exits]
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n")}\n`;
}

function usage(page: HelpPage, { headings }: HelpTexts): Section {
  return [headings.usage, ...pages[page].usage.map((line) => `  ${line}`)];
}

function summary(page: HelpPage, { pages: texts }: HelpTexts): Section {
  const [first = ""] = texts[page].description;
  return wrapped(first, width);
}

/** The options of a command; without one, the commands. */
function list(page: HelpPage, words: HelpTexts): Section {
  return page === "promsnap" ? commandList(words) : optionList(page, words);
}

function commandList({ headings, pages: texts }: HelpTexts): Section {
  const rows = Object.entries(texts).filter(([name]) => name !== "promsnap");
  const column = columnFor(rows.map(([name]) => name));
  return [headings.commands, ...rows.flatMap(([name, text]) => row(name, text.summary, column))];
}

function optionList(page: HelpPage, words: HelpTexts): Section {
  const options = Object.entries(optionsOf(page));
  if (options.length === 0) return [];
  const meanings = { ...words.options, ...words.pages[page].options };
  const column = columnFor(options.map(([name, definition]) => spelling(name, definition)));
  return [
    words.headings.options,
    ...options.flatMap(([name, definition]) =>
      row(spelling(name, definition), beforeSemicolon(meanings[name as OptionName]), column),
    ),
  ];
}

function columnFor(spellings: readonly string[]): number {
  return Math.max(...spellings.map((spelt) => spelt.length)) + 2;
}

/** What an option does, in as few words as there are. */
export function beforeSemicolon(text: string): string {
  return /^[^;]*[^;\s]/u.exec(text)?.[0] ?? text;
}

/** The options of every command, and of promsnap alone, in as few lines as they take. */
function everywhere({ headings, defaultIs, all }: HelpTexts): Section {
  const options: readonly (readonly [string, ArgDef])[] = Object.entries(globalOptions);
  const spelt = options.map(([name, definition]) => {
    const standard = definition.default === undefined ? "" : ` (${defaultIs} ${definition.default})`;
    return `${spelling(name, definition).trim()}${standard}${name === "help" ? ` (${all})` : ""}`;
  });
  return [headings.globalOptions, ...filled(spelt)];
}

/** The first examples, in at most so many lines with their heading; at least one. */
function examplesOf(page: HelpPage, { headings, pages: texts }: HelpTexts, room: number): Section {
  const examples = texts[page].examples.slice(0, mostExamples).map(([command, purpose]) => {
    const line = `  ${command}   # ${purpose}`;
    return line.length <= width ? [line] : [`  ${command}`, ...indented(`# ${purpose}`, 6)];
  });
  while (examples.length > 1 && examples.flat().length + 1 > room) examples.pop();
  return [headings.examples, ...examples.flat()];
}

function exitsOf(page: HelpPage, { headings, pages: texts, exits, briefExits }: HelpTexts): Section {
  const own = texts[page].exits ?? {};
  const told = pages[page].exits.map((name) => `${exitCodes[name]} ${own[name] ?? briefExits[name] ?? exits[name]}`);
  return [headings.exitCodes, ...filled(told)];
}

/** Items one behind the other, each on one line where a line is long enough. */
function filled(items: readonly string[]): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    const longer = `${last} · ${item}`;
    if (last !== undefined && longer.length <= width - 2) lines[lines.length - 1] = longer;
    else lines.push(...wrapped(item, width - 2));
  }
  return lines.map((line) => `  ${line}`);
}
