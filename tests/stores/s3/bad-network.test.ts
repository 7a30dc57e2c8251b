import { afterAll, beforeAll, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import type { S3Access } from "../../../src/stores/s3/access.ts";
import { describeWith } from "../../bed/abilities.ts";
import { startProxy, type Trouble } from "../../bed/proxy.ts";
import { type S3, startS3 } from "../../bed/s3.ts";
import { caught } from "../../prometheus/clients.ts";
import { fastClock } from "./fast-clock.ts";
import { openStore } from "./opening.ts";

const patience = 120_000;
const name = "snapshot-22_11_2026-11_09_40";
const archive = `${name}.tar.gz`;
const slow = (title: string, body: () => Promise<void>) => test(title, body, patience);

describeWith("s3")("a bucket behind a bad network", () => {
  let s3: S3;
  beforeAll(async () => {
    s3 = await startS3();
  }, patience);
  afterAll(() => s3?.stop(), patience);

  /** A store behind a proxy that strikes requests which begin so. */
  async function behind(trouble: Trouble, access: Partial<S3Access> = {}) {
    const proxy = await startProxy(s3.port);
    const opened = await openStore(s3, { access: { endpoint: `http://127.0.0.1:${proxy.port}`, ...access } });
    await opened.store.files();
    proxy.be(trouble);
    const close = async () => {
      await opened[Symbol.asyncDispose]();
      await proxy.stop();
    };
    return { ...opened, proxy, [Symbol.asyncDispose]: close };
  }

  /** Strikes the first so many requests that begin so. */
  const first = (count: number, begin: RegExp, trouble: Trouble) => {
    let struck = 0;
    const only = (request: string) => begin.test(request) && ++struck <= count;
    return { trouble: { ...trouble, only }, struck: () => struck };
  };

  const completing = /^POST \S*uploadId=/;
  const partly = /^PUT \S*partNumber=/;

  async function write(store: Awaited<ReturnType<typeof behind>>["store"], bytes: Uint8Array<ArrayBuffer>) {
    const draft = await store.begin(name, { atMost: bytes.length });
    await draft.write(bytes);
    const sha256 = await draft.prove();
    return { sha256, path: await draft.commit() };
  }

  async function isWhole(store: Awaited<ReturnType<typeof behind>>["store"], bytes: Uint8Array<ArrayBuffer>) {
    const file = await store.file(archive);
    if (file?.bytes !== bytes.length) return false;
    using opened = await store.open(file);
    const read = new Uint8Array(bytes.length);
    await opened.readLater(read, 0);
    return Buffer.compare(read, bytes) === 0;
  }

  slow("knows an archive for stored though the answer that said so was lost", async () => {
    const { trouble, struck } = first(1, completing, { cutAfter: 0 });
    await using place = await behind(trouble);
    const bytes = randomBytes(9_000_000);
    await write(place.store, bytes);
    expect(struck()).toBeGreaterThan(0);
    expect(await isWhole(place.store, bytes)).toBe(true);
    expect(place.record.uploads()).toEqual([]);
    expect(await place.store.strays()).toEqual([]);
  });

  const refusing = (status: number, code: string) => {
    const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>m</Message></Error>`;
    const head = `HTTP/1.1 ${status} X\r\ncontent-type: application/xml\r\ncontent-length: ${body.length}\r\n`;
    return `${head}connection: close\r\n\r\n${body}`;
  };

  // So Amazon's servers answer a request that they have fulfilled before.
  for (const [status, code] of [
    [412, "PreconditionFailed"],
    [404, "NoSuchUpload"],
  ] as const) {
    slow(`knows it also when the request made again is refused with ${code}`, async () => {
      await using place = await behind({});
      const again = { answer: refusing(status, code), only: (request: string) => completing.test(request) };
      const lost = (request: string) => {
        const struck = completing.test(request);
        if (struck) place.proxy.be(again);
        return struck;
      };
      place.proxy.be({ cutAfter: 0, only: lost });
      const bytes = randomBytes(100);
      await write(place.store, bytes);
      expect(await isWhole(place.store, bytes)).toBe(true);
      expect(place.record.uploads()).toEqual([]);
    });
  }

  slow("does not know an archive for stored when the request never came, and clears up", async () => {
    const { trouble } = first(100, completing, { answer: "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n" });
    await using place = await behind(trouble);
    const draft = await place.store.begin(name, { atMost: 100 });
    await draft.write(new Uint8Array(100));
    await draft.prove();
    expect((await caught(() => draft.commit())).data).toMatchObject({ code: "s3.refused", details: { status: 400 } });
    expect(await draft.discard()).toBeUndefined();
    expect(await place.store.files()).toEqual([]);
    expect(await place.store.strays()).toEqual([]);
  });

  slow("says that it does not know, when nobody can be asked any more", async () => {
    await using place = await behind({}, { clock: fastClock(100) });
    const draft = await place.store.begin(name, { atMost: 100 });
    await draft.write(new Uint8Array(100));
    await draft.prove();
    let done = false;
    place.proxy.be({
      cutAfter: 0,
      only: (request) => {
        done ||= completing.test(request);
        return done;
      },
    });
    const failure = await caught(() => draft.commit());
    expect(failure.data.code).toBe("s3.uncertain");
    place.proxy.be({});
    await draft.discard();
    expect(await place.store.strays()).toEqual([]);
    using later = await place.again();
    expect((await later.files()).map((file) => file.name)).toEqual([archive]);
  });

  for (const [what, trouble] of [
    ["answers 503 SlowDown", { answer: refusing(503, "SlowDown") }],
    ["answers 500 InternalError", { answer: refusing(500, "InternalError") }],
    ["resets connections", { cutAfter: 0, reset: true }],
    ["cuts answers off", { cutAfter: 20 }],
  ] as const) {
    slow(`stores an archive all the same when the server ${what} for a while`, async () => {
      const parts = first(2, partly, trouble);
      await using place = await behind(parts.trouble);
      const bytes = randomBytes(20_000_000);
      await write(place.store, bytes);
      expect(parts.struck()).toBeGreaterThan(2);
      expect(await isWhole(place.store, bytes)).toBe(true);
    });
  }

  slow("gives up on a server that answers nothing, in time, and says which answer is missing", async () => {
    await using place = await behind({ swallow: true }, { requestTimeout: 300, clock: fastClock(30) });
    const { data } = await caught(() => place.store.files());
    expect(data).toMatchObject({ code: "s3.timeout", details: { operation: "ListObjectsV2" } });
  });

  slow("reads on where an answer was cut off, and slowly where the network is slow", async () => {
    const bytes = randomBytes(5_000_000);
    await using place = await behind({});
    await write(place.store, bytes);
    const cuts = first(3, /^GET \S*x-id=GetObject/, { cutAfter: 30_000 });
    place.proxy.be(cuts.trouble);
    expect(await isWhole(place.store, bytes)).toBe(true);
    expect(cuts.struck()).toBeGreaterThan(3);
    place.proxy.be({ rate: 10_000_000 });
    expect(await isWhole(place.store, bytes)).toBe(true);
  });

  slow("does not mix two contents: what was written anew while it is read is refused", async () => {
    await using place = await behind({});
    const old = randomBytes(5_000_000);
    await write(place.store, old);
    const file = await place.store.file(archive);
    if (file === undefined) throw new Error("nothing was stored");
    using opened = await place.store.open(file);
    await opened.readLater(new Uint8Array(10), 0);
    await place.store.remove(archive);
    await write(place.store, randomBytes(5_000_000));
    const { data } = await caught(() => opened.readLater(new Uint8Array(1000), 4_000_000));
    expect(data).toEqual({ code: "s3.changed", details: { url: file && place.store.pathOf(archive) } });
  });
});
