import { decodeShellText, type ShellText } from "./shell-text.ts";
import { endsWord, readValue, type ShellPlace } from "./shell-value.ts";
import { type ShellEntry, type ShellSurroundings, ShellVariables } from "./shell-variables.ts";

/**
 * Reads a file of assignments that bash sources, without running it. Guarantee: of a file that it accepts, bash's
 * `source` (in a script, no options set) makes the same variables with the same values, and runs no command.
 * Everything else throws `config.syntax` with the place and the reason.
 *
 * The escapes `\u` and `\U` of characters beyond ASCII are accepted in a UTF-8 locale, which is taken to be installed.
 */
export function parseShellFile(
  bytes: Uint8Array,
  { path, ...surroundings }: ShellSurroundings & { readonly path: string },
): ReadonlyMap<string, ShellEntry> {
  const text = decodeShellText(bytes, path);
  const variables = new ShellVariables(surroundings);
  for (let next = nextAfterBlanks(text); next !== ""; next = nextAfterBlanks(text)) {
    if (next === "#") text.skipComment();
    else if (next === "\n") text.take();
    else readCommand(text, variables);
  }
  return variables.entries;
}

/** Reads `A=1 B=2` or `export A=1 B`, up to and with the `;` or the end of line that ends it. */
function readCommand(text: ShellText, variables: ShellVariables): void {
  const word = readWord(text);
  if (word.name === "export" && " \t".includes(text.peek())) readExport(text, variables);
  else readAssignments(text, variables, word);
}

/** Each value is expanded after the one before it is assigned: `A=1 B=$A` gives B the new A. */
function readAssignments(text: ShellText, variables: ShellVariables, first: Word): void {
  assign(variables, readAssignment(text, variables, first, "assignment"));
  while (!endsCommand(text)) assign(variables, readAssignment(text, variables, readWord(text), "assignment"));
}

/** All arguments are expanded before the first of them is assigned: `export A=1 B=$A` gives B the old A. */
function readExport(text: ShellText, variables: ShellVariables): void {
  if (endsCommand(text)) throw text.refuse("export argument");
  const assignments: Assignment[] = [];
  do {
    const word = readWord(text);
    if (word.name !== "" && endsWord(text.peek())) refuseBashOwn(text, variables, word);
    else assignments.push(readAssignment(text, variables, word, "export"));
  } while (!endsCommand(text));
  for (const assignment of assignments) assign(variables, assignment);
}

/** The beginning of a word: where it starts, and the name that it starts with, or "". */
interface Word {
  readonly start: number;
  readonly line: number;
  readonly name: string;
}

interface Assignment extends ShellEntry {
  readonly name: string;
}

function readAssignment(text: ShellText, variables: ShellVariables, word: Word, place: ShellPlace): Assignment {
  const { name, line, start } = word;
  if (name === "" || text.peek() !== "=") throw notAnAssignment(text, word, place);
  refuseBashOwn(text, variables, { name, line, start });
  text.take();
  return { name, line, ...readValue(text, variables, place) };
}

function refuseBashOwn(text: ShellText, variables: ShellVariables, { name, start }: Word): void {
  if (!variables.assignable(name)) throw text.refuse("special variable", start, name);
}

function notAnAssignment(text: ShellText, { name, start }: Word, place: ShellPlace): Error {
  const next = text.peek();
  if (next !== "" && "&|<>();".includes(next)) return text.refuse("operator");
  if (name !== "" && next === "[") return text.refuse("array");
  if (name !== "" && next === "+") return text.refuse("append");
  const rest = text.takeWhile(/[^\s;'"\\=]/);
  if (rest !== "" && text.peek() === "=") return text.refuse("name", start);
  return text.refuse(place === "export" ? "export argument" : "command", start);
}

function assign(variables: ShellVariables, { name, ...entry }: Assignment): void {
  variables.entries.set(name, entry);
}

function readWord(text: ShellText): Word {
  const first = text.peek();
  const { offset: start, line } = text;
  return { start, line, name: /[A-Za-z_]/.test(first) ? text.takeWhile(/\w/) : "" };
}

/** Goes to the next word of this command; true, with the end taken, when there is none. */
function endsCommand(text: ShellText): boolean {
  const next = nextAfterBlanks(text);
  if (next === "#") text.skipComment();
  else if (next === ";" || next === "\n") text.take();
  else return next === "";
  return true;
}

/** The first character after blanks; the blanks are taken. */
function nextAfterBlanks(text: ShellText): string {
  text.takeWhile(/[ \t]/);
  return text.peek();
}
