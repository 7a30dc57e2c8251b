import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { copyFile, mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { blocksIn } from "../bed/blocks.ts";
import { must } from "../bed/processes.ts";
import { namesIn, type Scene, type Site, setScene } from "../bed/scene.ts";

describeWith("prometheus", "script's tools")("a block that is damaged in Prometheus itself", () => {
  let scene: Scene;
  let blocks: readonly string[];
  /** What puts the damaged files right again. */
  const repairs: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    scene = await setScene({ head: false });
    blocks = await blocksIn(scene.dataDirectory);
  }, 120_000);
  afterEach(async () => {
    for (const repair of repairs.splice(0)) await repair();
  });
  afterAll(() => scene?.stop(), 60_000);

  /** Each minute from its start on Prometheus reads every meta.json again, and forgets the block of one that is none. */
  const renew = async () => {
    await scene.stop();
    scene = await setScene({ head: false });
  };

  const pathOf = (block: string, file: string) => join(scene.dataDirectory, block, file);

  /** Does something to a file of a block, which stays the same inode: a snapshot links it. */
  const damage = async (block: string, file: string, how: (path: string) => Promise<void>) => {
    const path = pathOf(block, file);
    const good = await readFile(path);
    repairs.push(() => writeFile(path, good));
    await how(path);
  };
  const flip = (offset: number) => async (path: string) => {
    const bytes = await readFile(path);
    bytes[offset] = (bytes[offset] ?? 0) ^ 0x10;
    await writeFile(path, bytes);
  };

  /** French has no-break spaces that nobody sees. */
  const plain = (text: string) => text.replaceAll("\u00a0", " ");

  /** The archive that is there, sound as an archive. */
  const archiveOf = async (site: Site): Promise<string> => {
    const [archive = "none", ...more] = await site.archives();
    expect(more).toEqual([]);
    await must(["sha256sum", "-c", `${archive}.sha256`], { directory: site.store });
    return archive;
  };

  test.each([
    {
      what: "a flipped bit in a chunk",
      file: "chunks/000001",
      how: flip(5000),
      said: /octet (\d+) : somme de contrôle fausse \(chunk\)$/,
      at: [4000, 5000],
    },
    {
      what: "a flipped bit in an index",
      file: "index",
      how: flip(60),
      said: /octet (\d+) : somme de contrôle fausse \(symbols\)$/,
      at: [5, 5],
    },
    {
      what: "a chunk file cut short",
      file: "chunks/000001",
      how: (path: string) => truncate(path, 100_001),
      said: /octet (\d+) : .*\(chunk\)$/,
      at: [90_000, 100_001],
    },
    {
      what: "an index without its end",
      file: "index",
      how: (path: string) => truncate(path, 10_000),
      said: /octet (\d+) : la table des matières est endommagée \(table of contents\)$/,
      at: [9948, 9948],
    },
    {
      what: "tombstones that are none",
      file: "tombstones",
      how: flip(0),
      said: /octet (\d+) : ce n’est pas un tel fichier \(nombre magique\) \(header\)$/,
      at: [0, 0],
    },
    {
      what: "a meta.json that is none",
      file: "meta.json",
      how: (path: string) => writeFile(path, "{"),
      said: /octet (\d+) : JSON invalide \(meta.json\)$/,
      at: [0, 0],
    },
  ])("is stored, named and never called a success: $what", async ({ file, how, said, at }) => {
    const [, , block = ""] = blocks;
    if (file === "meta.json") await renew();
    await damage(block, file, how);
    const site = await scene.site();
    const { code, stdout, stderr } = await site.run();
    const archive = await archiveOf(site);

    expect(code).toBe(5);
    const [first = "", ...others] = plain(stdout).trimEnd().split("\n");
    expect(others).toEqual([]);
    expect(first).toStartWith(`Échec du snapshot: enregistré, mais endommagé : ${archive} : bloc ${block}, ${file}, `);
    const [least = 0, most = 0] = at;
    const offset = Number(said.exec(first)?.[1]);
    expect([first, offset >= least && offset <= most]).toEqual([first, true]);
    expect(stderr).toStartWith("promsnap: Prometheus's own files are damaged;");
    expect((await site.logLines()).map((line) => plain(line.slice(22)))).toEqual([first]);

    const listed = await site.run(["list"]);
    expect(listed.stdout).toContain(" 1 damaged file\n");
    await mkdir(join(site.path, "extracted"));
    await must(["tar", "-xzf", archive, "-C", join(site.path, "extracted")]);
    const tree = join(site.path, "extracted", basename(archive, ".tar.gz"));
    for (const one of blocks) await must(["diff", "-r", join(scene.dataDirectory, one), join(tree, one)]);
    expect([await scene.sources(), await site.strays()]).toEqual([[], []]);
  });

  test("is not tried again by the bare command: a second archive would hold the same damage", async () => {
    await damage(blocks[0] ?? "", "chunks/000001", flip(5000));
    const site = await scene.site({ RETRY_INTERVAL: "1s", RETRY_LIMIT: "1" });
    const { code, stdout } = await site.run([]);
    expect(code).toBe(5);
    expect(stdout).not.toContain("Nouvelle tentative");
    await archiveOf(site);
  });

  test("is told in JSON beside what was stored, with every damaged file", async () => {
    const [first = "", second = ""] = blocks;
    await damage(first, "chunks/000001", flip(5000));
    await damage(second, "index", flip(60));
    const site = await scene.site();
    const { code, stdout } = await site.run(["run", "--json"]);
    const { snapshot, error } = JSON.parse(stdout);
    expect(code).toBe(5);
    expect(error).toMatchObject({ code: "run.storedDamaged", exitCode: 5, details: { count: 2 } });
    expect(snapshot.archive).toBe(await archiveOf(site));
    const places = snapshot.damage.map((one: { block: string; file: string }) => `${one.block}/${one.file}`);
    expect(places.toSorted()).toEqual([`${first}/chunks/000001`, `${second}/index`]);
    const { snapshots } = JSON.parse((await site.run(["list", "--json"])).stdout);
    expect(snapshots).toMatchObject([{ damaged: 2, maker: "promsnap" }]);
  });

  test("is named on stderr for every file beyond the first", async () => {
    const [first = "", second = ""] = blocks;
    await damage(first, "chunks/000001", flip(5000));
    await damage(second, "chunks/000001", flip(5000));
    const { stdout, stderr } = await (await scene.site()).run();
    expect(stdout).toContain(`bloc ${first}, chunks/000001, `);
    expect(stdout).toContain(" (et 1 de plus)\n");
    expect(stderr).toContain(`promsnap: warning: also damaged: block ${second}, chunks/000001, byte `);
  });

  test("without any chunks is stored and named", async () => {
    const [block = ""] = blocks;
    const [path, aside] = [pathOf(block, "chunks/000001"), join(scene.path, "aside")];
    await copyFile(path, aside);
    repairs.push(() => copyFile(aside, path));
    await rm(path);
    const site = await scene.site();
    const { code, stdout } = await site.run();
    expect(plain(stdout)).toContain(`bloc ${block}, chunks/000001, octet 0 : le fichier manque\n`);
    expect(code).toBe(5);
    await archiveOf(site);
  });

  test.each(["index", "tombstones"])(
    "without %s has no snapshot: Prometheus fails, and what it leaves is deleted later",
    async (file) => {
      const [block = ""] = blocks;
      const path = pathOf(block, file);
      const good = await readFile(path);
      const restore = () => writeFile(path, good);
      repairs.push(restore);
      await rm(path);
      const site = await scene.site();
      const { code, stdout, stderr } = await site.run();
      expect(code).toBe(4);
      expect(stdout).toContain("Échec du snapshot: Prometheus signale une erreur");
      expect(stdout).toEndWith(`/${block}/${file}: no such file or directory\n`);
      const [left = "none", ...more] = await scene.sources();
      expect(more).toEqual([]);
      expect(stderr).toContain(left);
      expect(await namesIn(site.store)).toEqual([".promsnap-lock", ".promsnap-store"]);

      await restore();
      const again = await site.run();
      expect(again.code).toBe(0);
      expect(again.stderr).toContain(
        `deleted what an interrupted run had left: ${scene.dataDirectory}/snapshots/${left}`,
      );
      expect(await scene.sources()).toEqual([]);
    },
  );
});
