import { Fault } from "../errors.ts";
import { resolveAuthentication } from "./authentication.ts";
import type { SettingKey } from "./keys.ts";
import { type Configuration, type ConfigurationSystem, readSources } from "./load.ts";
import { resolveS3Keys } from "./s3-keys.ts";
import { examineSettings, type ResolvedSettings } from "./settings.ts";

/** What cannot be known of a configuration that is wrong: a setting, or how to log in. */
export type UnknownSetting = SettingKey | "authentication";

/** A configuration as far as it can be used. Without `configuration` its file says nothing at all. */
export interface ExaminedConfiguration {
  readonly configuration: Configuration | undefined;
  /** Everything that is wrong with it, what `loadSettings` throws first. */
  readonly faults: readonly Fault[];
  /** These have the value of their default, or none even where their type says that there is one. */
  readonly unknown: ReadonlySet<UnknownSetting>;
}

/** Reads a configuration as `loadSettings` does, and goes on where that one gives up. */
export function examineConfiguration(path: string, system: ConfigurationSystem): ExaminedConfiguration {
  try {
    const { refused, ...resolved } = examineSettings(readSources(path, system));
    const { login, fault } = examineLogin(resolved, system);
    const s3 = examineS3Keys(resolved, path, system);
    return {
      configuration: {
        settings: { ...resolved.values, authentication: login.authentication, s3Keys: s3.found.keys },
        resolved,
        login,
        s3: s3.found,
        notices: [...resolved.notices, ...login.notices],
      },
      faults: [...refused.map((one) => one.fault), fault, s3.fault].filter((one) => one !== undefined),
      unknown: new Set([
        ...refused.map(({ key }) => key),
        ...(fault === undefined ? [] : (["authentication"] as const)),
      ]),
    };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { configuration: undefined, faults: [error], unknown: new Set() };
  }
}

function examineLogin(resolved: ResolvedSettings, system: ConfigurationSystem) {
  try {
    return { login: resolveAuthentication(resolved, system), fault: undefined };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const authentication = { kind: "none" } as const;
    return {
      login: { authentication, passwordOrigin: undefined, tokenOrigin: undefined, notices: [] },
      fault: error,
    };
  }
}

function examineS3Keys(resolved: ResolvedSettings, path: string, system: ConfigurationSystem) {
  try {
    return { found: resolveS3Keys(resolved, path, system), fault: undefined };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { found: { keys: undefined, secretOrigin: undefined }, fault: error };
  }
}
