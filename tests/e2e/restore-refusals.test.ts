import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cp, mkdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { blocksIn, fillDataDirectory } from "../bed/blocks.ts";
import { must } from "../bed/processes.ts";
import { startPrometheus } from "../bed/prometheus.ts";
import { smallDisk } from "../bed/temporary.ts";
import { type BareStation, openBareStation } from "./bare-station.ts";
import type { Traveller } from "./trip.ts";

describeWith(
  "prometheus",
  "mounts",
  "script's tools",
)("before Prometheus is stopped", () => {
  let station: BareStation;
  let traveller: Traveller;
  let archive: string;
  beforeAll(async () => {
    station = await openBareStation();
    traveller = station.traveller;
    archive = await traveller.store();
  }, 120_000);
  afterAll(() => station?.close(), 60_000);

  const run = (...args: string[]) => traveller.promsnap(["restore", ...args]);
  /** What must not change where a restore is refused. */
  const present = async () => [
    await traveller.startTime(),
    await traveller.blockFiles(),
    await traveller.kept("previous"),
    await traveller.kept("restore"),
  ];

  /** Packs the archive anew as the script would, after something was done to a file of its oldest block. */
  const repacked = async (file: string, how: (path: string) => Promise<void>): Promise<string> => {
    const scratch = join(station.path, "repacked");
    const name = basename(archive, ".tar.gz");
    await mkdir(scratch);
    await must(["tar", "-xzf", archive, "-C", scratch]);
    const [block = ""] = await blocksIn(join(scratch, name));
    await how(join(scratch, name, block, file));
    const to = join(station.path, `damaged-${file.replace("/", "-")}.tar.gz`);
    await must(["tar", "-czf", to, "-C", scratch, name]);
    await rm(scratch, { recursive: true });
    return to;
  };
  const flip = (offset: number) => async (path: string) => {
    const bytes = await readFile(path);
    bytes[offset] = (bytes[offset] ?? 0) ^ 0x10;
    await writeFile(path, bytes);
  };

  describe.each([
    { file: "chunks/000001", offset: 5000, range: /with the samples from 2025-12-31 / },
    { file: "index", offset: 400, range: /with the samples from 2025-12-31 / },
    { file: "meta.json", offset: 3, range: /of a time that is not known/ },
    { file: "tombstones", offset: 2, range: /with the samples from 2025-12-31 / },
  ])("a flipped bit in $file", ({ file, offset, range }) => {
    let damaged: string;
    beforeAll(async () => {
      damaged = await repacked(file, flip(offset));
    });

    test("is found, and nothing is touched", async () => {
      const before = await present();
      const { code, stderr } = await run(damaged);
      expect(code, stderr).toBe(5);
      expect(stderr).toContain(file);
      expect(stderr).toContain("--skip-damaged");
      expect(await present()).toEqual(before);
    });

    test("costs one block with --skip-damaged, whose time range is named", async () => {
      const whole = (await must(["tar", "-tzf", archive])).split("\n").filter((name) => name.endsWith("/index"));
      const { code, stdout, stderr } = await run(damaged, "--skip-damaged", "--json");
      expect(code, stderr).toBe(0);
      expect(stderr).toMatch(range);
      const { restore, warnings } = JSON.parse(stdout);
      expect(restore.blocks).toBe(whole.length - 1);
      expect(restore.leftOut).toHaveLength(1);
      expect(warnings[0]).toMatchObject({ code: "restore.leftOut", details: { block: restore.leftOut[0].ulid } });
      expect((await run("--undo")).code).toBe(0);
    });
  });

  test.each(["promsnap's", "the script's"])("an archive of %s that is cut off is refused", async (whose) => {
    const cut = join(station.path, `cut-${whose.slice(0, 3)}.tar.gz`);
    if (whose === "promsnap's") await cp(archive, cut);
    else await cp(await repacked("index", async () => {}), cut);
    await truncate(cut, (await stat(cut)).size - 1000);
    const before = await present();
    const { code, stderr } = await run(cut);
    expect(code, stderr).toBe(5);
    expect(await present()).toEqual(before);
  });

  test("HOST of another Prometheus is refused", async () => {
    const other = join(station.path, "other");
    await fillDataDirectory(other);
    for (const block of (await blocksIn(other)).slice(0, 3)) await rm(join(other, block), { recursive: true });
    await using prometheus = await startPrometheus({ dataDirectory: other });
    const mistaken = await station.other({ HOST: prometheus.url });
    const before = await present();
    const { code, stderr } = await mistaken.run(["restore", archive]);
    expect(code, stderr).toBe(3);
    expect(stderr).toContain(prometheus.url);
    expect(await present()).toEqual(before);
  });

  test("a data directory without room is refused with what would free some", async () => {
    await using disk = await smallDisk(10 << 20);
    const data = join(disk.path, "data");
    await fillDataDirectory(data);
    await mkdir(join(data, "snapshots/20260101T000000Z-0000000000000000"), { recursive: true });
    await writeFile(join(data, "snapshots/20260101T000000Z-0000000000000000/x"), new Uint8Array(1 << 20));
    const full = await station.other({ PROMETHEUS_DATA_DIR: data, HOST: "http://127.0.0.1:9", SERVICE: "none" });
    const { code, stderr } = await full.run(["restore", archive]);
    expect(code, stderr).toBe(7);
    expect(stderr).toMatch(/MB free, .* MB needed/);
    expect(stderr).toContain("promsnap check --clean");
    expect(stderr).toContain("--to DIR");
  });
});
