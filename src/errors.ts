/**
 * Every way in which promsnap can fail, told apart by a stable code.
 *
 * A fault carries data, never a sentence: report/messages turns it into French or English, and the type of the
 * catalogue there makes a missing sentence a type error.
 */

/** Exit codes of the command, fixed: scripts and units depend on them. 130 and 143 stand for SIGINT and SIGTERM. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  configuration: 3,
  prometheus: 4,
  corrupt: 5,
  locked: 6,
  noSpace: 7,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What is wrong with a line of the configuration file. */
export type ShellProblem =
  | "command substitution"
  | "backquote"
  | "arithmetic"
  | "append"
  | "array"
  | "command"
  | "parameter expansion"
  | "special variable"
  | "unset variable"
  | "carriage return"
  | "not UTF-8"
  | "NUL byte"
  | "unterminated quote"
  | "operator"
  | "glob"
  | "brace expansion"
  | "history or tilde user"
  | "name";

/** The details of each fault: what its sentence needs. Byte counts are numbers of bytes, durations milliseconds. */
export interface FaultDetails {
  "usage.unknownOption": { option: string; command: string; nearest?: string };
  "usage.unknownCommand": { command: string; nearest?: string };
  "usage.extraArgument": { argument: string; command: string };
  "usage.missingArgument": { argument: string; command: string };
  "usage.missingValue": { option: string; command: string };
  "usage.emptyValue": { option: string; command: string };
  "usage.unexpectedValue": { option: string; command: string };
  "usage.repeatedOption": { option: string; command: string };

  "config.notFound": { path: string };
  "config.unreadable": { path: string; reason: string };
  "config.syntax": { path: string; line: number; column: number; problem: ShellProblem; text: string };
  "config.missingKey": { key: string; path: string };
  "config.invalid": { key: string; value: string; origin: string; expected: string };
  "config.twoSecrets": { secret: string; first: string; second: string };
  "config.secretUnreadable": { key: string; path: string; reason: string };

  "tls.insecureUnsupported": Record<never, never>;

  "files.failed": { operation: string; path: string; errno: string; reason: string };
  "files.full": { operation: string; path: string };
  "files.notPlain": { path: string; found: string; wanted: string };

  "signal.interrupted": { signal: "SIGINT" };
  "signal.terminated": { signal: "SIGTERM" };
  internal: { reason: string };
}

export type FaultCode = keyof FaultDetails;

/** The one table from fault to exit code. */
const exitCodeOf: { readonly [C in FaultCode]: ExitCode } = {
  "usage.unknownOption": exitCodes.usage,
  "usage.unknownCommand": exitCodes.usage,
  "usage.extraArgument": exitCodes.usage,
  "usage.missingArgument": exitCodes.usage,
  "usage.missingValue": exitCodes.usage,
  "usage.emptyValue": exitCodes.usage,
  "usage.unexpectedValue": exitCodes.usage,
  "usage.repeatedOption": exitCodes.usage,

  "config.notFound": exitCodes.configuration,
  "config.unreadable": exitCodes.configuration,
  "config.syntax": exitCodes.configuration,
  "config.missingKey": exitCodes.configuration,
  "config.invalid": exitCodes.configuration,
  "config.twoSecrets": exitCodes.configuration,
  "config.secretUnreadable": exitCodes.configuration,

  "tls.insecureUnsupported": exitCodes.configuration,

  "files.failed": exitCodes.failed,
  "files.full": exitCodes.noSpace,
  "files.notPlain": exitCodes.failed,

  "signal.interrupted": exitCodes.interrupted,
  "signal.terminated": exitCodes.terminated,
  internal: exitCodes.failed,
};

/** One fault as plain data: its code with the details of that code. It survives JSON and a worker's messages. */
export type FaultData = { [C in FaultCode]: { readonly code: C; readonly details: FaultDetails[C] } }[FaultCode];

/** The only error that promsnap throws on purpose. */
export class Fault extends Error {
  readonly data: FaultData;

  constructor(data: FaultData, options?: ErrorOptions) {
    super(`${data.code} ${JSON.stringify(data.details)}`, options);
    this.name = "Fault";
    this.data = data;
  }

  get exitCode(): ExitCode {
    return exitCodeOf[this.data.code];
  }
}

/** Makes a fault of a code and its details; the details are checked against the code. */
export function fault<C extends FaultCode>(code: C, details: FaultDetails[C], cause?: unknown): Fault {
  return new Fault({ code, details } as FaultData, cause === undefined ? undefined : { cause });
}

/** True when the value is a fault of that code, whose details are then known. */
export function isFault<C extends FaultCode>(
  error: unknown,
  code: C,
): error is Fault & { data: { code: C; details: FaultDetails[C] } } {
  return error instanceof Fault && error.data.code === code;
}
