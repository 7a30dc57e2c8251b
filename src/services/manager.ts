import { type Fault, fault, isFault } from "../errors.ts";
import { oneLine } from "../report/text.ts";
import type { Command, ProgramOutcome, RunOptions } from "../system/processes.ts";
import type { System } from "../system/system.ts";

/** The part of the system that services work through. */
export type ServiceSystem = Pick<System, "run" | "clock" | "readFile" | "realPath">;

export interface ServiceOptions {
  readonly system: ServiceSystem;
  /** STOP_TIMEOUT, in milliseconds. */
  readonly stopTimeout: number;
}

/** How long a manager may take for an answer, and beyond STOP_TIMEOUT for a stop, in milliseconds. */
export const answerLimit = 60_000;
/** How long it may take for a start: volumes are mounted, and an earlier stop may have to end first. */
export const startLimit = 300_000;
/** How much of what a manager says is shown, in characters. */
const shownCharacters = 300;

/** What managers say to whom they do not let in, and what their commands say when nobody answers behind them. */
const forbids = /permission denied|access denied|authentication required|operation not permitted/i;
const isDown = /cannot connect to|failed to connect|connection refused|not been booted with systemd/i;

/** Runs commands of one service's manager. */
export interface Manager {
  /**
   * Runs a command to its end, within `answerLimit` unless told otherwise. Throws `service.noProgram`,
   * `service.notExecutable`, `service.noAnswer` and the signal's reason.
   */
  run(command: Command, options: Partial<RunOptions>): Promise<ProgramOutcome>;
  /** The fault of a question that was not answered: `service.forbidden`, `.managerDown` or `.askFailed`. */
  refusal(command: Command, outcome: ProgramOutcome): Fault;
  /** The fault of a stop or start that failed; the first two of `refusal` go before. */
  failure(code: "service.stopFailed" | "service.startFailed", command: Command, outcome: ProgramOutcome): Fault;
  /** `service.unexpected`: an answer that nobody understands. */
  unexpected(command: Command, outcome: ProgramOutcome): Fault;
}

/** The manager of the service that SERVICE names. */
export function managerOf(service: string, { run }: Pick<System, "run">): Manager {
  const failure: Manager["failure"] = (code, command, outcome) =>
    unreachable(service, command, outcome) ?? fault(code, { service, ...toldBy(command, outcome) });
  return {
    run: async (command, options) => {
      try {
        return await run(command, { timeout: answerLimit, ...options });
      } catch (error) {
        throw serviceFault(service, command, error);
      }
    },
    refusal: (command, outcome) =>
      unreachable(service, command, outcome) ?? fault("service.askFailed", { service, ...toldBy(command, outcome) }),
    failure,
    unexpected: (command, { stdout }) =>
      fault("service.unexpected", { service, command: typed(command), text: oneLine(stdout, shownCharacters) }),
  };
}

/** A command as an operator types it into a shell. */
export function typed(command: readonly string[]): string {
  const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
  return command.map(quoted).join(" ");
}

function unreachable(service: string, command: Command, outcome: ProgramOutcome): Fault | undefined {
  const { reason, ...told } = { ...toldBy(command, outcome) };
  const details = { service, command: told.command, reason };
  if (forbids.test(outcome.stderr)) return fault("service.forbidden", details);
  return isDown.test(outcome.stderr) ? fault("service.managerDown", details) : undefined;
}

function toldBy(command: Command, { code, stdout, stderr }: ProgramOutcome) {
  const lines = (text: string) => text.split("\n").map((line) => line.trim());
  const telling = [...lines(stderr), ...(stderr.trim() === "" ? lines(stdout) : [])].filter((line) => line !== "");
  const errors = telling.filter((line) => !/^WARNING:|level=warning/i.test(line));
  return { command: typed(command), code, reason: oneLine(errors.join(" "), shownCharacters) };
}

function serviceFault(service: string, command: Command, error: unknown): unknown {
  const [program] = command;
  if (isFault(error, "program.notFound")) return fault("service.noProgram", { service, program }, error);
  if (isFault(error, "program.notExecutable")) {
    const { reason } = error.data.details;
    return fault("service.notExecutable", { service, program, reason }, error);
  }
  if (!isFault(error, "program.timedOut")) return error;
  const { milliseconds } = error.data.details;
  return fault("service.noAnswer", { service, command: typed(command), milliseconds }, error);
}
