import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { blocksIn, bytesBelow } from "../bed/blocks.ts";
import { must, run } from "../bed/processes.ts";
import { commandOf } from "../bed/promsnap.ts";
import { clearSources, namesIn, type Scene, type Site, setScene } from "../bed/scene.ts";

const archiveName = /^snapshot-\d\d_\d\d_\d{4}-\d\d_\d\d_\d\d\.tar\.gz$/;
const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describeWith("prometheus", "script's tools")("promsnap run", () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await setScene();
  }, 120_000);
  afterAll(() => scene?.stop(), 60_000);

  /** Runs it, which has to succeed, and answers the archive's path. */
  const stored = async (site: Site, args: readonly string[] = ["run"]): Promise<string> => {
    const outcome = await site.run(args);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    return outcome.stdout.trimEnd().replace(/^.*: /, "");
  };

  /** What GNU tar makes of an archive: the directory that it extracts to. */
  const extracted = async (site: Site, archive: string): Promise<string> => {
    const into = join(site.path, "extracted");
    await mkdir(into, { recursive: true });
    await must(["tar", "-xzf", archive, "-C", into]);
    return join(into, basename(archive, ".tar.gz"));
  };

  test("says in stdout and log, byte for byte, what the script said", async () => {
    const site = await scene.site();
    const before = Date.now();
    const { code, stdout, stderr } = await site.run();
    const after = Date.now();
    const [archive = ""] = await site.archives();
    expect(basename(archive)).toMatch(archiveName);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `Snapshot réussi: ${archive}\n`, stderr: "" });
    const log = await readFile(site.log, "utf8");
    const date = log.slice(0, 19);
    expect(log).toBe(`${date} - Snapshot réussi: ${archive}\n`);
    expect(date).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    const instant = Date.parse(`${date.replace(" ", "T")}Z`) + new Date().getTimezoneOffset() * 60_000;
    expect(instant).toBeGreaterThan(before - 1000);
    expect(instant).toBeLessThanOrEqual(after);
  });

  test("stores every file of every block with its content and its time, and nothing else", async () => {
    const site = await scene.site();
    const archive = await stored(site);
    const tree = await extracted(site, archive);
    const blocks = await blocksIn(scene.dataDirectory);
    const all = await namesIn(tree);
    expect(all).toHaveLength(blocks.length + 1);
    for (const block of blocks) {
      await must(["diff", "-r", join(scene.dataDirectory, block), join(tree, block)]);
      for (const file of ["index", "chunks/000001"]) {
        const [kept, was] = [join(tree, block, file), join(scene.dataDirectory, block, file)];
        expect((await stat(kept)).mtimeMs).toBe(Math.floor((await stat(was)).mtimeMs / 1000) * 1000);
      }
    }
    expect(await namesIn(join(tree, all.find((name) => !blocks.includes(name)) ?? ""))).toEqual([
      "chunks",
      "index",
      "meta.json",
      "tombstones",
    ]);
  });

  test("stores the head: Prometheus's own tool reads the same samples from the archive as from the source", async () => {
    const site = await scene.site();
    const tree = await extracted(site, await stored(site));
    const blocks = await blocksIn(scene.dataDirectory);
    const [head = ""] = (await blocksIn(tree)).filter((name) => !blocks.includes(name));
    const { minTime, maxTime } = await Bun.file(join(tree, head, "meta.json")).json();
    const range = [`--min-time=${minTime}`, `--max-time=${maxTime - 1}`, '--match={job="self",__name__!~"scrape_.*"}'];
    // promtool says on stderr that there is no WAL, and ends with 1; the samples are on stdout all the same.
    const dump = async (directory: string) => {
      const { stdout } = await run(["promtool", "tsdb", "dump", ...range, directory]);
      return stdout.split("\n").sort();
    };
    const kept = await dump(tree);
    expect(kept.length).toBeGreaterThan(300);
    expect(kept).toEqual(await dump(scene.dataDirectory));
  });

  test("gives its members the names, owners and types that the script's archives have", async () => {
    const site = await scene.site();
    const archive = await stored(site);
    const top = basename(archive, ".tar.gz");
    const names = (await must(["tar", "-tzf", archive])).trimEnd().split("\n");
    const blocks = [...new Set(names.map((name) => name.split("/")[1] ?? ""))].filter(Boolean);
    const inBlock = ["", "chunks/", "chunks/000001", "meta.json", "tombstones", "index"];
    const expected = [`${top}/`, ...blocks.flatMap((block) => inBlock.map((name) => `${top}/${block}/${name}`))];
    expect(names.toSorted()).toEqual(expected.toSorted());
    expect(blocks).toHaveLength(13);
    const lines = (await must(["tar", "--numeric-owner", "-tvzf", archive])).trimEnd().split("\n");
    expect(lines.filter((line) => !/^(d|-)[rwx-]{9} 0\/0 /.test(line))).toEqual([]);
  });

  test("leaves a checksum that sha256sum accepts, files of mode 0640 in a directory of 0750, and no more", async () => {
    const site = await scene.site();
    const archive = await stored(site);
    const checksum = `${basename(archive)}.sha256`;
    const check = await must(["sha256sum", "--strict", "-c", checksum], { directory: site.store });
    expect(check).toBe(`${basename(archive)}: OK\n`);
    expect([
      await mode(site.store),
      await mode(archive),
      await mode(`${archive}.sha256`),
      await mode(site.log),
    ]).toEqual(["750", "640", "640", "640"]);
    expect(await namesIn(site.store)).toEqual([".promsnap-lock", ".promsnap-store", basename(archive), checksum]);
  });

  test.each(["000", "077"])("does not mind umask %s", async (umask) => {
    const site = await scene.site();
    const command = commandOf(["run"], { config: site.config });
    await must(["bash", "-c", 'umask "$1"; shift; exec "$@"', "bash", umask, ...command]);
    const [archive = ""] = await site.archives();
    expect([
      await mode(site.store),
      await mode(archive),
      await mode(`${archive}.sha256`),
      await mode(site.log),
    ]).toEqual(["750", "640", "640", "640"]);
    expect(await mode(join(scene.dataDirectory, ".promsnap"))).toBe("700");
  });

  test("leaves the mode of a SNAPSHOT_DIR that exists as it is", async () => {
    const site = await scene.site();
    await mkdir(site.store, { mode: 0o711 });
    await stored(site);
    expect(await mode(site.store)).toBe("711");
  });

  test("deletes its source snapshot, and no other that is there", async () => {
    const answer = await fetch(`${scene.prometheus.url}/api/v1/admin/tsdb/snapshot`, { method: "POST" });
    const { data } = (await answer.json()) as { data: { name: string } };
    await mkdir(join(scene.dataDirectory, "snapshots/mine"));
    await Bun.write(join(scene.dataDirectory, "snapshots/mine/file"), "mine\n");
    const before = [await scene.sources(), await bytesBelow(join(scene.dataDirectory, "snapshots"))];
    expect(before[0]).toEqual([data.name, "mine"]);
    await stored(await scene.site());
    expect([await scene.sources(), await bytesBelow(join(scene.dataDirectory, "snapshots"))]).toEqual(before);
    await clearSources(scene);
  });

  test("gives two runs in a row two names, and both archives are whole", async () => {
    const site = await scene.site();
    const two = [await stored(site), await stored(site)];
    expect(await site.archives()).toEqual(two.toSorted());
    expect(new Set(two).size).toBe(2);
    const sums = two.map((path) => `${basename(path)}.sha256`);
    await must(["sha256sum", "--strict", "-c", ...sums], { directory: site.store });
  });

  test.each([
    { how: "--skip-head", args: ["run", "--skip-head"], values: {} },
    { how: "SKIP_HEAD=yes", args: ["run"], values: { SKIP_HEAD: "yes" } },
  ])("leaves the head block out with $how", async ({ args, values }) => {
    const site = await scene.site(values);
    const tree = await extracted(site, await stored(site, args));
    expect(await namesIn(tree)).toEqual(await blocksIn(scene.dataDirectory));
  });

  test("speaks English where LANGUAGE says so, in the log too", async () => {
    const site = await scene.site({ LANGUAGE: "en" });
    const { stdout } = await site.run();
    const [archive = ""] = await site.archives();
    expect(stdout).toBe(`Snapshot succeeded: ${archive}\n`);
    expect((await site.logLines()).map((line) => line.slice(19))).toEqual([` - Snapshot succeeded: ${archive}`]);
  });

  test("keeps the script's French for who did not set LANGUAGE, whatever the locale", async () => {
    const site = await scene.site();
    const { stdout } = await site.run(["run"], { environment: { LANG: "en_US.UTF-8", LANGUAGE: "en" } });
    expect(stdout).toStartWith("Snapshot réussi: ");
  });

  test("stores uncompressed at COMPRESSION_LEVEL 0, and much less at 9", async () => {
    const sizes = [];
    for (const level of ["0", "9"]) {
      const site = await scene.site({ COMPRESSION_LEVEL: level });
      const archive = await stored(site, ["run", "--skip-head"]);
      await extracted(site, archive);
      sizes.push((await stat(archive)).size);
    }
    const [plain = 0, packed = 0] = sizes;
    const blocks = (await blocksIn(scene.dataDirectory)).map((name) => bytesBelow(join(scene.dataDirectory, name)));
    expect(plain).toBeGreaterThan((await Promise.all(blocks)).reduce((sum, bytes) => sum + bytes, 0));
    expect(packed).toBeLessThan(plain / 1.5);
  });

  test("does with --dry-run nothing but tell what it would do", async () => {
    const site = await scene.site();
    const { code, stdout } = await site.run(["run", "--dry-run"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`POST ${scene.prometheus.url}/api/v1/admin/tsdb/snapshot`);
    expect([await namesIn(site.store), await site.logLines(), await scene.sources()]).toEqual([[], [], []]);
  });

  test("names the archive and dates the log in local time, whatever zone that is", async () => {
    const site = await scene.site();
    const environment = { TZ: "Asia/Tokyo" };
    expect(await site.run(["run"], { environment })).toMatchObject({ code: 0 });
    const [archive = ""] = await site.archives();
    const [, day, month, year, ...time] = basename(archive, ".tar.gz").split(/[-_]/);
    const named = Date.parse(`${year}-${month}-${day}T${time.join(":")}+09:00`);
    const logged = Date.parse(`${((await site.logLines())[0] ?? "").slice(0, 19).replace(" ", "T")}+09:00`);
    expect(Math.abs(Date.now() - named)).toBeLessThan(60_000);
    expect(logged).toBeGreaterThanOrEqual(named);
    expect(logged - named).toBeLessThan(60_000);
    // The archive has the name of the second in which it was begun; the snapshot in it may be a little older.
    const [, listed = ""] = /\.?\d\d {2}(\S+ \S+) {2}/.exec((await site.run(["list"], { environment })).stdout) ?? [];
    expect(named - Date.parse(`${listed.replace(" ", "T")}+09:00`)).toBeWithin(0, 60_000);
  });

  test("works in directories whose names are awkward", async () => {
    const store = join(scene.path, "a b'\"$x`é#\\");
    const site = await scene.site({ SNAPSHOT_DIR: store });
    const archive = await stored(site);
    expect(archive).toStartWith(`${store}/`);
    expect((await site.logLines())[0]).toEndWith(archive);
    expect((await site.run(["list"])).stdout).toMatch(/ ok\n$/);
  });

  test.each([
    { what: "stdout closed", script: '"$@" >&-' },
    { what: "stderr closed", script: '"$@" 2>&-' },
    { what: "all three closed", script: '"$@" <&- >&- 2>&-' },
    { what: "a reader that went away", script: 'set -o pipefail; "$@" | true' },
    { what: "an empty environment", script: 'env -i "$@"' },
  ])("stores the snapshot and ends with 0 with $what", async ({ script }) => {
    const site = await scene.site();
    const command = ["bash", "-c", script, "bash", ...commandOf(["run"], site)];
    expect(await run(command)).toMatchObject({ code: 0, stderr: "" });
    expect([(await site.archives()).length, await site.strays(), await scene.sources()]).toEqual([1, [], []]);
  });
});
