import { afterAll, beforeAll, expect, test } from "bun:test";
import { createHash, randomBytes, randomInt } from "node:crypto";
import { ListMultipartUploadsCommand } from "@aws-sdk/client-s3";
import { snapshotName } from "../../../src/snapshots/name.ts";
import type { Store, StoredFile } from "../../../src/stores/store.ts";
import { describeWith } from "../../bed/abilities.ts";
import { startProxy, type Trouble } from "../../bed/proxy.ts";
import { type S3, startS3 } from "../../bed/s3.ts";
import { fastClock } from "./fast-clock.ts";
import { openStore } from "./opening.ts";

const patience = 300_000;
const runs = 24;
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** A network of this moment: about every fourth connection is struck by something. */
function badLuck(): Trouble {
  const kinds: Trouble[] = [
    { cutAfter: 0 },
    { cutAfter: randomInt(400) },
    { cutAfter: 0, reset: true },
    { swallow: true },
    { answer: "HTTP/1.1 503 Slow Down\r\ncontent-length: 0\r\nconnection: close\r\n\r\n" },
  ];
  const trouble = kinds[randomInt(kinds.length)] ?? {};
  // Minutes are given to a part, and to an upload that is put together, before no answer counts as none.
  const spares = (request: string) => trouble.swallow === true && request.includes("uploadId=");
  return { ...trouble, only: (request) => randomInt(4) === 0 && !spares(request) };
}

describeWith("s3")("a bucket behind a network that fails at random", () => {
  let s3: S3;
  beforeAll(async () => {
    s3 = await startS3();
  }, patience);
  afterAll(() => s3?.stop(), patience);

  async function sumOf(store: Store, file: StoredFile): Promise<string> {
    using opened = await store.open(file);
    const bytes = new Uint8Array(opened.size);
    await opened.readLater(bytes, 0);
    return sha256(bytes);
  }

  test(
    "has nothing under a final name that is not whole, and nothing unfinished after the next run",
    async () => {
      await using proxy = await startProxy(s3.port);
      await using opened = await openStore(s3);
      const told = new Map<string, "stored" | "failed">();
      const sums = new Map<string, string>();
      for (let run = 0; run < runs; run += 1) {
        const name = snapshotName(Date.UTC(2026, 0, 1) + run * 1000);
        const bytes = randomBytes(randomInt(1, 18_000_000));
        sums.set(`${name}.tar.gz`, sha256(bytes));
        proxy.be(badLuck());
        const endpoint = `http://127.0.0.1:${proxy.port}`;
        // Every run has minutes of patience, of which a second or some pass.
        using store = await opened.again({ endpoint, requestTimeout: 400, clock: fastClock(run % 4 === 0 ? 600 : 60) });
        told.set(name, await attempt(store, name, bytes, run % 5 === 0));
      }
      proxy.be({});
      using after = await opened.again({ endpoint: `http://127.0.0.1:${proxy.port}` });
      await after.removeLeftovers();
      const files = await after.files();
      for (const file of files) expect(await sumOf(after, file)).toBe(sums.get(file.name) ?? "none");
      const stored = [...told].filter(([, outcome]) => outcome === "stored").map(([name]) => `${name}.tar.gz`);
      expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(stored));
      // The test is about something only when both happen.
      expect(stored.length).toBeGreaterThan(3);
      const { Uploads = [] } = await s3.client.send(new ListMultipartUploadsCommand({ Bucket: s3.bucket }));
      expect(Uploads).toEqual([]);
      expect(opened.record.uploads()).toEqual([]);
    },
    patience,
  );

  /** A run, which may be killed before it ends. */
  async function attempt(store: Store, name: string, bytes: Uint8Array, killed: boolean): Promise<"stored" | "failed"> {
    const draft = await store.begin(name, { atMost: bytes.length }).catch(() => undefined);
    if (draft === undefined) return "failed";
    try {
      for (let at = 0; at < bytes.length; at += 1_000_000) await draft.write(bytes.subarray(at, at + 1_000_000));
      await draft.prove();
      if (killed) return "failed";
      await draft.commit();
      return "stored";
    } catch {
      if (!killed) await draft.discard();
      return "failed";
    }
  }
});
