import type { Language } from "../src/report/messages/sentences.ts";
import { bold, literal, paragraphs, roff, section, term, title } from "./papers-roff.ts";
import { type ToldSetting, toldSettings } from "./papers-settings.ts";
import { type PaperWords, paperWords, smallestConfiguration } from "./papers-words.ts";

/** prometheus-snapshot.conf(5). */
export function settingsPage(language: Language): string {
  const words = paperWords(language);
  const { conf, sections } = words;
  return `${[
    ...title("prometheus-snapshot.conf", 5, conf.made),
    section(sections.name),
    `${roff("prometheus-snapshot.conf")} \\- ${roff(conf.summary)}`,
    section(sections.description),
    ...paragraphs([...conf.intro, conf.example]),
    ...literal(smallestConfiguration),
    ...toldSettings(language).flatMap(({ heading, settings }) => [
      section(heading.toUpperCase()),
      ...settings.flatMap((setting) => entry(setting, words)),
    ]),
    section(sections.also),
    ...paragraphs(["promsnap(1)"]),
  ].join("\n")}\n`;
}

function entry({ key, meaning, value, required, standard, example }: ToldSetting, { row }: PaperWords): string[] {
  const colon = row.required.includes("\u00a0:") ? "\u00a0: " : ": ";
  const fallback = "value" in standard ? standard.value : standard.words;
  return term(
    bold(key),
    meaning.replaceAll("`", ""),
    `${row.value}${colon}${value}.`,
    `${row.standard}${colon}${required ? row.required : fallback}.`,
    `${row.example}${colon}${example}`,
  );
}
