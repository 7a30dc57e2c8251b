import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { must } from "../bed/processes.ts";
import { type Scene, setScene } from "../bed/scene.ts";
import { smallDisk } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";

describeWith("prometheus", "mounts")("a SNAPSHOT_DIR on a small disk", () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await setScene();
  }, 120_000);
  afterAll(() => scene?.stop(), 60_000);

  /** How often Prometheus has been asked for a snapshot, by its own count. */
  const requests = async () => {
    const metrics = await (await scene.prometheus.get("/metrics")).text();
    const counter = /^prometheus_http_requests_total\{code="\d+",handler="\/api\/v1\/admin\/tsdb\/snapshot"\} (\d+)$/gm;
    return [...metrics.matchAll(counter)].reduce((sum, [, count]) => sum + Number(count), 0);
  };
  // The blocks have 4.5 MB: half of it is the optimistic estimate, and the archive takes 2.6 MB.

  test("that fills up in mid-run: exit 7, the partial and the source snapshot gone, a log line that says so", async () => {
    await using disk = await smallDisk(2_450_000);
    const site = await scene.site({ SNAPSHOT_DIR: disk.path });
    const before = await requests();
    const { code, stdout, stderr } = await site.run();
    expect(code).toBe(7);
    const [, partial = "none"] = /\(plus de place.: échec de write sur (.*)\)\n$/.exec(stdout) ?? [stdout];
    expect(partial).toMatch(new RegExp(`^${disk.path}/snapshot-.*\\.tar\\.gz\\.partial$`));
    expect(stdout).toMatch(/^Échec de la compression du snapshot: 20\d{6}T\d{6}Z-[0-9a-f]+ \(/);
    expect(stderr).toContain("promsnap: warning: the archive may not fit");
    expect(stderr).toContain("promsnap: Free space on that file system, or move SNAPSHOT_DIR to a larger one.\n");
    expect((await site.logLines()).map((line) => line.slice(22))).toEqual([stdout.trimEnd()]);
    expect([await site.archives(), await site.strays(), await scene.sources()]).toEqual([[], [], []]);
    expect(await requests()).toBe(before + 1);
  });

  test("that fills up serves the next run, once there is room", async () => {
    await using disk = await smallDisk(2_450_000);
    const site = await scene.site({ SNAPSHOT_DIR: disk.path });
    expect((await site.run()).code).toBe(7);
    await must(["mount", "-o", "remount,size=8000000", disk.path]);
    expect(await site.run()).toMatchObject({ code: 0, stderr: "" });
    await must(["sha256sum", "-c", `${(await site.archives())[0]}.sha256`], { directory: disk.path });
  });

  test("where not even an optimistic estimate fits is refused before Prometheus is asked", async () => {
    await using disk = await smallDisk(1_000_000);
    const site = await scene.site({ SNAPSHOT_DIR: disk.path });
    const before = await requests();
    const { code, stdout, stderr } = await site.run();
    expect(code).toBe(7);
    expect(stdout).toContain(`pas de place pour un autre snapshot dans ${disk.path}`);
    expect(stderr).toContain("Prometheus was not asked for a snapshot.");
    expect(await site.logLines()).toHaveLength(1);
    expect([await requests(), await scene.sources(), await site.strays()]).toEqual([before, [], []]);
    expect((await site.run(["run", "--dry-run"])).code).toBe(7);
  });

  test("that is full to the last byte is told so, and left as it is", async () => {
    await using disk = await smallDisk(8192);
    await Bun.write(join(disk.path, "full"), new Uint8Array(8192));
    const site = await scene.site({ SNAPSHOT_DIR: disk.path });
    const before = await requests();
    const { code, stdout } = await site.run();
    expect(code).toBe(7);
    expect(stdout).toContain("plus de place");
    expect(await site.logLines()).toHaveLength(1);
    expect([await requests(), await site.strays()]).toEqual([before, ["full"]]);
  });

  test("is judged by how well the newest archive was compressed", async () => {
    await using disk = await smallDisk(6_000_000);
    const site = await scene.site({ SNAPSHOT_DIR: disk.path });
    expect((await site.run(["run", "--skip-head"])).code).toBe(0);
    // 3.4 MB are left. Uncompressed archives would not fit, were the newest one such.
    expect((await site.run(["run", "--dry-run"])).code).toBe(0);
    await must(["rm", ...(await site.archives())]);
    const environment = { PROMSNAP_COMPRESSION_LEVEL: "0" };
    expect((await site.run(["run", "--skip-head"], { environment })).code).toBe(0);
    const before = await requests();
    expect((await site.run()).code).toBe(7);
    expect(await requests()).toBe(before);
  });

  test("makes the bare command try again, and succeed when there is room", async () => {
    await using disk = await smallDisk(1_000_000);
    const site = await scene.site({ SNAPSHOT_DIR: disk.path, RETRY_INTERVAL: "1s" });
    await using running = site.start([]);
    await until("its refusal", () => running.output().stdout.includes("Nouvelle tentative"));
    await must(["mount", "-o", "remount,size=8000000", disk.path]);
    expect((await running.ended).code).toBe(0);
  });

  test("that cannot take a log line is told of the log, and the snapshot is stored all the same", async () => {
    await using disk = await smallDisk(4096);
    await Bun.write(join(disk.path, "full"), new Uint8Array(4096));
    const site = await scene.site({ LOG_FILE: join(disk.path, "snapshot.log") });
    const { code, stdout, stderr } = await site.run();
    expect([code, stdout]).toEqual([0, expect.stringContaining("Snapshot réussi: ")]);
    expect(stderr).toContain(`promsnap: warning: LOG_FILE ${disk.path}/snapshot.log cannot be written: ENOSPC`);
  });
});
