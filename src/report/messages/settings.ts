/** The parts of the reference of the configuration, in its order. */
export const settingGroups = [
  "prometheus",
  "snapshots",
  "runs",
  "keep",
  "replicas",
  "told",
  "restore",
  "daemon",
  "bucket",
  "language",
] as const;

export type SettingGroup = (typeof settingGroups)[number];

/** What the reference of the configuration says of a setting, beside what the settings table knows. */
export interface SettingText {
  readonly group: SettingGroup;
  /** Sentences. */
  readonly meaning: string;
  /** A value, as it stands in the file. */
  readonly example: string;
  /** What is so without it, where the table has no default, or one that depends on the machine. */
  readonly without?: string;
}

/** The reference in one language: its parts' headings, and every key of src/config/keys.ts. A test holds the two together. */
export interface SettingTexts {
  readonly groups: { readonly [G in SettingGroup]: string };
  readonly keys: { readonly [key: string]: SettingText };
}
