import { normalize } from "node:path/posix";
import { Fault, fault } from "../errors.ts";
import type { ExpectedValue } from "../faults/config.ts";
import { type Notice, notice } from "../notices.ts";
import type { Authentication } from "./authentication.ts";
import {
  isSettingKey,
  type SettingKey,
  type SettingRow,
  type SettingsHost,
  type SettingValues,
  settingKeys,
  settingTable,
} from "./keys.ts";
import { nearestKey } from "./nearest-key.ts";
import { type Origin, type Origins, originName } from "./origins.ts";
import { replicaContradictions } from "./replica-contradictions.ts";
import type { S3Keys } from "./s3-keys.ts";
import type { ShellEntry } from "./shell-variables.ts";
import { readSetting, shownValue } from "./values.ts";

/** All settings by key, how to log in at HOST and at an S3 server. Durations are milliseconds, paths absolute. */
export type Settings = SettingValues & {
  readonly authentication: Authentication;
  readonly s3Keys: S3Keys | undefined;
};

/** What settings are made of. Without `entries` there is no file; `path` says where it would be. */
export interface SettingSources {
  readonly path: string;
  readonly entries: ReadonlyMap<string, ShellEntry> | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly host: SettingsHost;
}

/** The values with where each came from, and what is worth a warning. */
export interface ResolvedSettings {
  readonly values: SettingValues;
  readonly origins: Origins;
  readonly notices: readonly Notice[];
}

/** The environment's names of settings begin with this. */
export const environmentPrefix = "PROMSNAP_";

/**
 * Reads every setting from `PROMSNAP_KEY` in the environment, else from the file, else from its default. An empty
 * value of a setting that may be absent counts as absent, as in the script.
 *
 * Throws `config.missingKey` and `config.invalid`.
 */
export function resolveSettings(sources: SettingSources): ResolvedSettings {
  const { refused, ...resolved } = examineSettings(sources);
  for (const { fault: first } of refused) throw first;
  return resolved;
}

/** A setting that cannot be used, and why. */
export interface RefusedSetting {
  readonly key: SettingKey;
  readonly fault: Fault;
}

/**
 * The same without giving up: what is wrong is told, all of it. A refused setting has the value of its default, or none
 * even where its type says that there is one.
 */
export function examineSettings(
  sources: SettingSources,
): ResolvedSettings & { readonly refused: readonly RefusedSetting[] } {
  const refused: RefusedSetting[] = [];
  const found = settingKeys.map((key) => [key, resolveOrRefuse(key, sources, refused)] as const);
  const values = Object.fromEntries(found.map(([key, { value }]) => [key, value])) as unknown as SettingValues;
  const origins = Object.fromEntries(found.map(([key, { origin }]) => [key, origin])) as unknown as Origins;
  if (refused.length === 0) refused.push(...contradictions(values, origins, sources.path));
  return { values, origins, notices: [...unknownKeys(sources), ...unsetVariables(sources)], refused };
}

interface Resolved {
  readonly value: unknown;
  readonly origin: Origin;
}

function resolveOrRefuse(key: SettingKey, sources: SettingSources, refused: RefusedSetting[]): Resolved {
  try {
    return resolve(key, sources);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    refused.push({ key, fault: error });
    return standardOf(key, sources);
  }
}

function resolve(key: SettingKey, sources: SettingSources): Resolved {
  const row: SettingRow = settingTable[key];
  const written = writtenValue(key, sources);
  if (written !== undefined && written.text !== "") return { value: read(key, written), origin: written.origin };
  if (row.required === true) throw missing(key, sources.path, written);
  return standardOf(key, sources);
}

function standardOf(key: SettingKey, { host }: SettingSources): Resolved {
  const row: SettingRow = settingTable[key];
  const standard = typeof row.default === "function" ? row.default(host) : row.default;
  const origin = { kind: "default" } as const;
  return { value: standard === undefined ? undefined : read(key, { text: standard, origin }), origin };
}

interface Written {
  readonly text: string;
  readonly origin: Origin;
}

function writtenValue(key: SettingKey, { path, entries, environment }: SettingSources): Written | undefined {
  const name = environmentPrefix + key;
  const text = environment[name];
  if (text !== undefined) return { text, origin: { kind: "environment", name } };
  const entry = entries?.get(key);
  return entry && { text: entry.value, origin: { kind: "file", path, line: entry.line } };
}

function read(key: SettingKey, { text, origin }: Written): unknown {
  const reading = readSetting(text, settingTable[key]);
  if ("value" in reading) return reading.value;
  throw invalid(key, shownValue(text, settingTable[key]), origin, reading.expected);
}

function missing(key: SettingKey, path: string, written: Written | undefined): Fault {
  if (written === undefined) return fault("config.missingKey", { key, path });
  return invalid(key, "", written.origin, { kind: "notEmpty" });
}

function invalid(key: SettingKey, value: string, origin: Origin, expected: ExpectedValue): Fault {
  return fault("config.invalid", { key, value, origin: originName(origin), expected });
}

/** What only two settings together show: snapshots inside the data they copy, half a client certificate. */
function contradictions(values: SettingValues, origins: Origins, path: string): RefusedSetting[] {
  const { SNAPSHOT_DIR, PROMETHEUS_DATA_DIR, TLS_CERT_FILE, TLS_KEY_FILE } = values;
  const found: RefusedSetting[] = [];
  const lacking = (key: SettingKey) => found.push({ key, fault: fault("config.missingKey", { key, path }) });
  if (SNAPSHOT_DIR.kind === "directory" && isBelow(SNAPSHOT_DIR.path, PROMETHEUS_DATA_DIR)) {
    const outside = { kind: "outside", key: "PROMETHEUS_DATA_DIR", path: PROMETHEUS_DATA_DIR } as const;
    const { path } = SNAPSHOT_DIR;
    found.push({ key: "SNAPSHOT_DIR", fault: invalid("SNAPSHOT_DIR", path, origins.SNAPSHOT_DIR, outside) });
  }
  if (TLS_CERT_FILE !== undefined && TLS_KEY_FILE === undefined) lacking("TLS_KEY_FILE");
  if (TLS_KEY_FILE !== undefined && TLS_CERT_FILE === undefined) lacking("TLS_CERT_FILE");
  return [...found, ...replicaContradictions(values, origins)];
}

function isBelow(path: string, directory: string): boolean {
  return `${normalize(path)}/`.startsWith(`${normalize(directory)}/`.replace("//", "/"));
}

function unknownKeys({ path, entries, environment }: SettingSources): Notice[] {
  const inFile = [...(entries ?? [])].map(([key, { line }]) => ({ key, name: key, origin: `${path}:${line}` }));
  const inEnvironment = Object.keys(environment)
    .filter((name) => name.startsWith(environmentPrefix))
    .map((name) => ({ key: name.slice(environmentPrefix.length), name, origin: name }));
  return [...inFile, ...inEnvironment]
    .filter(({ key }) => !isSettingKey(key))
    .map(({ key, name, origin }) => {
      const nearest = nearestKey(key);
      return notice("config.unknownKey", { key: name, origin, ...(nearest === undefined ? {} : { nearest }) });
    });
}

function unsetVariables({ path, entries, environment }: SettingSources): Notice[] {
  return [...(entries ?? [])]
    .filter(([key, { usesUnset }]) => usesUnset && isSettingKey(key))
    .filter(([key]) => environment[environmentPrefix + key] === undefined)
    .map(([key, { line }]) => notice("config.unsetVariable", { key, origin: `${path}:${line}` }));
}
