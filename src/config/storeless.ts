import { fault } from "../errors.ts";
import type { SettingValues } from "./keys.ts";
import type { Configuration, ConfigurationSystem } from "./load.ts";
import { examineSettings, type Settings } from "./settings.ts";

/** What reading one archive takes where nothing is configured: there is no store then. */
export interface StorelessSettings extends Pick<SettingValues, "LANGUAGE" | "NICE" | "WORKERS"> {
  readonly SNAPSHOT_DIR?: undefined;
  /** Where a configuration would be. */
  readonly missing: string;
}

/** The settings of such a machine, as `Configuration` has those of others. */
export interface StorelessConfiguration extends Pick<Configuration, "notices"> {
  readonly settings: StorelessSettings;
}

/** Reads them from the environment and the defaults. Throws `config.invalid`. */
export function storelessConfiguration(
  path: string,
  { environment, host }: Pick<ConfigurationSystem, "environment" | "host">,
): StorelessConfiguration {
  const { values, notices, refused } = examineSettings({ path, entries: undefined, environment, host });
  const wrong = refused.find((one) => one.fault.data.code !== "config.missingKey");
  if (wrong !== undefined) throw wrong.fault;
  const { LANGUAGE, NICE, WORKERS } = values;
  return { settings: { LANGUAGE, NICE, WORKERS, missing: path }, notices };
}

/** The settings of what cannot do without a store. Throws `config.notFound`. */
export function withStore(settings: Settings | StorelessSettings): Settings {
  if (settings.SNAPSHOT_DIR === undefined) throw fault("config.notFound", { path: settings.missing });
  return settings;
}
