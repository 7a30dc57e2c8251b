import type { ArgsDef } from "citty";
import { settingTable } from "../config/keys.ts";
import { readSetting } from "../config/values.ts";
import { fault } from "../errors.ts";
import { type Policy, policyKeys } from "../snapshots/policy.ts";

/** What `promsnap prune` is to do. A policy that is typed takes the place of the configuration's wholly. */
export interface PruneChoices {
  readonly policy?: Policy;
  readonly accept: boolean;
  readonly dryRun: boolean;
}

/** The options of `promsnap prune`. */
export const pruneOptions = {
  "keep-last": { type: "string", valueHint: "N" },
  "keep-hourly": { type: "string", valueHint: "N" },
  "keep-daily": { type: "string", valueHint: "N" },
  "keep-weekly": { type: "string", valueHint: "N" },
  "keep-monthly": { type: "string", valueHint: "N" },
  "keep-yearly": { type: "string", valueHint: "N" },
  "keep-within": { type: "string", valueHint: "SPAN" },
  accept: { type: "boolean" },
  "dry-run": { type: "boolean" },
} as const satisfies ArgsDef;

/** What a checked command line of `prune` asks for. Throws `usage.invalidValue`. */
export function pruneChoices(values: Readonly<Record<string, unknown>>): PruneChoices {
  const rules = Object.entries(policyKeys).flatMap(([rule, key]) => {
    const text = values[`keep-${rule}`];
    return typeof text === "string" ? [[rule, read(`--keep-${rule}`, text, key)] as const] : [];
  });
  const policy = rules.length === 0 ? {} : { policy: Object.fromEntries(rules) as Policy };
  return { ...policy, accept: values["accept"] === true, dryRun: values["dry-run"] === true };
}

/** By the same rules as the key in the configuration. */
function read(option: string, value: string, key: (typeof policyKeys)[keyof Policy]): unknown {
  const reading = readSetting(value, settingTable[key]);
  if ("value" in reading) return reading.value;
  throw fault("usage.invalidValue", { option, value, expected: reading.expected, command: "promsnap prune" });
}
