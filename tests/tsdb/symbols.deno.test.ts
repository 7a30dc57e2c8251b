import { expect, test } from "bun:test";
import { join } from "node:path";
import { must } from "../bed/processes.ts";
import { projectRoot } from "../bed/promsnap.ts";

test("hundreds of thousands of symbols are found under Deno, whose calls take fewer arguments", async () => {
  const [deno, script] = [join(projectRoot, "node_modules/.bin/deno"), join(import.meta.dir, "many-symbols.ts")];
  expect(await must([deno, "run", script])).toBe("300000\n");
}, 60_000);
