import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** Another program that promsnap runs. `program` is its name or path, `command` that with its arguments. */
export interface ProgramFaults {
  "program.notFound": { program: string };
  "program.notExecutable": { program: string; reason: string };
  "program.timedOut": { command: string; milliseconds: number };
}

export const programExits: { readonly [C in keyof ProgramFaults]: ExitCode } = {
  "program.notFound": exitCodes.failed,
  "program.notExecutable": exitCodes.failed,
  "program.timedOut": exitCodes.failed,
};
