import type { AskPerson } from "../system/question.ts";
import type { System } from "../system/system.ts";
import type { Terminal } from "../system/terminal.ts";

/** What the entry point hands to the command line. */
export interface World {
  readonly system: System;
  readonly terminal: Terminal;
  readonly version: string;
  /** Starts src/archive/worker.ts, whose URL only the entry point can name. */
  readonly createWorker: () => Worker;
  /** How to ask the person at the terminal; undefined where there is none. */
  person(): AskPerson | undefined;
  /** Aborted with a `signal.*` fault as its reason. */
  readonly signal: AbortSignal;
  /** Calls at each SIGHUP, which does nothing else from then on. */
  onHangup(call: () => void): void;
  /** A clock that nobody puts forward or back, in milliseconds. */
  elapsed(): number;
  /** Calls again and again until the answer is called; times in milliseconds. */
  every(milliseconds: number, call: () => void): () => void;
}
