import { afterAll, beforeAll, expect, test } from "bun:test";
import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { blocksIn } from "../bed/blocks.ts";
import { must } from "../bed/processes.ts";
import { type Scene, type Site, setScene } from "../bed/scene.ts";
import { until } from "../bed/waiting.ts";
import { describeVersions } from "../prometheus/versions.ts";

/** What a `verify --json` says, beside its exit code. */
async function verified(site: Site, ...args: string[]) {
  const { code, stdout, stderr } = await site.run(["verify", "--json", ...args]);
  return { code, stderr, ...JSON.parse(stdout) };
}

/** Packs the archive's files anew as the script does, after something was done to them. */
async function repack(archive: string, target: string, change: (top: string) => Promise<unknown>): Promise<void> {
  const scratch = `${target}.scratch`;
  await mkdir(scratch);
  await must(["tar", "-xzf", archive, "-C", scratch]);
  const top = join(scratch, basename(target, ".tar.gz"));
  await rename(join(scratch, basename(archive, ".tar.gz")), top);
  await change(top);
  await must(["tar", "-czf", target, "-C", scratch, basename(top)]);
  await rm(scratch, { recursive: true });
}

async function flipBit(path: string, offset: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[offset] = (bytes[offset] ?? 0) ^ 0x10;
  await writeFile(path, bytes);
}

describeVersions("promsnap verify --deep", ["script's tools"], (version) => {
  let scene: Scene;
  let site: Site;
  let archive: string;

  beforeAll(async () => {
    const modern = {
      flags: ["--enable-feature=st-storage,histograms-st-encoding"],
      scraping: { scrape_native_histograms: true },
    };
    scene = await setScene({ version, ...(version === "3" && modern) });
    if (version === "3") {
      const native = "histogram_count(prometheus_http_request_duration_seconds)";
      await until("a native histogram", async () => (await scene.prometheus.query(native)) !== "[]");
    }
    site = await scene.site();
    await site.run();
    archive = (await site.archives())[0] ?? "";
  }, 180_000);
  afterAll(() => scene?.stop(), 60_000);

  test("proves an archive of a real Prometheus, and counts what its meta.json and promsnap list count", async () => {
    const { code, stderr, verified: found, warnings } = await verified(site, "--deep");
    const { snapshots } = JSON.parse((await site.run(["list", "--json"])).stdout);
    const [{ name, blocks, series, samples }] = snapshots;
    expect([code, stderr, warnings]).toEqual([0, "", []]);
    const sound = { state: "sound", checksum: "right", damage: [], oddities: [], unchecked: [] };
    expect(found).toMatchObject([{ ...sound, name, path: archive, blocks, series, samples, deep: true }]);
    const metas = await must(["tar", "-xzOf", archive, "--wildcards", "*/meta.json"]);
    if (version === "3") expect(metas).toMatch(/"numHistogramSamples": [1-9]/);
  });

  test("proves the same blocks in an archive of the script's, which has no checksum file", async () => {
    const script = join(site.path, "snapshot-01_01_2026-00_00_00.tar.gz");
    await repack(archive, script, async () => undefined);
    const [own] = (await verified(site, archive, "--deep")).verified;
    const { code, verified: found, warnings } = await verified(site, script, "--deep");
    const { series, samples, chunks } = own;
    expect([code, warnings]).toEqual([0, []]);
    expect(found).toMatchObject([{ state: "sound", maker: "script", checksum: "none", series, samples, chunks }]);
  });

  test("finds a flipped bit in a chunk, names archive, block, file and byte, and says what to do", async () => {
    const [block = ""] = await blocksIn(scene.dataDirectory);
    const script = join(site.path, "snapshot-02_01_2026-00_00_00.tar.gz");
    await repack(archive, script, (top) => flipBit(join(top, block, "chunks/000001"), 5000));
    expect((await verified(site, script)).code).toBe(0);
    const { code, stdout, stderr } = await site.run(["verify", script, "--deep"]);
    expect(code).toBe(5);
    expect(stdout).toMatch(/^snapshot-02_01_2026-00_00_00 .* {2}✗ damaged$/m);
    expect(stdout).toMatch(
      new RegExp(`^${script}:\n {2}block ${block}, chunks/000001, byte \\d+: checksum mismatch \\(chunk\\)$`, "m"),
    );
    expect(stdout).toContain("promsnap restore snapshot-02_01_2026-00_00_00 --skip-damaged\n");
    expect(stderr).toStartWith("promsnap: snapshot-02_01_2026-00_00_00 is damaged\n");
  });
});

