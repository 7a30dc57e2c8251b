import { expect, test } from "bun:test";
import { commands, globalOptions, pages } from "../../src/cli/commands.ts";
import { helpText } from "../../src/cli/help.ts";
import { helpScreen } from "../../src/cli/help-screen.ts";
import { exitCodes } from "../../src/faults/exit-codes.ts";
import type { HelpPage } from "../../src/report/messages/help.ts";

const everyPage = Object.keys(pages) as HelpPage[];
const helps = everyPage.flatMap((page) => (["en", "fr"] as const).map((language) => [page, language] as const));

test.each(helps)("the help of %s (%s) fits 80 columns", (page, language) => {
  const lines = [helpText, helpScreen].flatMap((help) => help(page, language).split("\n"));
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

test.each(helps)(
  "--help of %s (%s) fits a screen, with every option, an example and its exit codes",
  (page, language) => {
    const text = helpScreen(page, language);
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(40);
    const options = Object.values(commands).filter((command) => command.page === page && command.page !== "promsnap");
    for (const name of options.flatMap((command) => Object.keys({ ...command.options, ...globalOptions }))) {
      expect(text).toContain(`--${name}`);
    }
    const codes = text.slice(text.search(/^(Exit codes|Codes de retour).*:$/m));
    for (const exit of pages[page].exits) expect(codes).toMatch(new RegExp(`^  (?:.* · )?${exitCodes[exit]} \\S`, "m"));
    expect(text).toMatch(/^ {2}(PROMSNAP_\S+ )*promsnap.*$\n? +# \S|^ {2}promsnap.* # \S/m);
  },
);

test("every option and command is explained in both languages, and no two of promsnap's pages are one", () => {
  for (const [page, language] of helps) {
    expect(helpText(page, language)).not.toMatch(/undefined|null/);
    expect(helpScreen(page, language)).not.toMatch(/undefined|null/);
  }
  expect(new Set(helps.map(([page, language]) => helpScreen(page, language))).size).toBe(helps.length);
});

test.each(helps)(
  "the help of %s (%s) with --verbose names every option, an example and its exit codes",
  (page, language) => {
    const text = helpText(page, language);
    const options = Object.values(commands).filter((command) => command.page === page);
    for (const name of options.flatMap((command) => Object.keys({ ...command.options, ...globalOptions }))) {
      expect(text).toContain(`--${name}`);
    }
    for (const exit of pages[page].exits) expect(text).toMatch(new RegExp(`^ +${exitCodes[exit]}  \\S`, "m"));
    expect(text).toContain("\n  promsnap");
    expect(text).toContain("/etc/prometheus-snapshot.conf");
  },
);
