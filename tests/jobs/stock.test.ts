import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { stockOf } from "../../src/jobs/stock.ts";
import { DirectoryStore } from "../../src/stores/directory-store.ts";
import { Directory } from "../../src/system/directory.ts";
import { describeWith } from "../bed/abilities.ts";
import { type ArchiveStore, openArchiveStore } from "../bed/archive-store.ts";

describeWith("blocks")("what retention knows of a snapshot", () => {
  let bed: ArchiveStore;
  beforeAll(async () => {
    bed = await openArchiveStore();
  }, 120_000);
  afterAll(() => bed?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    await rm(bed.store, { recursive: true });
    await mkdir(bed.store);
  });

  const look = async () => {
    using store = new DirectoryStore(Directory.open(bed.store));
    const stock = await stockOf(store);
    return await Promise.all(
      stock.map(async ({ name, good, inventory }) => ({ name, good, blocks: (await inventory?.())?.blocks.length })),
    );
  };

  test("of one whose verdict cannot be read is that it may be damaged; the others are seen all the same", async () => {
    const [first, second] = [await bed.add(0), await bed.add(1000)];
    await symlink("elsewhere", join(bed.store, `${first}.tar.gz.verdict`));
    expect((await look()).map(({ name, good }) => [name, good])).toEqual([
      [first, false],
      [second, true],
    ]);
    const { code, stdout } = await bed.run(["list", "--json"]);
    expect([code, JSON.parse(stdout).snapshots.length]).toEqual([0, 2]);
  });

  test("is what it holds, also of a damaged one; nothing of the script's and of one with a wrong date", async () => {
    const noon = new Date(2026, 0, 30, 12).getTime();
    const [damaged, unsound, script] = [
      await bed.add(noon, { damaged: 1 }),
      await bed.add(noon + 1000, { sound: false }),
      await bed.add(noon + 2000, { maker: "script" }),
    ];
    const dated = await bed.add(noon - 9 * 24 * 3_600_000, { name: "snapshot-30_01_2026-12_00_03" });
    expect(await look()).toEqual([
      { name: damaged, good: false, blocks: 1 },
      { name: unsound, good: false, blocks: 1 },
      { name: script, good: true, blocks: undefined },
      { name: dated, good: false, blocks: undefined },
    ]);
  });
});
