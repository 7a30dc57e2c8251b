import { afterAll, beforeAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { describeWith } from "../bed/abilities.ts";
import { freePort } from "../bed/ports.ts";
import { here } from "../bed/processes.ts";
import { startProxy } from "../bed/proxy.ts";
import { type S3, settingsOf, startS3 } from "../bed/s3.ts";
import type { Site } from "../bed/scene.ts";
import { until } from "../bed/waiting.ts";
import { type BareStation, openBareStation } from "./bare-station.ts";
import { expectRestored, expectSame, patience, travel } from "./trip.ts";

const slow = (title: string, body: () => Promise<void>) => test(title, body, patience);

describeWith(
  "prometheus",
  "s3",
  "script's tools",
)("snapshots that lie in a bucket alone", () => {
  let station: BareStation;
  let s3: S3;

  beforeAll(async () => {
    [station, s3] = await Promise.all([openBareStation(), startS3()]);
  }, patience);
  afterAll(async () => {
    await s3?.stop();
    await station?.close();
  }, patience);

  const own = (name: string) => join(station.data, ".promsnap", name);

  /** A configuration whose store is a prefix of its own. The data directory belongs to no store yet. */
  async function bucketSite(
    values: Readonly<Record<string, string>> = {},
  ): Promise<Site & { readonly prefix: string }> {
    const prefix = `stores/${crypto.randomUUID()}`;
    const site = await station.other({
      SNAPSHOT_DIR: `s3://${s3.bucket}/${prefix}`,
      ...settingsOf(s3),
      ...values,
    });
    return { ...site, prefix };
  }

  async function objects(prefix: string): Promise<string[]> {
    const { Contents = [] } = await s3.client.send(
      new ListObjectsV2Command({ Bucket: s3.bucket, Prefix: `${prefix}/` }),
    );
    return Contents.map(({ Key = "" }) => Key.slice(prefix.length + 1)).sort();
  }

  async function uploads(prefix: string): Promise<string[]> {
    const { Uploads = [] } = await s3.client.send(
      new ListMultipartUploadsCommand({ Bucket: s3.bucket, Prefix: `${prefix}/` }),
    );
    return Uploads.map(({ UploadId = "" }) => UploadId);
  }

  async function bytesOf(Key: string): Promise<Uint8Array> {
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: s3.bucket, Key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array(0);
  }

  async function json(site: Site, ...args: string[]) {
    const { code, stdout, stderr } = await site.run([...args, "--json"]);
    expect(stdout + stderr).not.toContain(s3.user.secretAccessKey);
    return { code, stderr, ...JSON.parse(stdout) };
  }

  const stored = async (site: Site): Promise<string> => {
    const { code, snapshot, stderr } = await json(site, "run");
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    return snapshot.archive;
  };

  slow("are stored, listed, inspected, verified, copied, restored and deleted as in a directory", async () => {
    const site = await bucketSite({ METRICS_FILE: join(station.path, "metrics.prom") });
    const traveller = travel({ place: here, host: station.traveller.station.host, data: station.data, ...site });
    const planned = await json(site, "run", "--dry-run");
    expect(planned.plan.archive).toStartWith(`${site.store}/snapshot-`);
    expect(planned.plan).not.toHaveProperty("freeBytes");
    await traveller.sampleAfter(Date.parse(await traveller.startTime()) / 1000);
    const first = await stored(site);
    const name = basename(first);
    expect(first).toBe(`${site.store}/${name}`);
    expect(await objects(site.prefix)).toEqual([".promsnap-store", name, `${name}.sha256`]);
    expect(await uploads(site.prefix)).toEqual([]);
    const sha256 = createHash("sha256")
      .update(await bytesOf(`${site.prefix}/${name}`))
      .digest("hex");
    expect(new TextDecoder().decode(await bytesOf(`${site.prefix}/${name}.sha256`))).toBe(`${sha256}  ${name}\n`);

    const listed = await json(site, "list");
    expect(listed.snapshots).toMatchObject([{ name: basename(name, ".tar.gz"), path: first, maker: "promsnap" }]);
    const end = (Date.parse(listed.snapshots[0].maxTime) - 1) / 1000;
    const before = await traveller.answers(end);
    const inspected = await json(site, "inspect", name, "--metrics");
    expect(inspected).toMatchObject({ code: 0, inspection: { archive: first, sha256 } });
    expect(JSON.stringify(inspected)).toContain("prometheus_http_requests_total");
    expect(await json(site, "verify", "latest", "--deep")).toMatchObject({ code: 0 });
    expect(await objects(site.prefix)).toContain(`${name}.verdict`);
    expect((await json(site, "list")).snapshots).toMatchObject([{ verified: { sound: true, deep: true } }]);
    const copied = join(station.path, "copied");
    expect((await site.run(["copy", first, copied])).code).toBe(0);
    expect(
      createHash("sha256")
        .update(await readFile(join(copied, name)))
        .digest("hex"),
    ).toBe(sha256);

    const later = await traveller.sampleAfter(end + 1);
    const second = await stored(site);
    expectRestored(await site.run(["restore", name]), first);
    expectSame(await traveller.answers(end), before);
    expect(await traveller.query('{job="self"}[1s]', later)).toBe("[]");
    expect((await site.run(["restore", "--undo"])).code).toBe(0);
    expect((await site.run(["restore", "latest", "--to", join(station.path, "to")])).code).toBe(0);

    expect(await json(site, "prune", "--keep-last", "1", "--dry-run")).toMatchObject({ code: 0 });
    expect(await objects(site.prefix)).toContain(name);
    expect(await json(site, "prune", "--keep-last", "1")).toMatchObject({ code: 0 });
    const kept = basename(second);
    expect(await objects(site.prefix)).toEqual([".promsnap-accepted", ".promsnap-store", kept, `${kept}.sha256`]);
    expect(await readFile(join(station.path, "metrics.prom"), "utf8")).toMatch(/^promsnap_snapshots\{?.*1$/m);
  });

  slow("are looked at by check and by a merge as well", async () => {
    const site = await bucketSite();
    const archive = await stored(site);
    const { check } = await json(site, "check");
    const found = (id: string) => check.findings.find((one: { readonly id: string }) => one.id === id);
    expect(found("store")).toMatchObject({ state: "ok", code: "store.bucket" });
    expect(found("room")).toMatchObject({ state: "skipped", code: "skipped.bucket" });
    expect(found("disk")).toMatchObject({ state: "ok", code: "disk.bucket" });
    expect(found("archive")).toMatchObject({ state: "ok", code: "archive.whole" });
    expect(found("restore-room").state).toBe("ok");
    const { status } = await json(site, "status");
    expect(status).toMatchObject({
      stores: [{ store: site.store, snapshots: 1 }],
      newest: { name: expect.any(String) },
    });
    const merged = await json(site, "restore", "latest", "--merge", "--dry-run");
    expect(merged.plan.archive).toBe(archive);
    expect(merged.plan.blocks.length).toBeGreaterThan(0);
  });

  slow("leave no upload behind when a run is killed: the next one ends it, and only that", async () => {
    await using proxy = await startProxy(s3.port, { swallow: true, only: (line) => line.includes("partNumber=") });
    const endpoint = `http://127.0.0.1:${proxy.port}`;
    const site = await bucketSite({ S3_ENDPOINT: endpoint, REQUEST_TIMEOUT: "60s" });
    const Key = `${site.prefix}/snapshot-01_01_2026-00_00_00.tar.gz`;
    const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand({ Bucket: s3.bucket, Key }));
    await using running = site.start(["run"]);
    await until("an upload is under way", async () => (await uploads(site.prefix)).length === 2);
    await until("its number is recorded", async () =>
      /"id":/.test(await readFile(own("snapshot-uploads.json"), "utf8")),
    );
    running.kill("SIGKILL");
    await running.ended;
    proxy.be({});
    expect(await uploads(site.prefix)).toHaveLength(2);
    expect((await json(site, "run", "--dry-run")).plan.leftovers).toHaveLength(2);
    const { check } = await json(site, "check");
    const strays = check.findings.find((one: { readonly code: string }) => one.code === "copy.strays");
    expect(strays.details.paths).toEqual([`${site.store}/${basename(Key)}`]);
    const { code, stderr } = await site.run(["run"]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain(`deleted what an interrupted run had left: ${site.store}/snapshot-`);
    expect(stderr).toContain(`${site.store}/${basename(Key)}`);
    expect(await uploads(site.prefix)).toEqual([UploadId ?? ""]);
    expect((await objects(site.prefix)).filter((name) => name.endsWith(".tar.gz"))).toHaveLength(1);
  });

  slow("leave nothing when a run is interrupted", async () => {
    await using proxy = await startProxy(s3.port, { swallow: true, only: (line) => line.includes("partNumber=") });
    const site = await bucketSite({ S3_ENDPOINT: `http://127.0.0.1:${proxy.port}`, REQUEST_TIMEOUT: "60s" });
    await using running = site.start(["run"]);
    await until("an upload is under way", async () => (await uploads(site.prefix)).length === 1);
    running.kill("SIGTERM");
    expect((await running.ended).code).toBe(143);
    expect(await uploads(site.prefix)).toEqual([]);
    expect(await objects(site.prefix)).toEqual([".promsnap-store"]);
  });

  slow("are written no faster than BANDWIDTH_LIMIT, as those in a directory are", async () => {
    const bytes = (await json(await bucketSite(), "run")).snapshot.archiveBytes;
    // Nobody knows better than this what the next archive will have; it takes two seconds then.
    const rate = Math.ceil(bytes / 2);
    const limited = { BANDWIDTH_LIMIT: `${rate}` };
    for (const site of [await bucketSite(limited), await station.other(limited)]) {
      const { code, snapshot } = await json(site, "run");
      expect(code).toBe(0);
      // A quarter of a second's bytes pass at once.
      expect(snapshot.milliseconds).toBeGreaterThanOrEqual((snapshot.archiveBytes / rate - 0.26) * 1000);
      expect((await json(site, "verify", "latest")).code).toBe(0);
    }
  });

  slow("end in an exit code that says what is wrong with keys, bucket and server", async () => {
    const site = await bucketSite();
    const told = async (values: Readonly<Record<string, string>>, ...args: string[]) => {
      const environment = Object.fromEntries(Object.entries(values).map(([key, text]) => [`PROMSNAP_${key}`, text]));
      const { code, stdout, stderr } = await site.run([...args, "--json"], { environment });
      expect(stdout + stderr).not.toContain(s3.user.secretAccessKey);
      return `${code} ${JSON.parse(stdout).error.code}`;
    };
    for (const args of [["run"], ["list"], ["verify", "--all"], ["prune", "--keep-last", "1"], ["restore", "latest"]]) {
      expect(await told({ S3_SECRET_ACCESS_KEY: "wrong" }, ...args)).toBe("3 s3.wrongKeys");
      expect(await told({ SNAPSHOT_DIR: "s3://no-such-bucket/prefix" }, ...args)).toBe("3 s3.noBucket");
      const down = `http://127.0.0.1:${await freePort()}`;
      expect(await told({ S3_ENDPOINT: down }, ...args)).toBe("1 s3.connection");
    }
    const { code, stdout } = await site.run(["check"], { environment: { PROMSNAP_S3_SECRET_ACCESS_KEY: "wrong" } });
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining("secret key") });
    expect(await objects(site.prefix)).toEqual([]);
  });

  slow("are found damaged when a byte changes in the bucket, and never taken for good ones", async () => {
    const site = await bucketSite();
    const sound = await stored(site);
    const damaged = await stored(site);
    const Key = `${site.prefix}/${basename(damaged)}`;
    const Body = await bytesOf(Key);
    const middle = Body.length >> 1;
    Body[middle] = (Body[middle] ?? 0) ^ 1;
    await s3.client.send(new PutObjectCommand({ Bucket: s3.bucket, Key, Body }));
    const { code, stdout, stderr } = await site.run(["verify", "--all"]);
    expect(code).toBe(5);
    expect(stdout + stderr).toContain(damaged);
    expect((await json(site, "list")).snapshots).toMatchObject([
      { path: sound, verified: { sound: true } },
      { path: damaged, verified: { sound: false } },
    ]);
    expect((await site.run(["restore", "latest", "--to", join(station.path, "damaged")])).code).toBe(5);
    await site.run(["prune", "--keep-last", "1"]);
    expect(await objects(site.prefix)).toContain(basename(sound));
  });

  for (const runtime of ["bun", "deno"] as const) {
    slow(`are stored and verified from its sources under ${runtime}`, async () => {
      const site = await bucketSite();
      expect((await site.run(["run"], { runtime })).code).toBe(0);
      expect((await site.run(["verify", "--all", "--deep"], { runtime })).code).toBe(0);
    });
  }
});
