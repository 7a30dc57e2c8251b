import { afterAll, beforeAll, expect, test } from "bun:test";
import { stockOf } from "../../src/jobs/stock.ts";
import { SnapshotDirectory } from "../../src/stores/snapshot-directory.ts";
import { Directory } from "../../src/system/directory.ts";
import { describeWith } from "../bed/abilities.ts";
import { type ArchiveStore, openArchiveStore } from "../bed/archive-store.ts";

describeWith("blocks")("what retention knows of a snapshot", () => {
  let bed: ArchiveStore;
  beforeAll(async () => {
    bed = await openArchiveStore();
  }, 120_000);
  afterAll(() => bed?.[Symbol.asyncDispose]());

  const look = () => {
    using directory = Directory.open(bed.store);
    return stockOf(new SnapshotDirectory(directory)).map(({ name, good, inventory }) => ({
      name,
      good,
      blocks: inventory?.().blocks.length,
    }));
  };

  test("is what it holds, also of a damaged one; nothing of the script's and of one with a wrong date", async () => {
    const noon = new Date(2026, 0, 30, 12).getTime();
    const [damaged, unsound, script] = [
      await bed.add(noon, { damaged: 1 }),
      await bed.add(noon + 1000, { sound: false }),
      await bed.add(noon + 2000, { maker: "script" }),
    ];
    const dated = await bed.add(noon - 9 * 24 * 3_600_000, { name: "snapshot-30_01_2026-12_00_03" });
    expect(look()).toEqual([
      { name: damaged, good: false, blocks: 1 },
      { name: unsound, good: false, blocks: 1 },
      { name: script, good: true, blocks: undefined },
      { name: dated, good: false, blocks: undefined },
    ]);
  });
});
