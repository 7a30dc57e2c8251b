import { commands, globalOptions, pages } from "../src/cli/commands.ts";
import { helpWords, optionsOf, spelling } from "../src/cli/help.ts";
import { exitCodes } from "../src/faults/exit-codes.ts";
import type { ExitName, HelpPage, HelpTexts, OptionName } from "../src/report/messages/help.ts";
import type { Language } from "../src/report/messages/sentences.ts";
import { bold, paragraphs, roff, section, subsection, term, title } from "./papers-roff.ts";
import { paperWords } from "./papers-words.ts";

const everyPage = Object.keys(pages) as readonly HelpPage[];
const ownPages = everyPage.filter((page) => page !== "promsnap");

/** promsnap(1): every command with its options, as the command table and the help have them. */
export function commandPage(language: Language): string {
  const [words, papers] = [helpWords(language), paperWords(language)];
  const { sections } = papers;
  const main = words.pages.promsnap;
  const described = (rows: typeof papers.files) => rows.flatMap(([what, text]) => term(bold(what), text));
  return `${[
    ...title("promsnap", 1, papers.conf.made),
    section(sections.name),
    `promsnap \\- ${roff(papers.summary)}`,
    section(sections.synopsis),
    ...usages(everyPage.flatMap((page) => pages[page].usage)),
    section(sections.description),
    ...paragraphs(main.description),
    section(sections.commands),
    ...ownPages.flatMap((page) => command(page, words)),
    section(sections.options),
    ...options(Object.keys({ ...globalOptions, ...commands[""].options }), words, words.options),
    section(sections.exits),
    ...exits(
      everyPage.flatMap((page) => pages[page].exits),
      words.exits,
    ),
    section(sections.files),
    ...described(papers.files),
    section(sections.environment),
    ...described(papers.environment),
    section(sections.examples),
    ...main.examples.flatMap(([line, purpose]) => term(bold(line), purpose)),
    section(sections.also),
    ...paragraphs(["prometheus-snapshot.conf(5), systemd.timer(5), sha256sum(1), tar(1)"]),
  ].join("\n")}\n`;
}

function usages(lines: readonly string[]): string[] {
  return [".PP", ".nf", ...lines.map(bold), ".fi"];
}

function command(page: HelpPage, words: HelpTexts): string[] {
  const { description, examples, exits: own = {}, options: meanings = {} } = words.pages[page];
  return [
    subsection(`promsnap ${page}`),
    ...usages(pages[page].usage),
    ...paragraphs(description),
    ...options(Object.keys(optionsOf(page)), words, { ...words.options, ...meanings }),
    ...paragraphs([words.headings.examples]),
    ...examples.flatMap(([line, purpose]) => term(bold(line), purpose)),
    ...(Object.keys(own).length === 0 ? [] : paragraphs([words.headings.exitCodes])),
    ...exits(Object.keys(own) as readonly ExitName[], own),
  ];
}

function options(names: readonly string[], words: HelpTexts, meanings: HelpTexts["options"]): string[] {
  const all = Object.assign({}, globalOptions, ...Object.values(commands).map((one) => one.options));
  return names.flatMap((name) => {
    const definition = all[name];
    const standard = definition.default === undefined ? "" : ` (${words.defaultIs} ${definition.default})`;
    return term(bold(spelling(name, definition).trim()), meanings[name as OptionName] + standard);
  });
}

/** Exit codes in their order, each once. */
function exits(names: readonly ExitName[], texts: { readonly [E in ExitName]?: string }): string[] {
  const once = [...new Set(names)].sort((a, b) => exitCodes[a] - exitCodes[b]);
  return once.flatMap((name) => term(bold(`${exitCodes[name]}`), texts[name] ?? ""));
}
