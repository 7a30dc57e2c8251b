import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** What promsnap does not read in the configuration file, though bash may. */
export type ShellProblem =
  | "append"
  | "arithmetic"
  | "array"
  | "backquote"
  | "brace expansion"
  | "byte order mark"
  | "carriage return"
  | "command"
  | "command substitution"
  | "control character"
  | "escape"
  | "export argument"
  | "NUL byte"
  | "name"
  | "not UTF-8"
  | "operator"
  | "parameter expansion"
  | "special variable"
  | "tilde"
  | "trailing backslash"
  | "translated quote"
  | "unterminated quote";

/** What a setting's value should have been. Ranges are inclusive; a duration's are milliseconds. */
export type ExpectedValue =
  | { readonly kind: "absolutePath" }
  | { readonly kind: "webAddress" }
  | { readonly kind: "webAddressWithoutUser" }
  | { readonly kind: "webAddressWithoutQuery" }
  | { readonly kind: "secretAddress" }
  | { readonly kind: "metricsFile" }
  | { readonly kind: "duration"; readonly least: number; readonly most: number }
  | { readonly kind: "integer"; readonly least: number; readonly most: number }
  | { readonly kind: "yesOrNo" }
  | { readonly kind: "language" }
  | { readonly kind: "service" }
  | { readonly kind: "owner" }
  | { readonly kind: "span" }
  | { readonly kind: "schedule" }
  | { readonly kind: "calendar" }
  | { readonly kind: "instanceName" }
  | { readonly kind: "listenAddress" }
  | { readonly kind: "spanWithoutMonths" }
  | { readonly kind: "region" }
  | { readonly kind: "serverSideEncryption" }
  | { readonly kind: "storageClass" }
  | { readonly kind: "storageClassReadAtOnce" }
  | { readonly kind: "store" }
  | { readonly kind: "shell" }
  | { readonly kind: "stores" }
  | { readonly kind: "rate" }
  | { readonly kind: "apart"; readonly key: string; readonly path: string }
  | { readonly kind: "notEmpty" }
  | { readonly kind: "outside"; readonly key: string; readonly path: string };

/** A configuration that is missing or wrong. */
export interface ConfigFaults {
  "config.notFound": { path: string };
  "config.unreadable": { path: string; reason: string };
  "config.syntax": { path: string; line: number; column: number; problem: ShellProblem; name?: string };
  "config.missingKey": { key: string; path: string };
  "config.invalid": { key: string; value: string; origin: string; expected: ExpectedValue };
  "config.twoSecrets": { secret: string; first: string; second: string };
  "config.secretUnreadable": { key: string; path: string; reason: string };
  "config.secretInvalid": { key: string; origin: string; problem: "empty" | "not UTF-8" | "not a token" };
}

export const configExits: { readonly [C in keyof ConfigFaults]: ExitCode } = {
  "config.notFound": exitCodes.configuration,
  "config.unreadable": exitCodes.configuration,
  "config.syntax": exitCodes.configuration,
  "config.missingKey": exitCodes.configuration,
  "config.invalid": exitCodes.configuration,
  "config.twoSecrets": exitCodes.configuration,
  "config.secretUnreadable": exitCodes.configuration,
  "config.secretInvalid": exitCodes.configuration,
};
