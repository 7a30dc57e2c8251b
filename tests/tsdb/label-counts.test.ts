import { beforeAll, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import type { ByteSource } from "../../src/tsdb/byte-source.ts";
import { countLabels } from "../../src/tsdb/label-counts.ts";
import { Largest } from "../../src/tsdb/largest.ts";
import { describeWith } from "../bed/abilities.ts";
import { blocksIn, cachedBlocks, oneDay } from "../bed/blocks.ts";
import { smallBlock } from "./small-block.ts";

const noTurn = async () => undefined;
const sourceOf = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: (buffer, position) => {
    const part = bytes.subarray(position, position + buffer.length);
    buffer.set(part);
    return part.length;
  },
});
const counts = (bytes: Uint8Array, most = 20) => countLabels(sourceOf(bytes), most, noTurn);

describeWith("blocks")("counting the labels of an index", () => {
  let index: Uint8Array;
  beforeAll(async () => {
    const blocks = await cachedBlocks(oneDay);
    const [block = ""] = await blocksIn(blocks);
    index = new Uint8Array(await readFile(join(blocks, block, "index")));
  }, 60_000);

  test("tells the metrics by their series, the labels by their values, the pairs by their series", async () => {
    expect(await counts(index, 3)).toEqual({
      series: 200,
      metricNames: 5,
      labelNames: 8,
      labelPairs: 108,
      metrics: [
        { name: "node_cpu_seconds_total", series: 80 },
        { name: "node_network_receive_bytes_total", series: 40 },
        { name: "node_memory_bytes", series: 30 },
      ],
      labels: [
        { name: "cpu", values: 40 },
        { name: "device", values: 20 },
        { name: "kind", values: 15 },
      ],
      pairs: [
        { name: "job", value: "node", series: 200 },
        { name: "instance", value: "host000:9100", series: 100 },
        { name: "instance", value: "host001:9100", series: 100 },
      ],
    });
  });

  test("tells nothing of a table or of a table of contents in which a bit is wrong", async () => {
    const size = index.length;
    const table = new DataView(index.buffer).getBigUint64(size - 12);
    for (let at = Number(table); at < size; at++) {
      const broken = index.with(at, (index[at] ?? 0) ^ (1 << (at % 8)));
      expect(await counts(broken)).toBeUndefined();
    }
  });

  test("tells nothing of an index that is cut off, or of which only a part can be read", async () => {
    for (const length of [0, 4, 51, 52, 100, index.length - 1])
      expect(await counts(index.subarray(0, length))).toBeUndefined();
    const lost: ByteSource = {
      size: index.length,
      read: (buffer, position) =>
        position > 8 && position < index.length - 100 ? 0 : sourceOf(index).read(buffer, position),
    };
    expect(await countLabels(lost, 20, noTurn)).toBeUndefined();
  });
});

test("an index without a table of postings counts nothing", async () => {
  const { index } = smallBlock([{ labels: { __name__: "up" }, chunks: [] }]);
  expect(await counts(index)).toBeUndefined();
});

test("bytes that are no index count nothing, and never take long", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (bytes) => {
      expect(await counts(bytes)).toBeUndefined();
    }),
  );
});

test("the largest counts are kept in order, the first of equals before the others", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 9 })), fc.integer({ min: 1, max: 6 }), (all, most) => {
      const largest = new Largest<number>(most);
      for (const [item, count] of all.entries()) largest.add(item, count);
      const expected = all.map((count, item) => ({ item, count })).sort((a, b) => b.count - a.count || a.item - b.item);
      expect(largest.list()).toEqual(expected.slice(0, most));
    }),
  );
});
