import { normalize } from "node:path/posix";
import { Fault, fault } from "../errors.ts";
import type { Notice } from "../notices.ts";
import { ifPresent } from "../system/errno.ts";
import type { System } from "../system/system.ts";
import { type ResolvedAuthentication, resolveAuthentication } from "./authentication.ts";
import { settingKeys, settingTable } from "./keys.ts";
import { type ResolvedS3Keys, resolveS3Keys } from "./s3-keys.ts";
import {
  environmentPrefix,
  type ResolvedSettings,
  resolveSettings,
  type SettingSources,
  type Settings,
} from "./settings.ts";
import { parseShellFile } from "./shell-file.ts";
import type { ShellEntry } from "./shell-variables.ts";

/** The settings of this process, and what `config show` tells of them. */
export interface Configuration {
  readonly settings: Settings;
  readonly resolved: ResolvedSettings;
  readonly login: ResolvedAuthentication;
  readonly s3: ResolvedS3Keys;
  readonly notices: readonly Notice[];
}

/** The part of the system that a configuration is read from. */
export type ConfigurationSystem = Pick<System, "readFile" | "realPath" | "environment"> & {
  readonly host: Pick<System["host"], "name" | "home" | "workingDirectory" | "user" | "parallelism">;
};

/**
 * Reads the file at this path, the environment and the secrets they name. The file may be absent when the environment
 * has every required setting.
 *
 * Throws `config.notFound`, `config.unreadable`, and what `parseShellFile`, `resolveSettings`,
 * `resolveAuthentication` and `resolveS3Keys` throw.
 */
export function loadSettings(path: string, system: ConfigurationSystem): Configuration {
  const resolved = resolveSettings(readSources(path, system));
  const login = resolveAuthentication(resolved, system);
  const s3 = resolveS3Keys(resolved, path, system);
  return {
    settings: { ...resolved.values, authentication: login.authentication, s3Keys: s3.keys },
    resolved,
    login,
    s3,
    notices: [...resolved.notices, ...login.notices],
  };
}

/** Reads the file. Throws `config.notFound`, `config.unreadable`, and what `parseShellFile` throws. */
export function readSources(path: string, system: ConfigurationSystem): SettingSources {
  const entries = readEntries(path, system);
  const { environment, host } = system;
  if (entries === undefined && !isEnough(environment)) throw fault("config.notFound", { path });
  return { path, entries, environment, host };
}

/** True when the environment alone has every required setting, though its value may turn out to be wrong. */
function isEnough(environment: System["environment"]): boolean {
  return settingKeys
    .filter((key) => "required" in settingTable[key])
    .every((key) => environment[environmentPrefix + key] !== undefined);
}

function readEntries(path: string, system: ConfigurationSystem): ReadonlyMap<string, ShellEntry> | undefined {
  const bytes = readConfigurationFile(path, system);
  if (bytes === undefined) return undefined;
  const { name: hostname, home, user: uid } = system.host;
  const host = { hostname, home, uid, pwd: bashWorkingDirectory(system) };
  return parseShellFile(bytes, { path, environment: system.environment, host });
}

function readConfigurationFile(path: string, system: ConfigurationSystem): Uint8Array | undefined {
  try {
    return ifPresent(() => system.readFile(path));
  } catch (error) {
    if (!(error instanceof Fault) || error.data.code !== "files.failed") throw error;
    throw fault("config.unreadable", { path, reason: error.data.details.reason }, error);
  }
}

/** bash keeps the PWD it was given, which may go through links, where it names the working directory. */
function bashWorkingDirectory({ environment, host, realPath }: ConfigurationSystem): string {
  const given = environment["PWD"];
  const isPlain = given?.startsWith("/") && normalize(given) === given && (given === "/" || !given.endsWith("/"));
  return given !== undefined && isPlain && realPath(given) === host.workingDirectory ? given : host.workingDirectory;
}
