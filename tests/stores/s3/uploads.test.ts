import { afterAll, beforeAll, expect, test } from "bun:test";
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
} from "@aws-sdk/client-s3";
import { describeWith } from "../../bed/abilities.ts";
import { must } from "../../bed/processes.ts";
import { projectRoot } from "../../bed/promsnap.ts";
import { startProxy } from "../../bed/proxy.ts";
import { type S3, startS3 } from "../../bed/s3.ts";
import { temporaryDirectory } from "../../bed/temporary.ts";
import { caught } from "../../prometheus/clients.ts";
import { openStore } from "./opening.ts";

const patience = 120_000;
const name = "snapshot-22_11_2026-11_09_40";
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** What stream.ts prints; `peak` is the most memory that its process took, in bytes. */
interface Streamed {
  readonly sha256: string;
  readonly seconds: number;
  readonly peak: number;
}

describeWith("s3")("an upload into a bucket", () => {
  let s3: S3;
  beforeAll(async () => {
    s3 = await startS3();
  }, patience);
  afterAll(() => s3?.stop(), patience);

  const slow = (title: string, body: () => Promise<void>) => test(title, body, patience);
  const prefix = () => `${crypto.randomUUID()}/`;
  const listed = async (Prefix: string) =>
    (await s3.client.send(new ListMultipartUploadsCommand({ Bucket: s3.bucket, Prefix }))).Uploads ?? [];

  async function stream(runtime: readonly string[], bytes: number): Promise<{ written: Streamed; read: Streamed }> {
    await using scratch = await temporaryDirectory();
    const { accessKeyId, secretAccessKey } = s3.user;
    const place = [s3.url, accessKeyId, secretAccessKey, s3.bucket, prefix(), scratch.path, `${bytes}`];
    const script = join(import.meta.dir, "stream.ts");
    const run = async (mode: string): Promise<Streamed> =>
      JSON.parse(await must([...runtime, script, mode, ...place], { directory: projectRoot }));
    return { written: await run("write"), read: await run("read") };
  }

  slow("of more than ten parts is one object, which Amazon's SDK reads byte for byte", async () => {
    await using opened = await openStore(s3);
    const piece = randomBytes(1_000_000);
    const draft = await opened.store.begin(name, { atMost: 95_000_000 });
    const hash = createHash("sha256");
    for (let i = 0; i < 95; i += 1) {
      await draft.write(piece);
      hash.update(piece);
    }
    const sum = hash.digest("hex");
    expect(await draft.prove()).toBe(sum);
    await draft.commit();
    const where = { Bucket: s3.bucket, Key: `${opened.prefix}${name}.tar.gz` };
    const { Body, ETag, ContentType, Metadata } = await s3.client.send(new GetObjectCommand(where));
    expect(sha256((await Body?.transformToByteArray()) ?? new Uint8Array(0))).toBe(sum);
    expect(ETag).toEndWith('-12"');
    expect(ContentType).toBe("application/gzip");
    expect(Object.keys(Metadata ?? {})).toEqual(["promsnap-upload"]);
  });

  // What Deno has not cleared up yet is more, however little is in use.
  for (const [runtime, command, most] of [
    ["Bun", [process.execPath], 250_000_000],
    ["Deno", [join(projectRoot, "node_modules/.bin/deno"), "run", "--allow-all", "--quiet"], 450_000_000],
  ] as const) {
    slow(`of 300 MB needs no 300 MB of memory, nor does reading it (${runtime})`, async () => {
      const { written, read } = await stream(command, 300_000_000);
      expect(read.sha256).toBe(written.sha256);
      expect(written.peak).toBeLessThan(most);
      expect(read.peak).toBeLessThan(most);
    });
  }

  slow("of a copy carries its checksum, and is refused when it has another", async () => {
    await using opened = await openStore(s3);
    const bytes = randomBytes(1000);
    const draft = await opened.store.begin(name, { atMost: 1000, sha256: sha256(bytes) });
    await draft.write(bytes);
    await draft.prove();
    await draft.commit();
    const where = { Bucket: s3.bucket, Key: `${opened.prefix}${name}.tar.gz` };
    const { Metadata = {} } = await s3.client.send(new HeadObjectCommand(where));
    expect(Metadata["promsnap-sha256"]).toBe(sha256(bytes));
    const wrong = await opened.store.begin("snapshot-22_11_2026-12_00_00", { atMost: 1000, sha256: sha256(bytes) });
    await wrong.write(randomBytes(1000));
    expect((await caught(() => wrong.prove())).data.code).toBe("archive.readBack");
    await wrong.discard();
  });

  slow("is not begun under a name that is taken", async () => {
    await using opened = await openStore(s3);
    await opened.store.replace(`${name}.tar.gz`, "somebody's");
    const fault = await caught(() => opened.store.begin(name, { atMost: 10 }));
    expect(fault.data).toEqual({ code: "s3.taken", details: { url: opened.store.pathOf(`${name}.tar.gz`) } });
    expect(await opened.store.readText(`${name}.tar.gz`, 100)).toBe("somebody's");
    expect(opened.record.uploads()).toEqual([]);
  });

  slow("is written down before its first part, and forgotten when it has ended", async () => {
    await using opened = await openStore(s3);
    const draft = await opened.store.begin(name, { atMost: 1000 });
    const [recorded] = opened.record.uploads();
    expect(recorded).toMatchObject({ endpoint: s3.url, bucket: s3.bucket, key: `${opened.prefix}${name}.tar.gz` });
    expect(recorded?.id).toBeString();
    await draft.write(new Uint8Array(10));
    await draft.prove();
    await draft.commit();
    expect(opened.record.uploads()).toEqual([]);
  });

  slow("that a killed run had begun is ended by the next one, one of somebody else is told of", async () => {
    await using opened = await openStore(s3);
    await opened.store.begin(name, { atMost: 1000 });
    const foreign = { Bucket: s3.bucket, Key: `${opened.prefix}of-somebody-else` };
    await s3.client.send(new CreateMultipartUploadCommand(foreign));
    using later = await opened.again();
    expect(await later.leftovers()).toEqual([later.pathOf(`${name}.tar.gz`)]);
    expect(await later.strays()).toEqual([later.pathOf("of-somebody-else")]);
    expect(await later.removeLeftovers()).toEqual([later.pathOf(`${name}.tar.gz`)]);
    expect(opened.record.uploads()).toEqual([]);
    expect(await later.strays()).toEqual([later.pathOf("of-somebody-else")]);
  });

  for (const ending of ["commit", "discard"] as const) {
    slow(`that was begun twice, for the first answer was lost, leaves none of both after its ${ending}`, async () => {
      let begins = 0;
      const isBegin = (request: string) => request.startsWith("POST") && request.includes("?uploads");
      const weather = (request: string) => (isBegin(request) && ++begins === 1 ? { cutAfter: 0 } : {});
      await using proxy = await startProxy(s3.port, weather);
      await using opened = await openStore(s3, { access: { endpoint: `http://127.0.0.1:${proxy.port}` } });
      await opened.store.file(name);
      const draft = await opened.store.begin(name, { atMost: 1000 });
      await draft.write(new Uint8Array(10));
      await draft.prove();
      using later = await opened.again();
      expect(opened.record.uploads()).toHaveLength(1);
      expect((await listed(opened.prefix)).length).toBe(2);
      await draft[ending]();
      expect(await listed(opened.prefix)).toEqual([]);
      expect(opened.record.uploads()).toEqual([]);
      expect((await later.files()).length).toBe(ending === "commit" ? 1 : 0);
    });
  }

  slow("whose number was not written down any more is found by its name", async () => {
    await using opened = await openStore(s3);
    const key = `${opened.prefix}${name}.tar.gz`;
    await opened.record.put({ endpoint: s3.url, bucket: s3.bucket, key });
    await s3.client.send(new CreateMultipartUploadCommand({ Bucket: s3.bucket, Key: key }));
    await s3.client.send(new CreateMultipartUploadCommand({ Bucket: s3.bucket, Key: `${key}.other` }));
    expect(await opened.store.removeLeftovers()).toEqual([opened.store.pathOf(`${name}.tar.gz`)]);
    expect(opened.record.uploads()).toEqual([]);
    expect(await opened.store.strays()).toEqual([opened.store.pathOf(`${name}.tar.gz.other`)]);
  });

  slow("that another store recorded is left alone", async () => {
    await using opened = await openStore(s3);
    const key = `${opened.prefix}${name}.tar.gz`;
    for (const other of [
      { endpoint: "http://127.0.0.1:1", bucket: s3.bucket, key, id: "a" },
      { endpoint: s3.url, bucket: "other", key, id: "b" },
      { endpoint: s3.url, bucket: s3.bucket, key: `elsewhere/${name}.tar.gz`, id: "c" },
    ]) {
      await opened.record.put(other);
    }
    expect(await opened.store.leftovers()).toEqual([]);
    expect(await opened.store.removeLeftovers()).toEqual([]);
    expect(opened.record.uploads()).toHaveLength(3);
  });

  slow("that a signal interrupts leaves nothing", async () => {
    const interruption = new AbortController();
    await using opened = await openStore(s3, { signal: interruption.signal });
    const draft = await opened.store.begin(name, { atMost: 100_000_000 });
    for (let i = 0; i < 20; i += 1) await draft.write(new Uint8Array(1_000_000));
    const reason = new Error("interrupted");
    interruption.abort(reason);
    await expect(draft.prove()).rejects.toBe(reason);
    expect(await draft.discard()).toBeUndefined();
    using later = await opened.again();
    expect(await later.strays()).toEqual([]);
    expect(opened.record.uploads()).toEqual([]);
  });
});
