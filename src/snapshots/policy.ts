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

/** The keys that make the policy of the further stores. */
export const remotePolicyKeys = {
  last: "KEEP_REMOTE_LAST",
  hourly: "KEEP_REMOTE_HOURLY",
  daily: "KEEP_REMOTE_DAILY",
  weekly: "KEEP_REMOTE_WEEKLY",
  monthly: "KEEP_REMOTE_MONTHLY",
  yearly: "KEEP_REMOTE_YEARLY",
  within: "KEEP_REMOTE_WITHIN",
} as const satisfies { readonly [R in keyof Policy]-?: keyof SettingValues };

export type PolicyKey = (typeof policyKeys)[keyof Policy];
export type RemotePolicyKey = (typeof remotePolicyKeys)[keyof Policy];

/** The policy of a configuration; undefined where it has none, and nothing is ever deleted. */
export function policyOf(values: Pick<SettingValues, PolicyKey>): Policy | undefined {
  return policyIn(values, policyKeys);
}

/** The policy of every further store; undefined where it has none: then they get everything, and nothing is deleted there. */
export function remotePolicyOf(values: Pick<SettingValues, RemotePolicyKey>): Policy | undefined {
  return policyIn(values, remotePolicyKeys);
}

function policyIn<K extends PolicyKey | RemotePolicyKey>(
  values: Pick<SettingValues, K>,
  keys: { readonly [R in keyof Policy]-?: K },
): Policy | undefined {
  const rules = Object.entries(keys).map(([rule, key]) => [rule, values[key]] as const);
  const given = rules.filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : (Object.fromEntries(given) as Policy);
}
