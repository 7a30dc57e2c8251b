import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { namesIn, type Scene, setScene } from "../bed/scene.ts";

describeWith("prometheus")("a store", () => {
  let one: Scene;
  let other: Scene;
  beforeAll(async () => {
    one = await setScene({ head: false });
    other = await setScene({ head: false });
  }, 120_000);
  afterAll(async () => {
    await one?.stop();
    await other?.stop();
  }, 60_000);

  const idOf = (scene: Scene) => readFile(join(scene.dataDirectory, ".promsnap/id"), "utf8");

  test("of another Prometheus is refused before anything is asked or written, until it is adopted", async () => {
    const site = await one.site();
    await site.run();
    await (await other.site()).run(); // from now on it is no new volume
    const before = await namesIn(site.store);
    const visitor = await other.site({ SNAPSHOT_DIR: site.store });

    const refused = await visitor.run();
    expect(refused.code).toBe(3);
    expect(refused.stdout).toContain(`${site.store} contient les snapshots d’un autre Prometheus`);
    expect(refused.stderr).toContain("promsnap run --adopt");
    expect(await visitor.logLines()).toHaveLength(1);
    expect([await namesIn(site.store), await namesIn(join(other.dataDirectory, "snapshots"))]).toEqual([before, []]);
    expect((await visitor.run(["run", "--dry-run"])).code).toBe(3);

    expect(await visitor.run(["run", "--adopt"])).toMatchObject({ code: 0, stderr: "" });
    expect(await site.archives()).toHaveLength(2);
    expect(await visitor.run()).toMatchObject({ code: 0 });
    // Now it is the first one that is a stranger there.
    expect(await site.run()).toMatchObject({ code: 3 });
    expect(await site.archives()).toHaveLength(3);
  });

  test("of a Prometheus whose volume was lost goes on with the new volume", async () => {
    const site = await one.site();
    await site.run();
    const id = await readFile(join(site.store, ".promsnap-store"), "utf8");
    await rm(join(one.dataDirectory, ".promsnap"), { recursive: true });
    expect(await site.run()).toMatchObject({ code: 0 });
    expect(await idOf(one)).toBe(id);
    expect(await site.archives()).toHaveLength(2);
  });

  test("that is new takes the id of the data directory", async () => {
    const sites = [await one.site(), await one.site()];
    for (const site of sites) expect(await site.run()).toMatchObject({ code: 0 });
    for (const site of sites) expect(await readFile(join(site.store, ".promsnap-store"), "utf8")).toBe(await idOf(one));
  });

  test("with an id that is none is refused, not overwritten", async () => {
    const site = await one.site();
    await mkdir(site.store);
    await writeFile(join(site.store, ".promsnap-store"), "mine\n");
    const { code, stdout } = await site.run();
    expect([code, stdout]).toEqual([3, expect.stringContaining(join(site.store, ".promsnap-store"))]);
    expect(await readFile(join(site.store, ".promsnap-store"), "utf8")).toBe("mine\n");
  });

  test("inside the data directory is refused, and nothing is made there", async () => {
    const store = join(one.dataDirectory, "backups");
    const site = await one.site({ SNAPSHOT_DIR: store });
    const { code, stdout, stderr } = await site.run();
    expect(code).toBe(3);
    expect(stdout + stderr).toContain(store);
    expect(await namesIn(one.dataDirectory)).not.toContain("backups");
  });

  test("inside the data directory by way of a symlink is refused, and the directory left empty", async () => {
    const [target, link] = [join(one.dataDirectory, "elsewhere"), join(one.path, "link")];
    await mkdir(target);
    await symlink(target, link);
    const site = await one.site({ SNAPSHOT_DIR: link });
    const { code, stdout, stderr } = await site.run();
    expect(code).toBe(3);
    expect(stdout).toContain(link);
    expect(stderr).toContain("SNAPSHOT_DIR");
    expect([await namesIn(target), await one.sources()]).toEqual([[], []]);
    expect((await site.run(["run", "--dry-run"])).code).toBe(3);
  });

  test("that does not exist yet, below a symlink into the data directory, is refused and not made", async () => {
    const link = join(one.path, "link-to-data");
    await symlink(one.dataDirectory, link);
    const site = await one.site({ SNAPSHOT_DIR: join(link, "new/store") });
    expect(await site.run()).toMatchObject({ code: 3 });
    expect(await namesIn(one.dataDirectory)).not.toContain("new");
  });

  test("around the data directory is refused", async () => {
    const site = await one.site({ SNAPSHOT_DIR: one.path });
    expect(await site.run()).toMatchObject({ code: 3 });
    expect(await namesIn(one.path)).not.toContain(".promsnap-store");
  });

  test("that is a symlink to another disk works", async () => {
    const [target, link] = [join(one.path, "other-disk"), join(one.path, "link-to-disk")];
    await mkdir(target);
    await symlink(target, link);
    const site = await one.site({ SNAPSHOT_DIR: link });
    expect(await site.run()).toMatchObject({ code: 0 });
    expect((await namesIn(target)).filter((name) => name.endsWith(".tar.gz"))).toHaveLength(1);
  });

  test("serves a data directory that is reached by a symlink", async () => {
    const link = join(one.path, "link-to-prometheus");
    await symlink(one.dataDirectory, link);
    const site = await one.site({ PROMETHEUS_DATA_DIR: link });
    expect(await site.run()).toMatchObject({ code: 0 });
    expect(await one.sources()).toEqual([]);
  });
});
