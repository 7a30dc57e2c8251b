import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { blocksIn } from "../bed/blocks.ts";
import { must } from "../bed/processes.ts";
import { type BareStation, openBareStation } from "./bare-station.ts";
import { patience } from "./trip.ts";

interface Told {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
}

describeWith("prometheus", "script's tools")("before a restore it is told", () => {
  let station: BareStation;
  let archive: string;
  beforeAll(async () => {
    station = await openBareStation();
    archive = await station.traveller.store();
  }, patience);
  afterAll(() => station?.close(), patience);

  const restore = async (...args: string[]) => {
    const { code, stdout, stderr } = await station.traveller.promsnap(["restore", ...args, "--json"]);
    const { warnings, error } = JSON.parse(stdout) as { warnings: Told[]; error?: Told };
    return { code, stderr, warnings, error };
  };

  test(
    "which blocks Prometheus's retention will delete, and when, by the restore as by its dry run",
    async () => {
      await station.operator.stop();
      await station.operator.start({ retention: "11h" });
      const [planned, real] = [await restore(archive, "--dry-run"), await restore(archive)];
      for (const { warnings, stderr, code } of [planned, real]) {
        expect(code, stderr).toBe(0);
        const foreseen = warnings.filter((told) => told.code === "restore.notKept").map(({ details }) => details);
        expect(foreseen).toEqual([
          expect.objectContaining({ when: "at once", blocks: 6, total: 12, limit: 11 * 3_600_000 }),
          expect.objectContaining({ when: "within hours", blocks: 6, total: 12 }),
        ]);
        expect(stderr).toContain("Prometheus will delete 6 of the 12 blocks at once");
      }
      const deleted = real.warnings.find((told) => told.code === "restore.outlived");
      expect(deleted?.details["blocks"]).toHaveLength(6);
      expect(await blocksIn(station.data)).toHaveLength(6);
      await station.operator.stop();
      await station.operator.start({ retention: "100y" });
    },
    patience,
  );

  test(
    "that a block ends in the future",
    async () => {
      const name = basename(archive, ".tar.gz");
      const scratch = join(station.path, "future");
      await mkdir(scratch);
      await must(["tar", "-xzf", archive, "-C", scratch]);
      const block = (await blocksIn(join(scratch, name))).at(-1) ?? "";
      const meta = Bun.file(join(scratch, name, block, "meta.json"));
      await meta.write(JSON.stringify({ ...(await meta.json()), maxTime: Date.now() + 3_600_000 }));
      const future = join(station.path, "future.tar.gz");
      await must(["tar", "-czf", future, "-C", scratch, name]);
      const { code, warnings, stderr } = await restore(future);
      expect(code, stderr).toBe(0);
      expect(warnings).toEqual([
        expect.objectContaining({ code: "restore.future", details: expect.objectContaining({ blocks: [block] }) }),
      ]);
      expect((await restore("--undo")).code).toBe(0);
    },
    patience,
  );
});

describeWith(
  "prometheus",
  "prometheus3",
  "script's tools",
)("data of a Prometheus 3 that 2.42 cannot read", () => {
  let modern: BareStation;
  let station: BareStation;
  beforeAll(async () => {
    const features = "--enable-feature=st-storage,histograms-st-encoding";
    modern = await openBareStation({ version: "3", flags: [features], scraping: { scrape_native_histograms: true } });
    station = await openBareStation();
  }, patience);
  afterAll(async () => {
    await modern?.close();
    await station?.close();
  }, patience);

  test(
    "are told of before the restore, which puts back what was there when Prometheus cannot show them",
    async () => {
      await modern.traveller.sampleAfter(0);
      const archive = await modern.traveller.store();
      const before = await station.traveller.blockFiles();
      const { code, stdout, stderr } = await station.traveller.promsnap(["restore", archive, "--json"]);
      const { warnings } = JSON.parse(stdout) as { warnings: Told[] };
      expect(warnings.filter((told) => told.code === "restore.tooOld").map(({ details }) => details)).toEqual([
        { what: "XOR2 chunks", needs: "3.11.0", version: expect.stringMatching(/^2\.42\./) },
        { what: "histograms with start times", needs: "3.14.0", version: expect.stringMatching(/^2\.42\./) },
      ]);
      expect(code, stderr).toBe(8);
      expect(stderr).toContain("the data are as before");
      await station.traveller.ready();
      expect(await station.traveller.blockFiles()).toBe(before);
    },
    patience,
  );
});
