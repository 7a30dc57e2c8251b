import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { projectRoot } from "../bed/promsnap.ts";

const top = readdirSync(projectRoot).filter((name) => name.endsWith(".md"));
const below = readdirSync(join(projectRoot, "docs"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => join("docs", name));
const pages = [...top, ...below];

const textOf = (page: string) => readFileSync(join(projectRoot, page), "utf8");
/** Without what is code: nobody follows a link there. */
const proseOf = (page: string) =>
  textOf(page)
    .replace(/^( *)```[\s\S]*?^\1```$/gm, "")
    .replace(/`[^`\n]*`/g, "");

/** The anchors of a page, as GitHub makes them of its headings. */
function anchorsOf(page: string): Set<string> {
  const headings = [
    ...textOf(page)
      .replace(/^( *)```[\s\S]*?^\1```$/gm, "")
      .matchAll(/^#+ (.*)$/gm),
  ];
  return new Set(headings.map(([, text = ""]) => slugOf(text)));
}

function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, "")
    .replaceAll(" ", "-");
}

/** Each link of a page that leads nowhere. */
function deadLinks(page: string): string[] {
  const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return links.filter((target) => {
    if (/^https?:/.test(target)) return false;
    const [path = "", anchor] = target.split("#", 2);
    const file = path === "" ? page : relative(projectRoot, join(projectRoot, dirname(page), path));
    if (file.startsWith("..") || !existsSync(join(projectRoot, file))) return true;
    return anchor !== undefined && !anchorsOf(file).has(anchor);
  });
}

test.each(pages)("every link of %s leads somewhere", (page) => {
  expect(deadLinks(page)).toEqual([]);
});

test("a page that nothing links to is not found: each is reached from the README", () => {
  const reached = new Set<string>();
  const walk = (page: string) => {
    if (reached.has(page)) return;
    reached.add(page);
    for (const [, target = ""] of proseOf(page).matchAll(/\]\(([^)\s#]+\.md)[^)]*\)/g)) {
      const file = relative(projectRoot, join(projectRoot, dirname(page), target));
      if (pages.includes(file)) walk(file);
    }
  };
  walk("README.md");
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

test("a link to nowhere would be told", () => {
  expect(slugOf("What is `SNAPSHOT_DIR`, again?")).toBe("what-is-snapshot_dir-again");
  expect(anchorsOf("docs/restore.md").has("how-a-restore-works")).toBe(true);
});

const messages = (language: "en" | "fr") => {
  const folder = join(projectRoot, "src/report/messages");
  const files = readdirSync(folder).filter((name) => name.endsWith(`.${language}.ts`) || !/\.\w\w\.ts$/.test(name));
  return files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
};

test.each([
  ["docs/restore.md", "en"],
  ["docs/restore.fr.md", "fr"],
] as const)("the messages that %s quotes are promsnap's own", (page, language) => {
  const rows = [...textOf(page).matchAll(/^\| [\d, ]+ \| ([^|]*) \|/gm)].map(([, message = ""]) => message);
  const quoted = rows.flatMap((row) => [...row.matchAll(/`([^`]*)`/g)].map(([, text = ""]) => text));
  const parts = quoted.flatMap((text) => text.split("…")).map((part) => part.trim());
  const said = messages(language);
  const known = parts.filter((part) => part !== "" && !/^Snapshot (?:restauré|restored):$/.test(part));
  expect(known.length).toBeGreaterThan(8);
  expect(known.filter((part) => !said.includes(part.replaceAll(" :", "\u00a0:")) && !said.includes(part))).toEqual([]);
});
