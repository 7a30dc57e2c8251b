import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import process from "node:process";
import { fault } from "../errors.ts";
import { unlessAborted } from "./abort.ts";
import { Ends } from "./ends.ts";

/** A program, by its path or its name on PATH, and its arguments, which no shell reads. */
export type Command = readonly [program: string, ...args: string[]];

export interface RunOptions {
  /** Milliseconds after which the program and what it started are killed. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
  /**
   * `discarded` is for a program that leaves a service running: that one would keep the pipes open, and die of its
   * first word after promsnap's end.
   */
  readonly output?: "kept" | "discarded";
}

/** What an ended program left. Its exit code is 128 + n where signal n ended it. */
export interface ProgramOutcome {
  readonly code: number;
  /** What it wrote, without what is beyond half a mebibyte from both ends. */
  readonly stdout: string;
  readonly stderr: string;
}

/** How much of either end of a stream is kept, in bytes. */
const keptBytes = 512 * 1024;
/** How long a program that has ended may leave its pipes open, in milliseconds: a child of it may hold them for ever. */
const pipesGrace = 1000;
/** Settings may be secrets, and are no business of other programs. */
const ownVariables = "PROMSNAP_";

/**
 * Runs a program to its end, with nothing on its stdin, without a terminal, and with LC_ALL=C. Whatever its exit code,
 * that is an outcome.
 *
 * Throws `program.notFound`, `program.notExecutable`, `program.timedOut`, and the signal's reason as soon as that is
 * aborted; in the last two the program has been killed with all that it had started.
 */
export async function run(command: Command, { timeout, signal, output = "kept" }: RunOptions): Promise<ProgramOutcome> {
  signal?.throwIfAborted();
  const child = launch(command, output);
  const outcome = outcomeOf(child);
  await launched(child, command[0]);
  const limit = AbortSignal.timeout(timeout);
  try {
    return await unlessAborted(outcome, AbortSignal.any([limit, ...(signal === undefined ? [] : [signal])]));
  } catch (error) {
    killAll(child);
    if (!limit.aborted || signal?.aborted) throw error;
    throw fault("program.timedOut", { command: command.join(" "), milliseconds: timeout }, error);
  }
}

function launch([program, ...args]: Command, output: "kept" | "discarded"): ChildProcess {
  const pipe = output === "kept" ? "pipe" : "ignore";
  try {
    // A session of its own: it has no terminal to ask on or be interrupted by, and can be killed as a whole.
    return spawn(program, args, { stdio: ["ignore", pipe, pipe], detached: true, env: environment() });
  } catch (error) {
    throw launchFault(program, error);
  }
}

async function launched(child: ChildProcess, program: string): Promise<void> {
  try {
    await once(child, "spawn");
  } catch (error) {
    throw launchFault(program, error);
  }
}

function launchFault(program: string, error: unknown): Error {
  const code = error instanceof Error && "code" in error ? `${error.code}` : String(error);
  if (code === "ENOENT" || code === "ENOTDIR") return fault("program.notFound", { program }, error);
  return fault("program.notExecutable", { program, reason: code }, error);
}

function environment(): Record<string, string | undefined> {
  const foreign = Object.entries(process.env).filter(([name]) => !name.startsWith(ownVariables));
  return { ...Object.fromEntries(foreign), LC_ALL: "C" };
}

/** Has to be called at once: a short program ends before anything else happens. */
async function outcomeOf(child: ChildProcess): Promise<ProgramOutcome> {
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
    const ends = new Ends(keptBytes);
    stream?.on("data", (bytes: Uint8Array) => ends.push(bytes));
    return ends;
  });
  const code = await exitCodeOf(child);
  return { code, stdout: stdout?.text() ?? "", stderr: stderr?.text() ?? "" };
}

/** Its exit code, once its pipes have ended too, or `pipesGrace` after its end. */
function exitCodeOf(child: ChildProcess): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  child.on("exit", (code, signal) => {
    const status = code ?? 128 + constants.signals[signal ?? "SIGKILL"];
    const grace = setTimeout(() => end(), pipesGrace);
    const end = () => {
      clearTimeout(grace);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(status);
    };
    child.on("close", end);
  });
  child.on("error", () => undefined);
  return promise;
}

function killAll(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
  child.stdout?.destroy();
  child.stderr?.destroy();
}
