import type { ExpectedValue } from "./config.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** A command line that is none. */
export interface UsageFaults {
  "usage.unknownOption": { option: string; command: string; nearest?: string };
  "usage.unknownCommand": { command: string; nearest?: string };
  "usage.extraArgument": { argument: string; command: string };
  "usage.missingArgument": { argument: string; command: string };
  "usage.missingValue": { option: string; command: string };
  "usage.emptyValue": { option: string; command: string };
  "usage.invalidValue": { option: string; value: string; expected: ExpectedValue; command: string };
  "usage.unexpectedValue": { option: string; command: string };
  "usage.repeatedOption": { option: string; command: string };
  "usage.conflict": { first: string; second: string; command: string };
  /** An option that means something beside another alone. */
  "usage.needsOption": { option: string; needed: string; command: string };
}

export const usageExits: { readonly [C in keyof UsageFaults]: ExitCode } = {
  "usage.unknownOption": exitCodes.usage,
  "usage.unknownCommand": exitCodes.usage,
  "usage.extraArgument": exitCodes.usage,
  "usage.missingArgument": exitCodes.usage,
  "usage.missingValue": exitCodes.usage,
  "usage.emptyValue": exitCodes.usage,
  "usage.invalidValue": exitCodes.usage,
  "usage.unexpectedValue": exitCodes.usage,
  "usage.repeatedOption": exitCodes.usage,
  "usage.conflict": exitCodes.usage,
  "usage.needsOption": exitCodes.usage,
};
