import { expect, test } from "bun:test";
import { debianVersion, objections } from "../../scripts/release-version.ts";

const ready = { version: "1.2.0", changelog: "# Changes\n\n## Unreleased\n\n## 1.2.0, 2026-11-25\n", uncommitted: [] };

test("what package.json and the changelog name, and all is committed, is released", () => {
  expect(objections("1.2.0", ready)).toEqual([]);
});

test("every reason against a release is said at once", () => {
  expect(objections("1.3.0", { ...ready, uncommitted: ["src/main.ts"] })).toEqual([
    "package.json says 1.2.0, not 1.3.0: the executable would, too",
    'CHANGELOG.md has no heading "## 1.3.0"',
    "not committed: src/main.ts",
  ]);
});

test("to Debian a candidate comes before its release", () => {
  expect(debianVersion("1.0.0-rc.1")).toBe("1.0.0~rc.1");
});
