import { expect, test } from "bun:test";
import { join } from "node:path";
import { papers, stalePapers } from "../../scripts/papers.ts";
import { roff } from "../../scripts/papers-roff.ts";
import { toldSettings } from "../../scripts/papers-settings.ts";
import { type Command, commands } from "../../src/cli/commands.ts";
import { settingKeys, settingTable } from "../../src/config/keys.ts";
import { parseShellFile } from "../../src/config/shell-file.ts";
import { readSetting } from "../../src/config/values.ts";
import { testWith } from "../bed/abilities.ts";
import { must, run } from "../bed/processes.ts";
import { projectRoot } from "../bed/promsnap.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

const manuals = [...papers()].filter(([path]) => path.startsWith("docs/man/"));
const languages = ["en", "fr"] as const;

test("manual pages and reference are what scripts/papers makes of the tables: run it after a change of those", async () => {
  expect(await stalePapers()).toEqual([]);
});

test("scripts/papers explains itself, checks without writing, and refuses what it does not know", async () => {
  const script = (...args: readonly string[]) => run([join(projectRoot, "scripts/papers"), ...args]);
  expect(await script("--help")).toMatchObject({ code: 0, stdout: expect.stringContaining("scripts/papers --check") });
  expect(await script("--check")).toEqual({ code: 0, stdout: "", stderr: "" });
  expect((await script("--chekc")).code).toBe(2);
});

test.each(languages)("the reference has every key once, and each example can be used (%s)", (language) => {
  const told = toldSettings(language).flatMap(({ settings }) => settings);
  expect(told.map(({ key }) => key).sort()).toEqual([...settingKeys].sort());
  const host = { hostname: "h", home: "/root", uid: 0, user: 0, pwd: "/" };
  for (const { key, example } of told) {
    const bytes = new TextEncoder().encode(`${example}\n`);
    const value = parseShellFile(bytes, { path: "example", environment: {}, host }).get(key)?.value ?? "";
    expect([key, "value" in readSetting(value, settingTable[key])]).toEqual([key, true]);
  }
});

test("no meaning was left untranslated, and French texts have the spaces of French", () => {
  const [english, french] = languages.map((language) => toldSettings(language).flatMap(({ settings }) => settings));
  expect(french?.filter(({ meaning }, at) => meaning === english?.[at]?.meaning)).toEqual([]);
  const pages = [...papers()].filter(([path]) => /(?:^|[/.])fr[/.]/.test(path)).map(([, text]) => text);
  expect(pages.length).toBe(3);
  for (const text of pages) expect(text.replace(/^\.\\".*$/gm, "").match(/\p{L} [:;?!] /gu)).toBeNull();
});

test("the manual has every command with its options", () => {
  for (const path of ["docs/man/promsnap.1", "docs/man/fr/promsnap.1"]) {
    const text = papers().get(path) ?? "";
    for (const { page, options } of Object.values<Command>(commands)) {
      expect(text).toContain(page === "promsnap" ? ".TH PROMSNAP 1" : `.SS "promsnap ${page}"`);
      for (const option of Object.keys(options)) expect(text).toContain(`\\fB${roff(`--${option}`)}`);
    }
  }
});

testWith("manual")("man and groff have nothing to say against the pages, and lexgrog finds their names", async () => {
  await using place = await temporaryDirectory();
  for (const [path, text] of manuals) {
    const file = join(place.path, path.replaceAll("/", "-"));
    await Bun.write(file, text);
    const shown = await run(["man", "--warnings", "--encoding=UTF-8", "--local-file", file], {
      environment: { MANWIDTH: "80", MAN_KEEP_FORMATTING: "" },
    });
    expect([path, shown.code, shown.stderr]).toEqual([path, 0, ""]);
    const lint = await run(["groff", "-k", "-ww", "-mandoc", "-Tutf8", "-z", file]);
    expect([path, lint.code, lint.stderr]).toEqual([path, 0, ""]);
    const name = path.includes("conf") ? "prometheus-snapshot.conf" : "promsnap";
    expect(await must(["lexgrog", file])).toContain(`: "${name} - `);
  }
});

testWith("manual")("what is to be typed can be copied from a page as it stands", async () => {
  await using place = await temporaryDirectory();
  const file = join(place.path, "typed.1");
  const typed = "promsnap verify --all --json | jq -c '.verified[] | [.name, `x`]' ~ ^ \\n";
  await Bun.write(file, `.TH T 1\n.SH N\n${roff(typed)}\n.br\n${roff(".starts with a dot")}\n`);
  const shown = await must(["man", "--encoding=UTF-8", "--local-file", file], { environment: { MANWIDTH: "120" } });
  expect(shown).toContain(typed);
  expect(shown).toContain(".starts with a dot");
});

testWith("manual")("a slip in a page would be told", async () => {
  await using place = await temporaryDirectory();
  await Bun.write(join(place.path, "bad.1"), ".TH T 1\n.SH N\n.nosuchmacro\n");
  expect((await run(["groff", "-k", "-ww", "-mandoc", "-Tutf8", "-z", join(place.path, "bad.1")])).stderr).toContain(
    "nosuchmacro",
  );
});
