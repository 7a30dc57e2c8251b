import { afterAll, beforeAll, expect, test } from "bun:test";
import { createHash, randomBytes } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { smallArchives } from "../archive/small-archives.ts";
import { describeWith } from "../bed/abilities.ts";
import { type ArchiveStore, openArchiveStore } from "../bed/archive-store.ts";
import { freePort } from "../bed/ports.ts";
import { must } from "../bed/processes.ts";
import { startPromsnap } from "../bed/promsnap.ts";
import { startProxy } from "../bed/proxy.ts";
import { type S3, startS3 } from "../bed/s3.ts";
import { smallDisk } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";

const patience = 60_000;
const small = "snapshot-22_11_2026-11_09_40";
const large = "snapshot-21_11_2026-11_09_40";
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const slow = (title: string, body: () => Promise<void>) => test(title, body, patience);

describeWith(
  "blocks",
  "s3",
  "mounts",
)("promsnap copy", () => {
  let place: ArchiveStore;
  let s3: S3;

  beforeAll(async () => {
    [place, s3] = await Promise.all([openArchiveStore(), startS3()]);
    await makeSmall();
    await makeLarge();
    await use({});
  }, patience);
  afterAll(async () => {
    await s3?.stop();
    await place?.[Symbol.asyncDispose]();
  }, patience);

  /** An archive of promsnap's, with its checksum file. */
  async function makeSmall(): Promise<void> {
    const scratch = join(place.path, "small");
    await mkdir(scratch);
    const { own } = await smallArchives(scratch);
    await writeFile(source(small), own);
    await writeFile(`${source(small)}.sha256`, `${sha256(own)}  ${small}.tar.gz\n`);
  }

  /** The script's archive of a block that takes three parts of an upload; it has no checksum file. */
  async function makeLarge(): Promise<void> {
    const scratch = join(place.path, "large");
    await mkdir(scratch);
    await must(["tar", "-xzf", source(small), "-C", scratch]);
    const [top = ""] = await readdir(scratch);
    const [block = ""] = await readdir(join(scratch, top));
    await writeFile(join(scratch, top, block, "chunks", "000002"), randomBytes(20 << 20));
    await cp(join(scratch, top), join(scratch, large), { recursive: true });
    await must(["tar", "--use-compress-program=gzip -1", "-cf", source(large), "-C", scratch, large]);
    await rm(scratch, { recursive: true });
  }

  /** Configures the bed's server, or as much of another one as is given. */
  async function use(values: Readonly<Record<string, string>>): Promise<void> {
    const { accessKeyId, secretAccessKey } = s3.user;
    const keys = { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey };
    await place.configure({ S3_ENDPOINT: s3.url, ...keys, REQUEST_TIMEOUT: "5s", ...values });
  }

  const source = (name: string) => join(place.store, `${name}.tar.gz`);
  const archiveOf = (name: string) => readFile(source(name));
  const bucketPrefix = () => `copies/${crypto.randomUUID()}`;
  const run = (...args: string[]) => place.run(["copy", ...args]);

  async function objects(prefix: string): Promise<string[]> {
    const { Contents = [] } = await s3.client.send(
      new ListObjectsV2Command({ Bucket: s3.bucket, Prefix: `${prefix}/` }),
    );
    return Contents.map(({ Key = "" }) => Key.slice(prefix.length + 1)).sort();
  }

  async function uploads(): Promise<number> {
    const { Uploads = [] } = await s3.client.send(new ListMultipartUploadsCommand({ Bucket: s3.bucket }));
    return Uploads.length;
  }

  /** As somebody without promsnap would fetch them. */
  async function download(prefix: string, into: string): Promise<void> {
    await mkdir(into);
    for (const name of await objects(prefix)) {
      const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: s3.bucket, Key: `${prefix}/${name}` }));
      await writeFile(join(into, name), (await Body?.transformToByteArray()) ?? "");
    }
  }

  slow("puts an archive and its checksum file into a directory, which it makes, byte for byte", async () => {
    const target = join(place.path, "usb", "prometheus");
    const { code, stdout, stderr } = await run(small, target);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toStartWith(`Copied: ${target}/${small}.tar.gz (`);
    expect((await stat(target)).mode & 0o777).toBe(0o750);
    expect(await readFile(join(target, `${small}.tar.gz`))).toEqual(await archiveOf(small));
    await must(["sha256sum", "-c", `${small}.tar.gz.sha256`], { directory: target });
    const names = (await readdir(target)).filter((name) => !name.startsWith(".promsnap-lock"));
    expect(names.sort()).toEqual([`${small}.tar.gz`, `${small}.tar.gz.sha256`]);
  });

  slow("puts them into a bucket, in several parts, for any other tool to fetch and check", async () => {
    const prefix = bucketPrefix();
    const { code, stdout } = await run("--json", large, `s3://${s3.bucket}/${prefix}`);
    const bytes = await archiveOf(large);
    expect({ code, ...JSON.parse(stdout).copy }).toEqual({
      code: 0,
      state: "copied",
      name: large,
      source: source(large),
      archive: `s3://${s3.bucket}/${prefix}/${large}.tar.gz`,
      bytes: bytes.length,
      sha256: sha256(bytes),
      milliseconds: expect.any(Number),
    });
    const fetched = join(place.path, "fetched");
    await download(prefix, fetched);
    expect(await readFile(join(fetched, `${large}.tar.gz`))).toEqual(bytes);
    await must(["sha256sum", "-c", `${large}.tar.gz.sha256`], { directory: fetched });
    expect(await uploads()).toBe(0);
  });

  slow("is content with the same archive, and adds a checksum file that is missing", async () => {
    const target = join(place.path, "again");
    await mkdir(target);
    await cp(source(small), join(target, `${small}.tar.gz`));
    const { code, stdout } = await run(small, target);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `Already there: ${target}/${small}.tar.gz\n` });
    await must(["sha256sum", "-c", `${small}.tar.gz.sha256`], { directory: target });
    const bucket = `s3://${s3.bucket}/${bucketPrefix()}`;
    expect((await run(small, bucket)).stdout).toStartWith("Copied: ");
    expect((await run(small, bucket)).stdout).toStartWith("Already there: ");
  });

  slow("overwrites nothing: neither a file nor an object of the same size with one other byte", async () => {
    const bytes = await archiveOf(small);
    const other = join(place.path, "other");
    const changed = Buffer.from(bytes);
    changed[bytes.length >> 1] = (changed[bytes.length >> 1] ?? 0) ^ 1;
    await mkdir(other);
    await writeFile(join(other, `${small}.tar.gz`), changed);
    const refused = await run("--json", small, other);
    expect({ code: refused.code, error: JSON.parse(refused.stdout).error.code }).toEqual({
      code: 1,
      error: "copy.taken",
    });
    expect(await readFile(join(other, `${small}.tar.gz`))).toEqual(changed);

    const prefix = bucketPrefix();
    const taken = { Bucket: s3.bucket, Key: `${prefix}/${small}.tar.gz` };
    await s3.client.send(new PutObjectCommand({ ...taken, Body: changed }));
    const inBucket = await run("--json", small, `s3://${s3.bucket}/${prefix}`);
    expect({ code: inBucket.code, error: JSON.parse(inBucket.stdout).error.code }).toEqual({
      code: 1,
      error: "copy.taken",
    });
    const { Body } = await s3.client.send(new GetObjectCommand(taken));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? [])).toEqual(changed);
  });

  slow("stores nothing of an archive that is damaged or not that of its checksum file, and ends in 5", async () => {
    const damaged = join(place.path, "damaged");
    await mkdir(damaged);
    const path = join(damaged, `${small}.tar.gz`);
    await cp(source(small), path);
    await writeFile(`${path}.sha256`, `${"0".repeat(64)}  ${small}.tar.gz\n`);
    const cut = join(damaged, `${large}.tar.gz`);
    await cp(source(large), cut);
    await truncate(cut, (await stat(cut)).size - 1000);
    const [target, prefix] = [join(place.path, "clean"), bucketPrefix()];
    for (const store of [target, `s3://${s3.bucket}/${prefix}`]) {
      const wrong = await run("--json", path, store);
      expect({ code: wrong.code, error: JSON.parse(wrong.stdout).error.code }).toEqual({
        code: 5,
        error: "verify.checksumWrong",
      });
      const short = await run("--json", cut, store);
      expect({ code: short.code, error: JSON.parse(short.stdout).error.code }).toEqual({
        code: 5,
        error: "archive.corrupt",
      });
    }
    expect((await readdir(target)).filter((name) => name.includes("snapshot"))).toEqual([]);
    expect(await objects(prefix)).toEqual([]);
    expect(await uploads()).toBe(0);
  });

  slow("ends what a killed copy left in the bucket; a second one beside it is refused", async () => {
    await using proxy = await startProxy(s3.port, {
      swallow: true,
      only: (request) => request.includes("partNumber="),
    });
    await use({ S3_ENDPOINT: `http://127.0.0.1:${proxy.port}`, REQUEST_TIMEOUT: "60s" });
    const prefix = bucketPrefix();
    const line = ["copy", large, `s3://${s3.bucket}/${prefix}`];
    await using copying = startPromsnap(line, { config: place.config });
    await until("an upload is under way", async () => (await uploads()) === 1);
    const record = join(place.data, ".promsnap", "uploads.json");
    await until("its number is recorded", async () => /"id":/.test(await readFile(record, "utf8")));
    expect((await place.run(line)).code).toBe(6);
    copying.kill("SIGKILL");
    await copying.ended;
    expect(await uploads()).toBe(1);
    proxy.be({});
    const { code, stderr } = await place.run(line);
    expect(code).toBe(0);
    expect(stderr).toContain(`deleted what an interrupted run had left: s3://${s3.bucket}/${prefix}/${large}.tar.gz`);
    expect(await objects(prefix)).toEqual([`${large}.tar.gz`, `${large}.tar.gz.sha256`]);
    expect(await uploads()).toBe(0);
    await use({});
  });

  slow("leaves nothing behind when it is interrupted", async () => {
    await using proxy = await startProxy(s3.port, {
      swallow: true,
      only: (request) => request.includes("partNumber="),
    });
    await use({ S3_ENDPOINT: `http://127.0.0.1:${proxy.port}`, REQUEST_TIMEOUT: "60s" });
    const prefix = bucketPrefix();
    await using copying = startPromsnap(["copy", large, `s3://${s3.bucket}/${prefix}`], { config: place.config });
    await until("an upload is under way", async () => (await uploads()) === 1);
    copying.kill("SIGTERM");
    expect((await copying.ended).code).toBe(143);
    expect(await uploads()).toBe(0);
    expect(await objects(prefix)).toEqual([]);
    await use({});
  });

  slow("says what is wrong with keys, bucket and server by its exit code", async () => {
    const store = `s3://${s3.bucket}/${bucketPrefix()}`;
    const told = async (values: Readonly<Record<string, string>>, to = store) => {
      await use(values);
      const { code, stdout, stderr } = await run("--json", small, to);
      expect(stdout + stderr).not.toContain(s3.user.secretAccessKey);
      return `${code} ${JSON.parse(stdout).error.code}`;
    };
    expect(await told({ S3_SECRET_ACCESS_KEY: "wrong" })).toBe("3 s3.wrongKeys");
    expect(await told({}, "s3://no-such-bucket/prefix")).toBe("3 s3.noBucket");
    expect(await told({ S3_ENDPOINT: `http://127.0.0.1:${await freePort()}` })).toBe("1 s3.connection");
    await use({});
  });

  slow("writes no faster than BANDWIDTH_LIMIT, into a directory and into a bucket", async () => {
    await use({ BANDWIDTH_LIMIT: "20M" });
    const { length } = await archiveOf(large);
    for (const store of [join(place.path, "slowly"), `s3://${s3.bucket}/${bucketPrefix()}`]) {
      const { copy } = JSON.parse((await run("--json", large, store)).stdout);
      // A quarter of a second's bytes pass at once.
      expect(copy.milliseconds).toBeGreaterThanOrEqual((length / 20e6) * 1000 - 260);
      expect(copy.sha256).toBe(sha256(await archiveOf(large)));
    }
    await use({});
  });

  slow("ends in 7 where there is no room, and leaves the disk as it was", async () => {
    await using disk = await smallDisk(8 << 20);
    const { code, stderr } = await run(large, disk.path);
    expect(code).toBe(7);
    expect(stderr).toContain(`no room for the archive in ${disk.path}: `);
    expect((await readdir(disk.path)).filter((name) => name.includes("snapshot"))).toEqual([]);
  });

  slow("keeps the stores of two Prometheus apart, on disk and in the bucket", async () => {
    const [ours, theirs] = [crypto.randomUUID(), crypto.randomUUID()];
    await writeFile(join(place.store, ".promsnap-store"), `${ours}\n`);
    for (const store of [join(place.path, "owned"), `s3://${s3.bucket}/${bucketPrefix()}`]) {
      expect((await run(small, store)).code).toBe(0);
      await writeFile(join(place.store, ".promsnap-store"), `${theirs}\n`);
      const { code, stdout } = await run("--json", large, store);
      expect({ code, error: JSON.parse(stdout).error.code }).toEqual({ code: 3, error: "copy.foreign" });
      await writeFile(join(place.store, ".promsnap-store"), `${ours}\n`);
    }
    await rm(join(place.store, ".promsnap-store"));
  });

  slow("copies from a machine that has no Prometheus, and says what it cannot do there", async () => {
    await use({ PROMETHEUS_DATA_DIR: "/nowhere/prometheus" });
    const { code, stderr } = await run(small, `s3://${s3.bucket}/${bucketPrefix()}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("is not on this machine") });
    expect((await run(small, join(place.path, "offsite"))).stderr).toBe("");
    await use({});
  });

  for (const runtime of ["bun", "deno"] as const) {
    slow(`does the same from its sources under ${runtime}`, async () => {
      const prefix = bucketPrefix();
      for (const state of ["Copied", "Already there"]) {
        const { code, stdout, stderr } = await place.run(["copy", large, `s3://${s3.bucket}/${prefix}`], { runtime });
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
        expect(stdout).toStartWith(`${state}: `);
      }
      expect(await objects(prefix)).toEqual([`${large}.tar.gz`, `${large}.tar.gz.sha256`]);
    });
  }

  slow("tells of what others left unfinished, and leaves it", async () => {
    const target = join(place.path, "shared");
    const stray = join(target, "snapshot-01_01_2026-00_00_00.tar.gz.partial");
    await mkdir(target);
    await writeFile(stray, "");
    const { code, stderr } = await run(small, target);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(stray) });
    expect((await stat(stray)).isFile()).toBe(true);
  });
});
