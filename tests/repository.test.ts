import { expect, test } from "bun:test";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const text = (path: string) => Bun.file(join(root, path)).text();

test("the lock file names no registry: a clone installs from wherever npm is told to", async () => {
  expect(await text("package-lock.json")).not.toMatch(/"resolved"|https?:\/\/registry/);
});

test("the lock file has the packages of every platform: without them npm ci refuses a clean clone", async () => {
  const packages: Record<string, { optionalDependencies?: Record<string, string> }> = JSON.parse(
    await text("package-lock.json"),
  ).packages;
  const optional = Object.values(packages).flatMap((one) => Object.keys(one.optionalDependencies ?? {}));
  expect(optional.length).toBeGreaterThan(20);
  expect(optional.filter((name) => !(`node_modules/${name}` in packages))).toEqual([]);
});

test("every dependency is pinned to one version", async () => {
  const { dependencies, devDependencies } = JSON.parse(await text("package.json"));
  const versions: string[] = Object.values({ ...dependencies, ...devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test.each(["README.md", "README.fr.md"])("%s exists, in 300 lines at most", async (path) => {
  expect((await text(path)).split("\n").length).toBeLessThanOrEqual(301);
});

/** What a translation must not change: the depth of each heading, every command, and the first column of each table. */
function bones(markdown: string): string[] {
  const parts = markdown.split(/^```.*$/m);
  const commands = (block: string) => block.replace(/^(promsnap\b.*?) {2,}.*$/gm, "$1").replace(/(?<=\S) +# .*$/gm, "");
  const outline = (prose: string) => (prose.match(/^#+(?= )|^\| `.*?` \||^\| [\d, ]+ \|/gm) ?? []).join("\n");
  return parts.map((part, i) => (i % 2 === 1 ? commands(part) : outline(part)));
}

test("README.fr.md has the chapters, commands, settings and exit codes of README.md", async () => {
  const [english, french] = [bones(await text("README.md")), bones(await text("README.fr.md"))];
  expect(french).toEqual(english);
  expect(english.join("\n")).toContain("promsnap run --dry-run\n");
});
