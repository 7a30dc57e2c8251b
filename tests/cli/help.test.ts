import { expect, test } from "bun:test";
import { commands, globalOptions, pages } from "../../src/cli/commands.ts";
import { helpText } from "../../src/cli/help.ts";
import { exitCodes } from "../../src/faults/exit-codes.ts";
import type { HelpPage } from "../../src/report/messages/help.ts";

const everyPage = Object.keys(pages) as HelpPage[];
const helps = everyPage.flatMap((page) => (["en", "fr"] as const).map((language) => [page, language] as const));

test.each(helps)("the help of %s (%s) fits 80 columns", (page, language) => {
  const tooLong = helpText(page, language)
    .split("\n")
    .filter((line) => line.length > 80);
  expect(tooLong).toEqual([]);
});

test.each(helps)("the help of %s (%s) names every option, an example and its exit codes", (page, language) => {
  const text = helpText(page, language);
  const options = Object.values(commands).filter((command) => command.page === page);
  for (const name of options.flatMap((command) => Object.keys({ ...command.options, ...globalOptions }))) {
    expect(text).toContain(`--${name}`);
  }
  for (const exit of pages[page].exits) expect(text).toMatch(new RegExp(`^ +${exitCodes[exit]}  \\S`, "m"));
  expect(text).toContain("\n  promsnap");
  expect(text).toContain("/etc/prometheus-snapshot.conf");
});
