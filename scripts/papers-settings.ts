import { type SettingKey, type SettingRow, settingKeys, settingTable } from "../src/config/keys.ts";
import { readSetting } from "../src/config/values.ts";
import { expectedInEnglish } from "../src/report/messages/config.en.ts";
import { expectedInFrench } from "../src/report/messages/config.fr.ts";
import type { Language } from "../src/report/messages/sentences.ts";
import { settingsInEnglish } from "../src/report/messages/settings.en.ts";
import { settingsInFrench } from "../src/report/messages/settings.fr.ts";
import { type SettingTexts, settingGroups } from "../src/report/messages/settings.ts";

/** All that the reference says of a setting, in one language. */
export interface ToldSetting {
  readonly key: SettingKey;
  readonly meaning: string;
  /** What its value has to be, with unit and range. */
  readonly value: string;
  readonly required: boolean;
  /** As in the file, or in words. */
  readonly standard: { readonly value: string } | { readonly words: string };
  /** A line of the file. */
  readonly example: string;
}

export interface ToldGroup {
  readonly heading: string;
  readonly settings: readonly ToldSetting[];
}

const catalogue: { readonly [L in Language]: SettingTexts } = { en: settingsInEnglish, fr: settingsInFrench };
const expectedIn = { en: expectedInEnglish, fr: expectedInFrench } as const;
const anyText = { en: "any text", fr: "un texte quelconque" } as const;
/** No setting of promsnap's but a plain text takes it. */
const impossible = "\u0001";

/** Every setting of the table, by groups. Throws for a key that nobody has explained. */
export function toldSettings(language: Language): readonly ToldGroup[] {
  const { groups, keys } = catalogue[language];
  const unexplained = settingKeys.filter((key) => keys[key] === undefined);
  if (unexplained.length > 0) {
    throw new Error(`src/report/messages/settings.${language}.ts says nothing of ${unexplained.join(", ")}`);
  }
  return settingGroups
    .map((group) => ({
      heading: groups[group],
      settings: settingKeys.filter((key) => keys[key]?.group === group).map((key) => tell(key, language)),
    }))
    .filter(({ settings }) => settings.length > 0);
}

function tell(key: SettingKey, language: Language): ToldSetting {
  const row: SettingRow = settingTable[key];
  const { meaning = "", example = "", without = "–" } = catalogue[language].keys[key] ?? {};
  const standard = typeof row.default === "string" ? { value: row.default } : { words: without };
  const told = { key, meaning, value: valueText(row, language), standard, example: `${key}=${example}` };
  return { ...told, required: row.required === true };
}

/** What promsnap itself says was expected when it refuses a value, without its example: the reference has a better one. */
function valueText(row: SettingRow, language: Language): string {
  const reading = readSetting(impossible, row);
  if (!("expected" in reading)) return anyText[language];
  return expectedIn[language](reading.expected).replace(/, (?:such as|comme) \S+$/, "");
}
