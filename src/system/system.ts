import * as os from "node:os";
import process from "node:process";
import { appendText } from "./append.ts";
import { Directory } from "./directory.ts";
import { attempt } from "./errno.ts";
import { makeDirectories, readFile, realPath } from "./paths.ts";
import { lowerPriority } from "./priority.ts";
import { type Command, type ProgramOutcome, type RunOptions, run } from "./processes.ts";
import { type Fetch, runtime, type TlsOptions } from "./runtime.ts";

/** The time, and waiting for it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits, or rejects with the signal's reason as soon as it is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Who and where this process is. */
export interface Host {
  readonly name: string;
  readonly process: number;
  readonly home: string;
  readonly workingDirectory: string;
  readonly user: number;
  /** How many threads can really run at once. */
  readonly parallelism: number;
  /** Where this program lies as one executable; undefined where a runtime runs its sources. */
  readonly executable: string | undefined;
}

/** Everything promsnap knows of the world outside; a test hands in another clock, environment or fetch. */
export interface System {
  readonly clock: Clock;
  readonly host: Host;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Opens a directory by a path that the operator wrote. */
  openDirectory(path: string): Directory;
  /** Makes a directory and its missing parents with this mode; an existing one is left as it is. */
  makeDirectories(path: string, mode: number): void;
  /** The bytes of a file that the operator named; throws `files.failed`. */
  readFile(path: string): Uint8Array;
  /** The path with every link resolved; undefined where it does not exist. */
  realPath(path: string): string | undefined;
  /** Appends a text to a file, which is made with this mode if missing; follows no link in the path's last place. */
  appendText(path: string, text: string, mode: number): void;
  fetch(tls: TlsOptions): Fetch;
  /** Lets everybody else have the cores and disks first, from now on; see priority.ts. */
  lowerPriority(): void;
  /** Runs another program to its end; see processes.ts. */
  run(command: Command, options: RunOptions): Promise<ProgramOutcome>;
}

/** The world as it is. */
export function realSystem(): System {
  return {
    clock: { now: Date.now, sleep },
    host: {
      name: os.hostname(),
      process: process.pid,
      home: os.homedir(),
      workingDirectory: attempt("getcwd", ".", () => process.cwd()),
      user: process.getuid?.() ?? 0,
      parallelism: os.availableParallelism(),
      // Inside an executable the sources are in a file system of their own.
      executable: process.argv[1]?.startsWith("/$bunfs/") === true ? process.execPath : undefined,
    },
    environment: process.env,
    openDirectory: Directory.open,
    makeDirectories,
    readFile,
    realPath,
    appendText,
    fetch: runtime.fetch,
    lowerPriority,
    run,
  };
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const wake = () => {
      signal.removeEventListener("abort", stop);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}
