import { afterAll, beforeAll, expect, test } from "bun:test";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { must } from "../bed/processes.ts";
import { startPrometheus } from "../bed/prometheus.ts";
import { commandOf } from "../bed/promsnap.ts";
import { startProxy } from "../bed/proxy.ts";
import { type Scene, type Site, setScene } from "../bed/scene.ts";
import { until } from "../bed/waiting.ts";

describeWith("prometheus", "strace")("after a run", () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await setScene();
  }, 120_000);
  afterAll(() => scene?.stop(), 60_000);

  const siteWith = async (snapshots: number, values: Readonly<Record<string, string>>) => {
    const site = await scene.site(values);
    const bare = join(site.path, "bare.conf");
    await writeFile(bare, (await readFile(site.config, "utf8")).replace(/^KEEP_.*\n/gm, ""));
    for (let n = 0; n < snapshots; n++) expect(await site.run(["run"], { config: bare })).toMatchObject({ code: 0 });
    return site;
  };
  const objectOf = async (site: Site, ...args: string[]) => {
    const { code, stdout } = await site.run([...args, "--json"]);
    return { code, ...JSON.parse(stdout) };
  };

  test("the older snapshots go that the configuration does not keep, and the new one is told as ever", async () => {
    const site = await siteWith(3, { KEEP_LAST: "2" });
    const before = await site.archives();
    const { code, stdout, stderr } = await site.run();
    const after = await site.archives();
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`Snapshot réussi: ${after.at(-1)}\n`);
    expect(after).toEqual([before.at(-1) ?? "", after.at(-1) ?? ""]);
    expect(await site.logLines()).toHaveLength(4);
    expect(await must(["ls", "-A", site.store])).not.toContain(basename(before[0] ?? ""));
  });

  test("a program is told which, and how much room that made", async () => {
    const site = await siteWith(2, { KEEP_LAST: "1" });
    const [first = "", second = ""] = await site.archives();
    const { retention } = await objectOf(site, "run");
    expect(retention).toMatchObject({ kept: 1, deleted: [first, second].map((path) => basename(path, ".tar.gz")) });
    expect(retention.freedBytes).toBeGreaterThan(1_000_000);
  });

  test("nothing is deleted where no key says what to keep", async () => {
    const site = await siteWith(2, {});
    const object = await objectOf(site, "run");
    expect(object.retention).toBeUndefined();
    expect(await site.archives()).toHaveLength(3);
  });

  test("a dry run shows what would go once the new one is stored, and a real one does that", async () => {
    const site = await siteWith(3, { KEEP_LAST: "2" });
    const [first = "", second = ""] = await site.archives();
    const { stdout } = await site.run(["run", "--dry-run"]);
    expect(stdout.replace(/ {2,}/g, "  ")).toMatch(new RegExp(`\nDeleted after  ${first}\n  ${second}\n$`));
    expect((await objectOf(site, "run", "--dry-run")).plan.retention).toMatchObject({ delete: [first, second] });
    expect(await site.archives()).toHaveLength(3);
    expect((await objectOf(site, "run")).retention.deleted).toHaveLength(2);
  });

  test("the snapshot counts as stored when old ones cannot be dealt with", async () => {
    const site = await siteWith(2, { KEEP_LAST: "1" });
    await writeFile(join(site.store, ".promsnap-accepted.new"), "");
    await must(["mkdir", join(site.store, ".promsnap-accepted")]);
    const { code, stdout, stderr } = await site.run();
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Snapshot réussi: /)]);
    expect(stderr).toMatch(
      /^promsnap: warning: the snapshot is stored, but the older ones in .* could not be dealt with: /,
    );
    expect(await site.archives()).toHaveLength(3);
  });

  test("a snapshot with damage makes no older one go", async () => {
    const site = await siteWith(2, { KEEP_LAST: "1" });
    const damaged = join(scene.path, "undamaged");
    const [block = ""] = (await must(["ls", scene.dataDirectory])).split("\n").filter((name) => name.startsWith("01"));
    const index = join(scene.dataDirectory, block, "index");
    await copyFile(index, damaged);
    const bytes = new Uint8Array(await readFile(index));
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await writeFile(index, bytes);
    const object = await objectOf(site, "run");
    await copyFile(damaged, index);
    expect([object.code, object.retention]).toEqual([5, undefined]);
    expect(await site.archives()).toHaveLength(3);
    // That one is not good: a prune keeps the newest that is, and both.
    expect((await objectOf(site, "prune", "--dry-run")).plan.deleted).toBe(1);
  });

  test("another promsnap at work on the store keeps prune from it, and list goes on", async () => {
    const site = await siteWith(2, { KEEP_LAST: "1" });
    await using proxy = await startProxy(scene.prometheus.port, { swallow: true });
    const holding = join(site.path, "holding.conf");
    await writeFile(
      holding,
      (await readFile(site.config, "utf8")).replace(/^HOST=.*$/m, `HOST=http://localhost:${proxy.port}`),
    );
    await using _ = site.start(["run"], { config: holding });
    await until("its lock", () => Bun.file(join(site.store, ".promsnap-lock.json")).exists());
    expect(await site.run(["prune"])).toMatchObject({
      code: 6,
      stderr: expect.stringContaining("another promsnap is at work"),
    });
    expect((await objectOf(site, "list")).snapshots).toHaveLength(2);
    expect((await objectOf(site, "prune", "--dry-run")).plan.deleted).toBe(1);
  });

  test("an archive that is being read is read to its end though it is deleted meanwhile", async () => {
    const site = await siteWith(2, { KEEP_LAST: "1" });
    const [first = ""] = await site.archives();
    const target = join(site.path, "target");
    // Each read takes its time, so that the archive is gone long before the last.
    const slow = ["strace", "-f", "-qq", "-o", join(site.path, "trace"), "-e", "inject=pread64:delay_enter=20000"];
    const reading = Bun.spawn([...slow, ...commandOf(["restore", first, "--to", target], site)], {
      stdout: "ignore",
      stderr: "pipe",
    });
    await until("its beginning", async () => (await must(["ls", "-A", site.path])).includes("target.partial"));
    expect((await site.run(["prune"])).code).toBe(0);
    expect(await site.archives()).not.toContain(first);
    expect(await must(["ls", "-A", site.path])).toContain("target.partial");
    expect([await reading.exited, await new Response(reading.stderr).text()]).toEqual([0, ""]);
    expect((await must(["ls", target])).match(/^01/gm)?.length).toBeGreaterThan(11);
  }, 60_000);

  test("after a lost volume no older snapshot goes, however often it runs, until that is accepted", async () => {
    const lost = await setScene();
    await using _ = lost;
    const site = await lost.site({ KEEP_LAST: "1" });
    await site.run();
    const [first = ""] = await site.archives();
    await lost.prometheus.stop();
    await must(["bash", "-c", 'rm -rf "$0"/* "$0"/.promsnap', lost.dataDirectory]);
    await using fresh = await startPrometheus({ dataDirectory: lost.dataDirectory, port: lost.prometheus.port });
    await fresh.scraped();
    for (const count of [2, 3]) {
      const { code, stderr } = await site.run();
      expect(code).toBe(0);
      expect(stderr).toMatch(
        /^promsnap: warning: no older snapshot is deleted in .*: \S+ has none of the blocks of \S+, from/,
      );
      expect(stderr).toContain("promsnap prune --accept");
      expect(await site.archives()).toHaveLength(count);
    }
    expect((await objectOf(site, "run")).retention).toMatchObject({ kept: 4, deleted: [], loss: { kind: "all" } });
    const refused = await objectOf(site, "prune");
    expect([refused.code, refused.error.code]).toEqual([1, "prune.loss"]);
    expect((await objectOf(site, "prune", "--dry-run")).warnings).toMatchObject([{ code: "retention.stopped" }]);
    expect((await site.run(["run", "--dry-run"])).stderr).toContain("no older snapshot is deleted");
    expect(await site.archives()).toContain(first);

    const accepted = await site.run(["prune", "--accept"]);
    expect(accepted).toMatchObject({
      code: 0,
      stderr: "",
      stdout: expect.stringMatching(/^Accepted: \S+ has none of the blocks/),
    });
    expect(await site.archives()).toHaveLength(1);
    expect(await site.run()).toMatchObject({ code: 0, stderr: "" });
    expect(await site.archives()).toHaveLength(1);
  }, 120_000);
});
