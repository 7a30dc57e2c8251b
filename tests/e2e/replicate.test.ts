import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { GetObjectCommand, ListMultipartUploadsCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { describeWith } from "../bed/abilities.ts";
import { startHealthchecks } from "../bed/healthchecks.ts";
import { freePort } from "../bed/ports.ts";
import { must } from "../bed/processes.ts";
import { writeConfiguration } from "../bed/promsnap.ts";
import { startProxy } from "../bed/proxy.ts";
import { type S3, settingsOf, startS3 } from "../bed/s3.ts";
import { namesIn, type Scene, type Site, setScene } from "../bed/scene.ts";
import { until } from "../bed/waiting.ts";

const patience = 90_000;
const slow = (title: string, body: () => Promise<void>) => test(title, body, patience);

describeWith("prometheus", "s3")("REPLICATE_TO", () => {
  let scene: Scene;
  let s3: S3;
  beforeAll(async () => {
    [scene, s3] = await Promise.all([setScene({ head: false }), startS3()]);
  }, patience);
  afterAll(async () => {
    await s3?.stop();
    await scene?.stop();
  }, patience);

  const bucket = () => `replicas/${crypto.randomUUID()}`;
  const urlOf = (prefix: string) => `s3://${s3.bucket}/${prefix}`;
  const nas = () => join(scene.path, crypto.randomUUID());

  /** A site with further stores; `server` is the address of their bucket. */
  async function replicated(stores: readonly string[], values: Readonly<Record<string, string>> = {}, server = s3.url) {
    return await scene.site({ ...settingsOf(s3, server), REPLICATE_TO: stores.join(" "), ...values });
  }

  /** The same site under another configuration. */
  async function changed(site: Site, values: Readonly<Record<string, string>>): Promise<string> {
    const text = await readFile(site.config, "utf8");
    const before = Object.fromEntries([...text.matchAll(/^(\w+)='(.*)'$/gm)].map(([, key, value]) => [key, value]));
    return await writeConfiguration(join(site.path, `${crypto.randomUUID()}.conf`), { ...before, ...values });
  }

  async function objects(prefix: string): Promise<string[]> {
    const listed = await s3.client.send(new ListObjectsV2Command({ Bucket: s3.bucket, Prefix: `${prefix}/` }));
    const names = (listed.Contents ?? []).map(({ Key = "" }) => Key.slice(prefix.length + 1));
    return names.filter((name) => !name.startsWith(".promsnap")).sort();
  }
  const uploads = async () =>
    (await s3.client.send(new ListMultipartUploadsCommand({ Bucket: s3.bucket }))).Uploads?.length ?? 0;
  const filesIn = async (directory: string) =>
    (await namesIn(directory)).filter((name) => !name.startsWith(".promsnap"));
  const archivesIn = async (site: Site) => (await site.archives()).map((path) => basename(path));
  const withSums = (archives: readonly string[]) => archives.flatMap((name) => [name, `${name}.sha256`]).sort();
  const object = async (site: Site, args: string[], config = site.config) => {
    const { code, stdout } = await site.run([...args, "--json"], { config });
    return { code, ...JSON.parse(stdout) };
  };

  slow("gives each store the archive byte for byte, with its checksum file, and list says where it is", async () => {
    const [directory, prefix] = [nas(), bucket()];
    const site = await replicated([directory, urlOf(prefix)]);
    const { code, stdout, stderr } = await site.run();
    const [archive = ""] = await archivesIn(site);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `Snapshot réussi: ${site.store}/${archive}\n`,
      stderr: "",
    });
    expect(await filesIn(directory)).toEqual(withSums([archive]));
    await must(["sha256sum", "-c", `${archive}.sha256`], { directory });
    expect(await objects(prefix)).toEqual(withSums([archive]));
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: s3.bucket, Key: `${prefix}/${archive}` }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? [])).toEqual(await readFile(join(site.store, archive)));

    await rm(join(site.store, archive));
    const [only] = (await object(site, ["list"])).snapshots;
    expect(only).toMatchObject({ here: false, stores: [directory, urlOf(prefix)], path: join(directory, archive) });
    // An archive of the same second would have its name, which is free here again.
    const second = () => Math.floor(Date.now() / 1000);
    const first = second();
    await until("the next second", () => second() > first);
    await site.run();
    const listed = await object(site, ["list"]);
    expect(listed.snapshots.map((one: { here: boolean }) => one.here)).toEqual([false, true]);
    expect(listed.stores).toEqual([{ store: directory }, { store: urlOf(prefix) }]);
    const { stdout: table } = await site.run(["list"]);
    const rows = table.trimEnd().replace(/ {2,}/g, "  ").split("\n");
    expect(rows[0]).toEndWith("  WHERE");
    expect(rows[1]).toEndWith(`  ${directory}, ${urlOf(prefix)}`);
    expect(rows[2]).toEndWith(`  ok  here, ${directory}, ${urlOf(prefix)}`);
  });

  slow(
    "ends in 10 where a store is away: told, logged, measured; the others get theirs, the next run catches up",
    async () => {
      const [directory, prefix, metrics] = [nas(), bucket(), join(scene.path, `${crypto.randomUUID()}.prom`)];
      await using health = await startHealthchecks();
      const values = { METRICS_FILE: metrics, HEALTHCHECK_URL: health.url, KEEP_LAST: "1", KEEP_REMOTE_LAST: "9" };
      const site = await replicated([urlOf(prefix), directory], values);
      const away = await changed(site, { S3_ENDPOINT: `http://127.0.0.1:${await freePort()}` });
      const first = await site.run(["run"], { config: away });
      const second = await object(site, ["run"], away);
      const archives = await archivesIn(site);
      const failure = new RegExp(`^Échec de la réplication: ${urlOf(prefix)}: .*`);
      expect({ code: first.code, lines: first.stdout.split("\n").length }).toEqual({ code: 10, lines: 3 });
      expect(first.stdout.split("\n")[0]).toBe(`Snapshot réussi: ${site.store}/${archives[0]}`);
      expect(first.stdout.split("\n")[1]).toMatch(failure);
      expect(first.stderr).toContain("The next run copies what is missing");
      const log = (await site.logLines()).map((line) => line.slice("YYYY-MM-DD HH:MM:SS - ".length));
      expect(log).toEqual([
        `Snapshot réussi: ${site.store}/${archives[0]}`,
        expect.stringMatching(failure),
        `Snapshot réussi: ${site.store}/${archives[1]}`,
        expect.stringMatching(failure),
      ]);
      expect(second).toMatchObject({ code: 10, error: { code: "replica.failed", exitCode: 10 } });
      const names = archives.map((name) => name.replace(".tar.gz", ""));
      expect(second.replication).toMatchObject([
        { store: urlOf(prefix), copied: [], missing: names, problem: "s3.connection" },
        { store: directory, copied: [names[1]], missing: [] },
      ]);
      // KEEP_LAST=1, but the bucket lacks the older one.
      expect(archives).toHaveLength(2);
      expect(await filesIn(directory)).toEqual(withSums(archives));
      expect((await health.pinged("fail")).body).toMatch(failure);
      const text = await readFile(metrics, "utf8");
      const sample = (name: string, replica: string) =>
        text.split("\n").find((line) => line.startsWith(`promsnap_replica_${name}{`) && line.includes(`"${replica}"`));
      expect(text).toMatch(/^promsnap_last_attempt_exit_code\{.*\} 10$/m);
      expect(sample("failed", urlOf(prefix))).toEndWith(" 1");
      expect(sample("missing_snapshots", urlOf(prefix))).toEndWith(" 2");
      expect(sample("last_complete_timestamp_seconds", urlOf(prefix))).toEndWith(" 0");
      expect(sample("failed", directory)).toEndWith(" 0");
      expect(sample("snapshots", directory)).toEndWith(" 2");

      const { status } = await object(site, ["status"]);
      expect(status.stores.slice(1)).toMatchObject([
        { store: urlOf(prefix), snapshots: 0, missing: 2 },
        { store: directory, snapshots: 2, missing: 0 },
      ]);
      const planned = await object(site, ["run", "--dry-run"]);
      expect(planned.plan.replicas[0]).toMatchObject({ store: urlOf(prefix), delete: [] });
      expect(planned.plan.replicas[0].copy.slice(0, 2)).toEqual(archives.map((name) => join(site.store, name)));
      const caught = await object(site, ["run"]);
      expect(caught.code).toBe(0);
      expect(caught.replication[0].copied).toEqual([...names, caught.snapshot.name]);
      expect(await objects(prefix)).toEqual(withSums([...archives, `${caught.snapshot.name}.tar.gz`]));
      // What every store has may go, and does with the next run.
      await site.run();
      expect(await archivesIn(site)).toHaveLength(1);

      // The disk of the other store is not mounted: what lies below must not be filled in its place.
      await rename(directory, `${directory}.away`);
      const unmounted = await object(site, ["run"]);
      expect(unmounted).toMatchObject({ code: 10, error: { details: { cause: { code: "replica.absent" } } } });
      expect(await namesIn(directory)).toEqual([]);
    },
  );

  slow("lets go of what a store lacks once REPLICA_GRACE is over, and says so", async () => {
    const gone = `s3://${s3.bucket}/${bucket()}`;
    const server = `http://127.0.0.1:${await freePort()}`;
    const site = await replicated([gone], { KEEP_LAST: "1" }, server);
    for (const _ of [1, 2]) await site.run();
    const [older = "", newer = ""] = await archivesIn(site);
    const held = await object(site, ["prune", "--dry-run"]);
    expect(held.plan.snapshots[0]).toMatchObject({ keep: true, reasons: [{ rule: "replica", store: gone }] });
    expect((await site.run(["prune", "--dry-run"])).stdout).toContain(`${gone} lacks it`);
    const config = await changed(site, { REPLICA_GRACE: "0" });
    const { code, stderr } = await site.run(["prune"], { config });
    expect(code).toBe(0);
    expect(stderr).toContain(`warning: deleted here although ${gone} has not got it, for REPLICA_GRACE is over: `);
    expect(stderr).toContain(older);
    expect(await archivesIn(site)).toEqual([newer]);
  });

  slow("keeps in each store what KEEP_REMOTE_ says, and copies nothing that would go again", async () => {
    const [directory, prefix] = [nas(), bucket()];
    const site = await replicated([directory, urlOf(prefix)], { KEEP_REMOTE_LAST: "2" });
    const bare = await changed(site, { REPLICATE_TO: "" });
    for (const _ of [1, 2, 3]) await site.run(["run"], { config: bare });
    const { replication, code } = await object(site, ["run"]);
    const archives = await archivesIn(site);
    const newest = archives.slice(2).map((name) => name.replace(".tar.gz", ""));
    expect(code).toBe(0);
    expect(replication).toMatchObject([
      { copied: newest, deleted: [] },
      { copied: newest, deleted: [] },
    ]);
    const then = await object(site, ["run"]);
    for (const { deleted } of then.replication) expect(deleted).toEqual(newest.slice(0, 1));
    const kept = [...newest.slice(1), then.snapshot.name].map((name) => `${name}.tar.gz`);
    expect(await filesIn(directory)).toEqual(withSums(kept));
    expect(await objects(prefix)).toEqual(withSums(kept));
    expect(await archivesIn(site)).toHaveLength(5);

    const one = await changed(site, { KEEP_REMOTE_LAST: "1" });
    const planned = await object(site, ["prune", "--dry-run"], one);
    expect(planned.plan.replicas.map((store: { delete: string[] }) => store.delete.length)).toEqual([1, 1]);
    expect((await site.run(["prune"], { config: one })).code).toBe(0);
    expect(await filesIn(directory)).toEqual(withSums(kept.slice(1)));
    expect(await objects(prefix)).toEqual(withSums(kept.slice(1)));
    expect(await archivesIn(site)).toHaveLength(5);
  });

  slow("leaves a snapshot that counts; the next run ends its upload and catches up", async () => {
    const prefix = bucket();
    await using proxy = await startProxy(s3.port, {
      swallow: true,
      only: (request) => request.includes("partNumber="),
    });
    const server = `http://127.0.0.1:${proxy.port}`;
    const site = await replicated([urlOf(prefix)], { REQUEST_TIMEOUT: "60s" }, server);
    await using running = site.start();
    await until("an upload is under way", async () => (await uploads()) === 1);
    const record = join(scene.dataDirectory, ".promsnap", "uploads.json");
    await until("its number is recorded", async () => /"id":/.test(await readFile(record, "utf8")));
    // Neither SNAPSHOT_DIR nor the data directory is locked: another run stores its snapshot, and says who is at work there.
    const beside = await site.run();
    expect(beside.code).toBe(10);
    expect(beside.stdout).toContain("Snapshot réussi: ");
    expect((await site.logLines()).at(-1)).toContain("Échec de la réplication: ");
    running.kill("SIGKILL");
    await running.ended;
    proxy.be({});
    const { code, stdout } = await site.run(["run", "--json"]);
    const { replication, warnings } = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(replication[0].copied).toHaveLength(3);
    expect(warnings.map((one: { code: string }) => one.code)).toContain("leftover.removed");
    expect(await uploads()).toBe(0);

    proxy.be({ swallow: true, only: (request) => request.includes("partNumber=") });
    await using interrupted = site.start();
    await until("an upload is under way", async () => (await uploads()) === 1);
    interrupted.kill("SIGTERM");
    expect((await interrupted.ended).code).toBe(143);
    expect(await uploads()).toBe(0);
    expect((await site.logLines()).slice(-2)).toEqual([
      expect.stringContaining("Snapshot réussi: "),
      expect.stringContaining("Échec de la réplication: "),
    ]);
  });

  slow("refuses a store of another Prometheus, until that is adopted", async () => {
    const directory = nas();
    const site = await replicated([directory]);
    await mkdir(directory);
    await writeFile(join(directory, ".promsnap-store"), `${crypto.randomUUID()}\n`);
    const refused = await object(site, ["run"]);
    expect(refused).toMatchObject({ code: 10, replication: [{ copied: [], problem: "copy.foreign" }] });
    expect(await filesIn(directory)).toEqual([]);
    expect((await site.run(["run", "--adopt"])).code).toBe(0);
    expect(await filesIn(directory)).toEqual(withSums(await archivesIn(site)));
  });

  slow("does the same from its sources under Deno", async () => {
    const [directory, prefix] = [nas(), bucket()];
    const site = await replicated([directory, urlOf(prefix)], { KEEP_REMOTE_LAST: "1" });
    for (const _ of [1, 2]) expect(await site.run(["run"], { runtime: "deno" })).toMatchObject({ code: 0, stderr: "" });
    const [, newer = ""] = await archivesIn(site);
    expect(await filesIn(directory)).toEqual(withSums([newer]));
    expect(await objects(prefix)).toEqual(withSums([newer]));
    const { stdout } = await site.run(["list", "--json"], { runtime: "deno" });
    expect(JSON.parse(stdout).snapshots.at(-1).stores).toEqual([directory, urlOf(prefix)]);
  });

  slow("deletes nothing in a store after a lost volume, even where SNAPSHOT_DIR was emptied as well", async () => {
    const directory = nas();
    const site = await replicated([directory], { KEEP_REMOTE_LAST: "1" });
    await site.run();
    const [before = ""] = await archivesIn(site);
    for (const name of await filesIn(site.store)) await rm(join(site.store, name));
    await using lost = await setScene({ blocks: "none" });
    await must(["cp", "-a", join(scene.dataDirectory, ".promsnap"), lost.dataDirectory]);
    const config = await changed(site, { HOST: lost.prometheus.url, PROMETHEUS_DATA_DIR: lost.dataDirectory });
    const { code, replication, warnings } = await object(site, ["run"], config);
    expect(code).toBe(0);
    expect(replication[0]).toMatchObject({ deleted: [], loss: { kind: "all" } });
    expect(warnings.map((one: { code: string }) => one.code)).toContain("retention.stopped");
    expect(await filesIn(directory)).toContain(before);
    const refused = await object(site, ["prune"], config);
    expect(refused.prune.replication[0]).toMatchObject({ deleted: [], loss: { kind: "all" } });
    const accepted = await object(site, ["prune", "--accept"], config);
    expect(accepted.prune.replication[0].deleted).toEqual([before.replace(".tar.gz", "")]);
  });
});
