import { afterAll, beforeAll, expect, test } from "bun:test";
import { copyFile, mkdir, rename, rm, stat, truncate } from "node:fs/promises";
import { basename, join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { must } from "../bed/processes.ts";
import { commandOf } from "../bed/promsnap.ts";
import { type Scene, type Site, setScene } from "../bed/scene.ts";

const scriptName = "snapshot-22_11_2026-11_09_40";

describeWith(
  "prometheus",
  "script's tools",
  "strace",
)("promsnap list", () => {
  let scene: Scene;
  let site: Site;
  let own: string;
  const script = () => join(site.store, `${scriptName}.tar.gz`);

  /** The rows of the table, spaces squeezed. */
  const rows = async (...args: string[]) => {
    const { code, stdout } = await site.run(["list", ...args]);
    expect(code).toBe(0);
    return stdout.trimEnd().replace(/ {2,}/g, "  ").split("\n");
  };
  const objects = async (...args: string[]) =>
    JSON.parse((await site.run(["list", "--json", ...args])).stdout).snapshots;

  beforeAll(async () => {
    scene = await setScene();
    site = await scene.site();
    await site.run();
    own = (await site.archives())[0] ?? "";
    // The script's way: the same blocks, copied and packed by GNU tar.
    const scratch = join(scene.path, "scratch");
    await mkdir(scratch);
    await must(["tar", "-xzf", own, "-C", scratch]);
    await rename(join(scratch, basename(own, ".tar.gz")), join(scratch, scriptName));
    await must(["tar", "-czf", script(), "-C", scratch, scriptName]);
  }, 120_000);
  afterAll(() => scene?.stop(), 60_000);

  test("tells what is in promsnap's archives, and of the script's only what their names and sizes tell", async () => {
    const [, first = "", second = ""] = await rows();
    expect(second).toMatch(/^snapshot-.* {2}13 {2}2025-12-31 00:00:00 {2}20\d\d-\d\d-\d\d \d\d:\d\d:\d\d {2}– {2}ok$/);
    expect(first).toMatch(new RegExp(`^${scriptName} {2}2026-11-22 11:09:40 {2}[0-9.]+ MB {2}–(?: {2}–)+$`));
  });

  test("reads the script's archives with --long, and then tells the same of the same blocks", async () => {
    const [theirs, ours] = await objects("--long");
    expect(theirs).toMatchObject({ name: scriptName, maker: "script", path: script(), blocks: 13 });
    for (const key of ["blocks", "minTime", "maxTime", "series", "samples"]) expect(theirs[key]).toBe(ours[key]);
    expect(ours).toMatchObject({ maker: "promsnap", damaged: 0, bytes: (await stat(own)).size });
    expect(ours.samples).toBeGreaterThan(2 * 100 * 24 * 240);
  });

  test("reads a few KB of a promsnap archive, whatever its size", async () => {
    const trace = join(scene.path, "trace");
    await must(["strace", "-f", "-y", "-qq", "-e", "trace=read,pread64", "-o", trace, ...commandOf(["list"], site)]);
    const reads = (await Bun.file(trace).text()).split("\n").filter((line) => line.includes(basename(own)));
    const bytes = reads.reduce((sum, line) => sum + Number(/ = (\d+)$/.exec(line)?.[1] ?? 0), 0);
    expect(reads.length).toBeGreaterThan(1);
    expect(bytes).toBeLessThan(20_000);
  });

  test("keeps its order by time, whatever the names sort like", async () => {
    const older = join(site.store, "snapshot-30_01_2025-00_00_00.tar.gz");
    await copyFile(script(), older);
    expect((await objects()).map(({ path }: { path: string }) => path)).toEqual([older, script(), own]);
    await rm(older);
  });

  test.each([
    { whose: "promsnap's", name: "snapshot-01_01_2025-00_00_00" },
    { whose: "the script's", name: "snapshot-02_01_2025-00_00_00" },
  ])("says which archive is cut short, and lists the others: $whose", async ({ whose, name }) => {
    const cut = join(site.store, `${name}.tar.gz`);
    await copyFile(whose === "promsnap's" ? own : script(), cut);
    await truncate(cut, Math.floor((await stat(cut)).size / 2));
    const { code, stdout, stderr } = await site.run(["list", "--long"]);
    expect(code).toBe(0);
    expect(stderr).toMatch(new RegExp(`^promsnap: warning: ${name}: ${cut} is damaged at byte \\d+: .*\n$`));
    expect(stdout.match(/ ok$/gm)).toHaveLength(2);
    expect(await objects("--long")).toMatchObject([{ name, problem: "archive.corrupt" }, {}, {}]);
    await rm(cut);
  });

  test("lists nothing but finished archives", async () => {
    for (const name of ["notes.txt", `${scriptName}.tar.gz.partial`, "snapshot-99.tar.gz"]) {
      await Bun.write(join(site.store, name), "x");
    }
    await mkdir(join(site.store, "snapshot-01_01_2020-00_00_00.tar.gz"));
    expect(await objects()).toHaveLength(2);
  });
});
