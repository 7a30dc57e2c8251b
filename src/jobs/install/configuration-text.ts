import { type SettingKey, settingKeys } from "../../config/keys.ts";

/** The values of settings, as they will stand in the file. */
export type SettingTexts = { readonly [K in SettingKey]?: string };

/** A remark above a setting, and what stands there as a comment where the setting has no value. */
export interface ConfigurationRemarks {
  readonly intro: string;
  readonly remarks: { readonly [K in SettingKey]?: string };
  /** A heading over all the others. */
  readonly others: string;
}

/** What is worth a remark, in the order of the file; the examples are what is commented out. */
const rows: readonly (readonly [key: SettingKey, example: string])[] = [
  ["HOST", ""],
  ["USERNAME", "admin"],
  ["PASSWORD_FILE", "/etc/prometheus-snapshot.password"],
  ["PROMETHEUS_DATA_DIR", ""],
  ["SERVICE", "docker:prometheus"],
  ["SNAPSHOT_DIR", ""],
  ["LOG_FILE", "/var/log/prometheus-snapshot.log"],
  ["SCHEDULE", "0 13 * * 1"],
  ["KEEP_LAST", "8"],
  ["METRICS_FILE", "/var/lib/prometheus/node-exporter/promsnap.prom"],
];

/** A new configuration file: every value with a remark, and what else people want, commented out. */
export function configurationText(values: SettingTexts, { intro, remarks, others }: ConfigurationRemarks): string {
  const known = rows.flatMap(([key, example]) => {
    const value = values[key];
    return ["", `# ${remarks[key] ?? key}`, value === undefined ? `# ${line(key, example)}` : line(key, value)];
  });
  const rest = settingKeys.flatMap((key) => {
    const value = values[key];
    return value === undefined || rows.some(([row]) => row === key) ? [] : [line(key, value)];
  });
  return `${[`# ${intro}`, ...known, ...(rest.length === 0 ? [] : ["", `# ${others}`, ...rest])].join("\n")}\n`;
}

function line(key: SettingKey, value: string): string {
  return `${key}=${shellWord(value)}`;
}

/** A value as bash reads it back to the letter. */
function shellWord(value: string): string {
  return /^[\w@%+:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
