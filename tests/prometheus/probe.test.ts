import { expect, test } from "bun:test";
import { mkdir, truncate } from "node:fs/promises";
import { join } from "node:path";
import { findProbe } from "../../src/prometheus/probe.ts";
import { Directory } from "../../src/system/directory.ts";
import { ulidOf } from "../bed/blocks.ts";
import { temporaryDirectory } from "../bed/temporary.ts";
import { bitsOf, smallBlock } from "../tsdb/small-block.ts";

test("tombstones of a size that no Prometheus has take no memory: another block is asked for a sample", async () => {
  await using place = await temporaryDirectory();
  const [hostile, plain] = [ulidOf(2, 1), ulidOf(1, 1)];
  const { index, segment } = smallBlock([{ labels: { __name__: "up" }, chunks: [{ time: 1000n, bits: bitsOf(1) }] }]);
  for (const block of [hostile, plain]) {
    await mkdir(join(place.path, block));
    await Bun.write(join(place.path, block, "index"), index);
    await Bun.write(join(place.path, block, "chunks/000001"), segment, { createPath: true });
    await Bun.write(join(place.path, block, "tombstones"), Uint8Array.from([0x01, 0x30, 0xba, 0x30, 1, 0, 0, 0, 0]));
  }
  await truncate(join(place.path, hostile, "tombstones"), 9 + 3 * (8 << 20));
  const lineage = { sources: [], parents: [], deletable: false, maxTime: 5000 };
  using parent = Directory.open(place.path);
  const before = process.memoryUsage.rss();
  const probe = findProbe(parent, [
    { ...lineage, ulid: hostile, minTime: 2000 },
    { ...lineage, ulid: plain, minTime: 0, maxTime: 2000 },
  ]);
  expect(probe).toMatchObject({ block: plain, time: 1000 });
  expect(process.memoryUsage.rss() - before).toBeLessThan(100 << 20);
});
