import process from "node:process";
import { createInterface } from "node:readline";
import { isatty } from "node:tty";
import { unlessAborted } from "./abort.ts";

/** Asks on stderr and answers the line that is typed on stdin; undefined at its end. */
export type AskPerson = (question: string, signal: AbortSignal) => Promise<string | undefined>;

/** The person at the terminal, as a way to ask them; undefined where stdin or stderr is none. */
export function personAtTerminal(): AskPerson | undefined {
  if (!isatty(0) || !isatty(2)) return undefined;
  let lines: AsyncIterator<string> | undefined;
  return async (question, signal) => {
    // Without `terminal` the line is the terminal's own affair: Ctrl-C stays a signal, and is heard as everywhere else.
    lines ??= createInterface({ input: process.stdin, terminal: false })[Symbol.asyncIterator]();
    process.stderr.write(question);
    const { done, value } = await unlessAborted(lines.next(), signal);
    return done === true ? undefined : value;
  };
}
