import { fault } from "../errors.ts";
import type { ShellProblem } from "../faults/config.ts";

/**
 * The text of a shell file, read once from left to right. Like bash's own reader, `peek` and `take` drop a backslash
 * before a line's end together with that end; `takeRaw` does not, for the places where bash keeps both.
 */
export class ShellText {
  readonly #text: string;
  readonly #path: string;
  #offset = 0;
  #line = 1;

  constructor(text: string, path: string) {
    this.#text = text;
    this.#path = path;
  }

  /** The line of the next character, from 1. */
  get line(): number {
    return this.#line;
  }

  /** The place of the next character, for `refuse`. */
  get offset(): number {
    return this.#offset;
  }

  /** The next character, or "" at the end. A character beyond U+FFFF comes as its two halves. */
  peek(): string {
    while (this.#text.startsWith("\\\n", this.#offset)) {
      this.#offset += 2;
      this.#line += 1;
    }
    return this.#text.charAt(this.#offset);
  }

  take(): string {
    this.peek();
    return this.takeRaw();
  }

  takeRaw(): string {
    const character = this.#text.charAt(this.#offset);
    this.#offset += character.length;
    if (character === "\n") this.#line += 1;
    return character;
  }

  /** Takes characters as long as they match. */
  takeWhile(pattern: RegExp): string {
    let taken = "";
    while (pattern.test(this.peek())) taken += this.takeRaw();
    return taken;
  }

  /** Goes to the end of a comment. No backslash continues it. */
  skipComment(): void {
    const end = this.#text.indexOf("\n", this.#offset);
    this.#offset = end === -1 ? this.#text.length : end;
  }

  /**
   * The fault `config.syntax` at a place of this text. It never quotes the text, which may be a password; `name` is
   * for a name that bash itself gives a meaning.
   */
  refuse(problem: ShellProblem, offset = this.#offset, name?: string): Error {
    const place = placeAfter(this.#text.slice(0, offset));
    return fault("config.syntax", { path: this.#path, ...place, problem, ...(name === undefined ? {} : { name }) });
  }
}

/** Line and column, both from 1, of what follows this text; the column counts characters. */
function placeAfter(text: string): { line: number; column: number } {
  const lines = text.split("\n");
  return { line: lines.length, column: [...(lines.at(-1) ?? "")].length + 1 };
}

/**
 * Reads the bytes of a shell file as text. Refuses what bash would take for a part of a value without anyone seeing
 * it: a byte order mark, a carriage return, a NUL (which bash drops) and other control characters, two of which bash
 * uses for itself (it expands nothing after a backslash with one); and a byte that is not UTF-8.
 */
export function decodeShellText(bytes: Uint8Array, path: string): ShellText {
  const decoded = decodeUpToFault(bytes);
  const text = new ShellText(decoded.text, path);
  const hidden = decoded.text.search(/^\ufeff|(?![\t\n])\p{Cc}/u);
  if (hidden !== -1) throw text.refuse(hiddenProblems[decoded.text.charAt(hidden)] ?? "control character", hidden);
  if (!decoded.whole) throw text.refuse("not UTF-8", decoded.text.length);
  return text;
}

const hiddenProblems: Readonly<Record<string, ShellProblem>> = {
  "\ufeff": "byte order mark",
  "\r": "carriage return",
  "\0": "NUL byte",
};

function decodeUpToFault(bytes: Uint8Array): { text: string; whole: boolean } {
  const options = { fatal: true, ignoreBOM: true };
  try {
    return { text: new TextDecoder("utf-8", options).decode(bytes), whole: true };
  } catch {
    return { text: longestText(bytes, new TextDecoder("utf-8", options)), whole: false };
  }
}

function longestText(bytes: Uint8Array, decoder: TextDecoder): string {
  let text = "";
  try {
    for (let at = 0; at < bytes.length; at++) text += decoder.decode(bytes.subarray(at, at + 1), { stream: true });
    return text;
  } catch {
    return text;
  }
}
