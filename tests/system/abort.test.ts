import { expect, test } from "bun:test";
import { join } from "node:path";
import { must } from "../bed/processes.ts";
import { projectRoot } from "../bed/promsnap.ts";

/** The output of a program of its own: an unhandled rejection would end it, as it would end promsnap. */
async function outputOf(program: string): Promise<string> {
  const file = join(projectRoot, "src/system/abort.ts");
  const source = `import { unlessAborted } from ${JSON.stringify(file)};\n${program}`;
  return await must([process.execPath, "--eval", source]);
}

test("a failure that follows an interruption ends nothing: the clearing up goes on", async () => {
  const output = await outputOf(`
    const work = Promise.withResolvers();
    const before = await unlessAborted(work.promise, AbortSignal.abort("signal")).catch((reason) => reason);
    const controller = new AbortController();
    const other = Promise.withResolvers();
    const during = unlessAborted(other.promise, controller.signal).catch((reason) => reason);
    controller.abort("signal too");
    console.log(before, await during);
    work.reject(new Error("the file is closed"));
    other.reject(new Error("the file is closed"));
    setTimeout(() => console.log("cleared up"), 1);
  `);
  expect(output.trim().split("\n")).toEqual(["signal signal too", "cleared up"]);
});
