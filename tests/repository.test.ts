import { expect, test } from "bun:test";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const text = (path: string) => Bun.file(join(root, path)).text();

test("the lock file names no registry: a clone installs from wherever npm is told to", async () => {
  expect(await text("package-lock.json")).not.toMatch(/"resolved"|https?:\/\/registry/);
});

test("every dependency is pinned to one version", async () => {
  const { dependencies, devDependencies } = JSON.parse(await text("package.json"));
  const versions: string[] = Object.values({ ...dependencies, ...devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test.each(["README.md", "README.fr.md"])("%s exists, in 300 lines at most", async (path) => {
  expect((await text(path)).split("\n").length).toBeLessThanOrEqual(301);
});
