import { expect, test } from "bun:test";
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { deletedAtLoad } from "../../src/prometheus/deletions.ts";
import { limitsOf, readRetention } from "../../src/prometheus/retention.ts";
import { blocksIn, bytesBelow, fillDataDirectory } from "../bed/blocks.ts";
import { startPrometheus } from "../bed/prometheus.ts";
import { temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";
import { clientOf, unbroken } from "./clients.ts";
import { lineagesIn } from "./proving.ts";
import { describeVersions } from "./versions.ts";

interface Settings {
  readonly retention?: string;
  readonly flags?: readonly string[];
  /** Changes the compaction part of the meta.json of the blocks with these places, oldest first. */
  readonly compaction?: Readonly<Record<number, (ulids: readonly string[]) => object>>;
}

/** Starts Prometheus over twelve blocks: what was foreseen of its own words, and what it really deleted. */
async function foreseenAndDone(version: "2" | "3", { compaction = {}, ...settings }: Settings) {
  await using place = await temporaryDirectory();
  await fillDataDirectory(place.path);
  const before = await blocksIn(place.path);
  for (const [number, change] of Object.entries(compaction)) {
    const path = join(place.path, before[Number(number)] ?? "", "meta.json");
    const meta = await Bun.file(path).json();
    await Bun.write(path, JSON.stringify({ ...meta, compaction: { ...meta.compaction, ...change(before) } }));
  }
  const sizes = before.map(async (ulid) => [ulid, await bytesBelow(join(place.path, ulid))] as const);
  const bytes = new Map(await Promise.all(sizes));
  const blocks = lineagesIn(place.path).map((block) => ({ ...block, bytes: bytes.get(block.ulid) ?? 0 }));
  await using prometheus = await startPrometheus({ version, dataDirectory: place.path, ...settings });
  const { storageRetention } = await clientOf(prometheus.url).runtimeInfo(unbroken());
  const { blocks: count, bsize } = await statfs(place.path);
  const limits = limitsOf(readRetention(storageRetention) ?? {}, count * bsize);
  const foreseen = deletedAtLoad(blocks, limits);
  const kept = before.filter((ulid) => !foreseen.has(ulid));
  await until("its deletions", async () => (await blocksIn(place.path)).join() === kept.join());
  return { foreseen: before.map((ulid) => foreseen.get(ulid) ?? "kept"), storageRetention };
}

describeVersions("what is foreseen is what Prometheus deletes", [], (version) => {
  test("when it keeps some hours", async () => {
    const { foreseen } = await foreseenAndDone(version, { retention: "7h" });
    expect(foreseen).toEqual([...Array(8).fill("time"), ...Array(4).fill("kept")]);
  });

  test("when it keeps a size, which the newest blocks take", async () => {
    const flags = ["--storage.tsdb.retention.size=2MB"];
    const { foreseen, storageRetention } = await foreseenAndDone(version, { flags });
    expect(storageRetention).toBe("100y or 2MiB");
    expect(foreseen.filter((one) => one === "size").length).toBeGreaterThan(3);
    expect(foreseen.slice(-2)).toEqual(["kept", "kept"]);
  });

  test("when a block names others as those that it replaced, or says that it holds nothing", async () => {
    const parents = (ulids: readonly string[]) => ({
      level: 2,
      parents: ulids.slice(3, 5).map((ulid) => ({ ulid, minTime: 0, maxTime: 1 })),
    });
    const compaction = { 2: parents, 7: () => ({ deletable: true }) };
    const { foreseen } = await foreseenAndDone(version, { compaction });
    expect(foreseen.map((one, place) => (one === "kept" ? "" : `${place} ${one}`)).filter(Boolean)).toEqual([
      "3 replaced",
      "4 replaced",
      "7 deletable",
    ]);
  });
});
