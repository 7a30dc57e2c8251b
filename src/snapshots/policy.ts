import type { SettingValues } from "../config/keys.ts";
import type { Span } from "../config/span.ts";

/** The rules that keep a number of snapshots: the newest of each of the last so many periods that have one. */
export const countRules = ["last", "hourly", "daily", "weekly", "monthly", "yearly"] as const;

export type CountRule = (typeof countRules)[number];

/** Which snapshots stay: whatever any of its rules keeps. It has at least one rule. */
export type Policy = { readonly [R in CountRule]?: number } & { readonly within?: Span };

/** The keys of the configuration that make a policy. */
export const policyKeys = {
  last: "KEEP_LAST",
  hourly: "KEEP_HOURLY",
  daily: "KEEP_DAILY",
  weekly: "KEEP_WEEKLY",
  monthly: "KEEP_MONTHLY",
  yearly: "KEEP_YEARLY",
  within: "KEEP_WITHIN",
} as const satisfies { readonly [R in keyof Policy]-?: keyof SettingValues };

export type PolicyKey = (typeof policyKeys)[keyof Policy];

/** The policy of a configuration; undefined where it has none, and nothing is ever deleted. */
export function policyOf(values: Pick<SettingValues, PolicyKey>): Policy | undefined {
  const rules = Object.entries(policyKeys).map(([rule, key]) => [rule, values[key]] as const);
  const given = rules.filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : (Object.fromEntries(given) as Policy);
}
