import { decodeAnsiQuoted } from "./shell-ansi.ts";
import type { ShellText } from "./shell-text.ts";
import type { ShellVariables } from "./shell-variables.ts";

/** A value as bash expands it. `usesUnset`: an expansion in it had no value and gave nothing. */
export interface ShellValue {
  readonly value: string;
  readonly usesUnset: boolean;
}

/** Where a value stands: braces are expanded in the arguments of `export`, and only there. */
export type ShellPlace = "assignment" | "export";

/** True for what ends a word: a blank, the end of a line, of a command, or of the file. */
export function endsWord(character: string): boolean {
  return character === "" || " \t\n;".includes(character);
}

/**
 * Reads the value after `NAME=`, up to the end of its word, and expands it as bash does in an assignment: tildes,
 * variables and quotes, but neither words nor file names. Throws `config.syntax` for everything else.
 */
export function readValue(text: ShellText, variables: ShellVariables, place: ShellPlace): ShellValue {
  const reader = new ValueReader(text, variables, place);
  const value = reader.read();
  return { value, usesUnset: reader.usesUnset };
}

class ValueReader {
  usesUnset = false;
  readonly #text: ShellText;
  readonly #variables: ShellVariables;
  readonly #place: ShellPlace;

  constructor(text: ShellText, variables: ShellVariables, place: ShellPlace) {
    this.#text = text;
    this.#variables = variables;
    this.#place = place;
  }

  read(): string {
    if (this.#text.peek() === "(") throw this.#text.refuse("array");
    let value = "";
    let atTildePlace = true;
    for (let next = this.#text.peek(); !endsWord(next); next = this.#text.peek()) {
      value += next === "~" && atTildePlace ? this.#tilde() : this.#part(next);
      atTildePlace = next === ":";
    }
    return value;
  }

  #part(next: string): string {
    switch (next) {
      case "'":
        return this.#singleQuoted();
      case '"':
        return this.#doubleQuoted();
      case "\\":
        return this.#escaped();
      case "$":
        return this.#dollar(false);
      default:
        return this.#plain(next);
    }
  }

  #plain(next: string): string {
    if (next === "`") throw this.#text.refuse("backquote");
    if ("&|<>()".includes(next)) throw this.#text.refuse("operator");
    if (next === "{" && this.#place === "export") throw this.#text.refuse("brace expansion");
    return this.#text.take();
  }

  #tilde(): string {
    const start = this.#text.offset;
    this.#text.take();
    const next = this.#text.peek();
    if (!endsWord(next) && next !== "/" && next !== ":") throw this.#text.refuse("tilde", start);
    return this.#variables.home;
  }

  #escaped(): string {
    const start = this.#text.offset;
    this.#text.take();
    const character = this.#text.takeRaw();
    if (character === "") throw this.#text.refuse("trailing backslash", start);
    return character;
  }

  #singleQuoted(): string {
    const start = this.#text.offset;
    this.#text.take();
    let value = "";
    for (let next = this.#text.takeRaw(); next !== "'"; next = this.#text.takeRaw()) {
      if (next === "") throw this.#text.refuse("unterminated quote", start);
      value += next;
    }
    return value;
  }

  #doubleQuoted(): string {
    const start = this.#text.offset;
    this.#text.take();
    let value = "";
    for (let next = this.#text.peek(); next !== '"'; next = this.#text.peek()) {
      if (next === "") throw this.#text.refuse("unterminated quote", start);
      value += this.#doubleQuotedPart(next);
    }
    this.#text.take();
    return value;
  }

  #doubleQuotedPart(next: string): string {
    if (next === "$") return this.#dollar(true);
    if (next === "`") throw this.#text.refuse("backquote");
    this.#text.take();
    if (next !== "\\") return next;
    const character = this.#text.takeRaw();
    return character !== "" && '$`"\\'.includes(character) ? character : next + character;
  }

  #dollar(quoted: boolean): string {
    const start = this.#text.offset;
    this.#text.take();
    const next = this.#text.peek();
    if (/[A-Za-z_]/.test(next)) return this.#variable(this.#text.takeWhile(/\w/), start);
    if (!quoted && next === "'") return this.#ansiQuoted(start);
    if (!quoted && next === '"') return this.#translated(start);
    if (next === "{") return this.#braced(start);
    if (next === "[") throw this.#text.refuse("arithmetic", start);
    if (next === "(") throw this.#parenthesis(start);
    if (/[0-9*@#?$!-]/.test(next)) throw this.#text.refuse("special variable", start);
    return "$";
  }

  #parenthesis(start: number): Error {
    this.#text.take();
    return this.#text.refuse(this.#text.peek() === "(" ? "arithmetic" : "command substitution", start);
  }

  #braced(start: number): string {
    this.#text.take();
    const name = this.#text.takeWhile(/\w/);
    if (!/^[A-Za-z_]/.test(name) || this.#text.take() !== "}") throw this.#text.refuse("parameter expansion", start);
    return this.#variable(name, start);
  }

  #variable(name: string, start: number): string {
    const found = this.#variables.valueOf(name);
    if (found === "unknown") throw this.#text.refuse("special variable", start, name);
    if (found.value === undefined) this.usesUnset = true;
    return found.value ?? "";
  }

  #ansiQuoted(start: number): string {
    this.#text.take();
    let quoted = "";
    for (let next = this.#text.takeRaw(); next !== "'"; next = this.#text.takeRaw()) {
      if (next === "") throw this.#text.refuse("unterminated quote", start);
      quoted += next === "\\" ? next + this.#text.takeRaw() : next;
    }
    const value = decodeAnsiQuoted(quoted, this.#variables.writesUtf8);
    if (value === undefined) throw this.#text.refuse("escape", start);
    return value;
  }

  #translated(start: number): string {
    if (this.#variables.translates) throw this.#text.refuse("translated quote", start);
    return this.#doubleQuoted();
  }
}
