import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { blocksIn, cachedBlocks, oneDay } from "../bed/blocks.ts";
import { must } from "../bed/processes.ts";
import { projectRoot } from "../bed/promsnap.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { kinds } from "./making.ts";

let place: Temporary;

beforeAll(async () => {
  place = await temporaryDirectory();
});
afterAll(() => place.remove());

/** Runs a program under Deno and answers what it prints. */
const deno = (program: string, ...rest: readonly string[]) =>
  must([join(projectRoot, "node_modules/.bin/deno"), "run", "-A", join(projectRoot, program), ...rest]);

test.each(kinds)(
  "%s archive is extracted under Deno as under Bun",
  async (_, make) => {
    const [blocks, target] = [await cachedBlocks(oneDay), join(place.path, make.name)];
    await make(blocks, `${target}.tar.gz`);
    await mkdir(target);
    const out = await deno("tests/bed/extract.ts", place.path, `${make.name}.tar.gz`, target, "2");
    await must(["diff", "--recursive", blocks, target]);
    const extracted: { blocks: { ulid: string; damage: unknown[] }[] } = JSON.parse(out);
    const sound = (await blocksIn(blocks)).map((ulid) => expect.objectContaining({ ulid, damage: [], encodings: [1] }));
    expect(extracted.blocks).toEqual(sound);
  },
  60_000,
);

test("every hostile archive is refused under Deno as under Bun", async () => {
  const empty = join(place.path, "hostile");
  await mkdir(empty);
  expect(await deno("tests/archive/refusals.ts", empty)).toBe("");
}, 120_000);
