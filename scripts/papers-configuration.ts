import type { Language } from "../src/report/messages/sentences.ts";
import { type ToldSetting, toldSettings } from "./papers-settings.ts";
import { type PaperWords, paperWords, smallestConfiguration } from "./papers-words.ts";

/** The reference of the configuration in Markdown, each key under a heading of its own that can be linked to. */
export function configurationMarkdown(language: Language): string {
  const words = paperWords(language);
  const { conf } = words;
  return `${[
    `<!-- ${conf.made} -->`,
    `# ${conf.title}`,
    ...conf.intro.map(marked),
    marked(conf.example),
    ["```bash", ...smallestConfiguration, "```"].join("\n"),
    ...toldSettings(language).flatMap(({ heading, settings }) => [
      `## ${heading}`,
      ...settings.map((setting) => entry(setting, words)),
    ]),
  ].join("\n\n")}\n`;
}

function entry({ key, meaning, value, required, standard, example }: ToldSetting, { row }: PaperWords): string {
  const fallback = "value" in standard ? `\`${standard.value}\`` : marked(standard.words);
  return [
    `### ${key}`,
    "",
    marked(meaning),
    "",
    "| | |",
    "|---|---|",
    `| ${row.value} | ${marked(value)} |`,
    `| ${row.standard} | ${required ? row.required : fallback} |`,
    `| ${row.example} | \`${example}\` |`,
  ].join("\n");
}

/** Commands, keys, paths and options in the face of what is typed; documents as links. */
function marked(text: string): string {
  return text
    .replace(/docs\/([\w-]+\.md)/g, "[$1]($1)")
    .replace(
      /(?<![`\w/[(])(?:PROMSNAP_\w+|--[a-z-]+(?:\.[a-z-]+)*|\$VAR|[A-Z][A-Z0-9]*_[A-Z0-9_]*|\/(?:etc|healthz|metrics)[\w./-]*|KEY=value|promsnap (?:config \w+|run|daemon|install)|run --retry)(?![`\w])/g,
      "`$&`",
    );
}