describeWith(
  "prometheus",
  "script's tools",
  "mounts",
)("promsnap verify of a store", () => {
  let scene: Scene;
  let site: Site;
  let own: string;
  const name = (path: string) => basename(path, ".tar.gz");
  /** Puts a copy of the archive into the store, with a checksum file of its own. */
  const copy = async (day: number, change: (path: string) => Promise<unknown> = async () => undefined) => {
    const path = join(site.store, `snapshot-0${day}_01_2024-00_00_00.tar.gz`);
    await copyFile(own, path);
    await must(["bash", "-c", `sha256sum ${basename(path)} > ${basename(path)}.sha256`], { directory: site.store });
    await change(path);
    return path;
  };

  beforeAll(async () => {
    scene = await setScene({ head: false });
    site = await scene.site();
    await site.run();
    own = (await site.archives())[0] ?? "";
  }, 120_000);
  afterAll(() => scene?.stop(), 60_000);

  test("looks at every archive whatever is wrong with some, and keeps what it found beside each", async () => {
    const junk = await copy(1, (path) => writeFile(path, "junk"));
    const other = await copy(2, (path) => rename(`${path}.sha256`, `${path}.sha256.old`));
    const wrong = await copy(3, (path) => writeFile(`${path}.sha256`, `${"0".repeat(64)}  ${basename(path)}\n`));
    const { code, verified: found, warnings, error } = await verified(site, "--all");
    expect(code).toBe(5);
    expect(
      found.map((one: { name: string; state: string; problem?: { code: string } }) => [
        one.name,
        one.state,
        one.problem?.code,
      ]),
    ).toEqual([
      [name(junk), "damaged", "archive.corrupt"],
      [name(other), "sound", undefined],
      [name(wrong), "damaged", "verify.checksumWrong"],
      [name(own), "sound", undefined],
    ]);
    expect(warnings).toMatchObject([{ code: "verify.noChecksum", details: { path: other } }]);
    expect(error).toMatchObject({
      code: "verify.damaged",
      exitCode: 5,
      details: { total: 4, names: [name(junk), name(wrong)] },
    });
    for (const [path, sound] of [
      [junk, false],
      [other, true],
      [wrong, false],
      [own, true],
    ] as const) {
      expect(await Bun.file(`${path}.verdict`).json()).toMatchObject({ format: 1, deep: false, sound });
    }
    const { snapshots } = JSON.parse((await site.run(["list", "--json"])).stdout);
    expect(snapshots.map((one: { verified?: { sound: boolean } }) => one.verified?.sound)).toEqual([
      false,
      true,
      false,
      true,
    ]);
    const rows = (await site.run(["list"])).stdout.split("\n");
    expect(rows.filter((row) => / {2}✗ damaged \d{4}-/.test(row)).length).toBe(2);
    expect(await site.strays()).toEqual([`${basename(other)}.sha256.old`]);
    for (const path of [junk, other, wrong])
      for (const file of [path, `${path}.sha256`, `${path}.verdict`]) await rm(file, { force: true });
  });

  test("ends in 1 where an archive is not there or cannot be read, and verifies the others", async () => {
    const directory = join(site.store, "elsewhere.tar.gz");
    await mkdir(directory);
    const { code, verified: found, error } = await verified(site, "nothing", name(own), "elsewhere.tar.gz");
    expect(code).toBe(1);
    expect(found).toMatchObject([
      { name: "nothing", state: "unreadable", problem: { code: "restore.fileNotFound" } },
      { name: name(own), state: "sound" },
      { state: "unreadable", problem: { code: "files.notPlain" } },
    ]);
    expect(error).toMatchObject({ code: "verify.unread", details: { total: 3 } });
    await rm(directory, { recursive: true });
  });

  test("tells a checksum file that holds none from one that is another archive's", async () => {
    const path = await copy(4, (one) => writeFile(`${one}.sha256`, "\n"));
    const { code, stdout } = await site.run(["verify", path]);
    expect(code).toBe(1);
    expect(stdout).toContain(`  ${path}.sha256 does not hold the checksum of its archive\n`);
    await rm(path);
    await rm(`${path}.sha256`);
  });

  test("changes nothing on a store that is read-only, and says that it keeps no verdict there", async () => {
    await rm(`${own}.verdict`, { force: true });
    await must(["mount", "--bind", site.store, site.store]);
    try {
      await must(["mount", "-o", "remount,ro,bind", site.store]);
      const { code, verified: found, warnings } = await verified(site, "--deep");
      expect([code, found[0].state]).toEqual([0, "sound"]);
      expect(warnings).toMatchObject([
        { code: "verify.verdictNotKept", details: { reason: "EROFS: read-only file system" } },
      ]);
    } finally {
      await must(["umount", site.store]);
    }
  });

  test("says the same under Deno", async () => {
    const [binary, deno] = [
      await site.run(["verify", "--deep"]),
      await site.run(["verify", "--deep"], { runtime: "deno" }),
    ];
    expect(deno).toEqual(binary);
    expect(binary.stdout).toMatch(/^ARCHIVE +SIZE +BLOCKS +SERIES +SAMPLES +RESULT\n.* {2}✓ sound\n$/);
  });

  test("tells damage that Prometheus itself had, deep or not, from damage that came later", async () => {
    const [block = "", later = ""] = await blocksIn(scene.dataDirectory);
    const place = join(scene.dataDirectory, block, "chunks/000001");
    await flipBit(place, 5000);
    const other = await scene.site();
    expect((await other.run()).code).toBe(5);
    await flipBit(place, 5000);
    const [archive = ""] = await other.archives();
    const known = { block, file: "chunks/000001", problem: "checksum", known: true };
    for (const args of [[], ["--deep"]]) {
      const { code, verified: found } = await verified(other, ...args);
      expect([code, found[0].state, found[0].damage.length]).toEqual([5, "damaged", 1]);
      expect(found[0].damage).toMatchObject([known]);
    }
    expect((await other.run(["verify"])).stdout).toContain("; Prometheus itself had this when it was stored\n");
    const script = join(other.path, "snapshot-05_01_2026-00_00_00.tar.gz");
    await repack(archive, script, (top) => flipBit(join(top, later, "index"), 60));
    const { verified: found } = await verified(other, script, "--deep");
    expect(found[0].damage).toMatchObject([
      { block, known: false },
      { block: later, file: "index", offset: 5, problem: "checksum", section: "symbols", known: false },
    ]);
  });
});
