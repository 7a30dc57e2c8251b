import type { ExpectedValue } from "./config.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** Installing promsnap and its units, and taking them away again. */
export interface InstallFaults {
  "install.notRoot": { command: string };
  "install.noSystemd": Record<never, never>;
  /** A runtime runs the sources: there is no executable to install. */
  "install.notCompiled": Record<never, never>;
  /** The units know the usual configuration, and those of named installations. */
  "install.otherConfiguration": { path: string; usual: string; named: string };
  /** Nobody was there to agree to files of an operator's own being replaced. */
  "install.unconfirmed": { paths: readonly string[] };
  /** There is no configuration, and nobody to ask; `command` is what to type instead. */
  "install.unanswered": { path: string; command: string };
  /** What a person answered, and is asked again; an empty `value` where nothing was found to take for it. */
  "install.unfitAnswer": { key: string; value: string; expected: ExpectedValue };
  /** Two words on when: `origin` is where SCHEDULE stands. */
  "install.twoSchedules": { origin: string; calendar: string };
  "install.commandFailed": { command: string; code: number; reason: string };
  /** The script there reads another configuration. */
  "install.scriptConfiguration": { script: string; path: string; wanted: string };
  "install.notInstalled": { unit: string };
}

export const installExits: { readonly [C in keyof InstallFaults]: ExitCode } = {
  "install.notRoot": exitCodes.failed,
  "install.noSystemd": exitCodes.failed,
  "install.notCompiled": exitCodes.failed,
  "install.otherConfiguration": exitCodes.usage,
  "install.unconfirmed": exitCodes.usage,
  "install.unanswered": exitCodes.usage,
  "install.unfitAnswer": exitCodes.usage,
  "install.twoSchedules": exitCodes.usage,
  "install.commandFailed": exitCodes.failed,
  "install.scriptConfiguration": exitCodes.configuration,
  "install.notInstalled": exitCodes.failed,
};
