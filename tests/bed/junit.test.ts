import { expect, test } from "bun:test";
import { join } from "node:path";
import { readReport } from "./junit.ts";
import { run } from "./processes.ts";
import { temporaryDirectory } from "./temporary.ts";

const suite = `
import { describe, expect, test } from "bun:test";
test("passes <here> & \\"there\\"", () => {});
describe("a group", () => {
  test("fails with <testcase> in its text", () => expect("<testcase name='x'/>").toBe(""));
  test.if(false)("is skipped: a > b", () => {});
});
`;

test("bun's own report is read as what happened", async () => {
  await using place = await temporaryDirectory();
  await Bun.write(join(place.path, "some.test.ts"), suite);
  const reporting = ["--reporter=junit", "--reporter-outfile=report.xml"];
  const { code } = await run([process.execPath, "test", ...reporting], { directory: place.path });
  expect(code).toBe(1);
  expect(readReport(await Bun.file(join(place.path, "report.xml")).text())).toEqual({
    passed: 1,
    failed: ["some.test.ts > a group > fails with <testcase> in its text"],
    skipped: ["some.test.ts > a group > is skipped: a > b"],
  });
});
