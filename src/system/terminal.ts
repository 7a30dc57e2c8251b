import * as fs from "node:fs";
import process from "node:process";
import { isatty } from "node:tty";
import { attempt, errnoOf } from "./errno.ts";

/** How long to wait before writing again to a pipe that is full and does not block, in milliseconds. */
const fullPipePause = 5;
/** The width that is assumed where no terminal tells its own. */
const defaultColumns = 80;

/** One of the two streams that people and programs read. */
export interface Stream {
  readonly isTerminal: boolean;
  /** True where the stream is a terminal that wants colours: NO_COLOR is unset or empty and TERM is not dumb. */
  readonly colours: boolean;
  /** The width now, in columns. */
  columns(): number;
  /** Writes the whole text before it returns. Once the reader is gone (`| head`), it does nothing. */
  write(text: string): void;
}

/** Where results go (stdout), and everything said about them (stderr). */
export interface Terminal {
  readonly output: Stream;
  readonly errors: Stream;
}

/** The process's own streams. A failure to write results is a fault, one to write diagnostics is not. */
export function realTerminal(): Terminal {
  return { output: streamOf(1, true), errors: streamOf(2, false) };
}

function streamOf(descriptor: 1 | 2, mustArrive: boolean): Stream {
  const name = descriptor === 1 ? "stdout" : "stderr";
  const isTerminal = isatty(descriptor);
  const { NO_COLOR, TERM } = process.env;
  let readerGone = false;
  return {
    isTerminal,
    colours: isTerminal && !NO_COLOR && TERM !== "dumb",
    columns: () => (isTerminal && process[name].columns) || defaultColumns,
    write: (text) => {
      if (readerGone) return;
      try {
        attempt("write", name, () => writeWhole(descriptor, text));
      } catch (error) {
        if (mustArrive && errnoOf(error) !== "EPIPE") throw error;
        readerGone = true;
      }
    },
  };
}

function writeWhole(descriptor: number, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += fs.writeSync(descriptor, bytes, written);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, fullPipePause);
    }
  }
}
