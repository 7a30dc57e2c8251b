import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Secret } from "../../../src/config/secret.ts";
import type { S3Access } from "../../../src/stores/s3/access.ts";
import { realSystem } from "../../../src/system/system.ts";
import { describeWith } from "../../bed/abilities.ts";
import { startAnswers } from "../../bed/answers.ts";
import { freePort } from "../../bed/ports.ts";
import { must } from "../../bed/processes.ts";
import { projectRoot } from "../../bed/promsnap.ts";
import { startProxy, type Trouble } from "../../bed/proxy.ts";
import { type S3, startS3 } from "../../bed/s3.ts";
import { caught } from "../../prometheus/clients.ts";
import { fastClock } from "./fast-clock.ts";
import { openStore } from "./opening.ts";

const patience = 120_000;
const name = "snapshot-22_11_2026-11_09_40";
const archive = `${name}.tar.gz`;
const slow = (title: string, body: () => Promise<void>) => test(title, body, patience);

describeWith("s3", "openssl")("a bucket in trouble", () => {
  let s3: S3;
  beforeAll(async () => {
    s3 = await startS3();
  }, patience);
  afterAll(() => s3?.stop(), patience);

  /** The fault of listing a store that is reached so. */
  async function faultOf(access: Partial<S3Access>, bucket = s3.bucket) {
    await using opened = await openStore(s3, { bucket, access });
    return (await caught(() => opened.store.files())).data;
  }

  describe("that is set up wrongly", () => {
    const keys = (accessKeyId: string, secret: string) => ({ accessKeyId, secretAccessKey: new Secret(secret) });

    slow("says which of the keys is wrong, and never the secret one", async () => {
      const { accessKeyId, secretAccessKey } = s3.user;
      const unknown = await faultOf({ keys: keys("AKNOBODY", secretAccessKey) });
      expect(unknown).toMatchObject({
        code: "s3.wrongKeys",
        details: { problem: "unknown id", keyId: "AKNOBODY" },
      });
      const wrong = await faultOf({ keys: keys(accessKeyId, "not-the-secret") });
      expect(wrong).toMatchObject({ code: "s3.wrongKeys", details: { problem: "wrong secret" } });
      expect(JSON.stringify([unknown, wrong])).not.toMatch(/SK-secret|not-the-secret|signature/i);
    });

    slow("says that the bucket does not exist, when reading and when writing", async () => {
      const expected = { code: "s3.noBucket", details: { bucket: "nonesuch" } };
      expect(await faultOf({}, "nonesuch")).toMatchObject(expected);
      await using opened = await openStore(s3, { bucket: "nonesuch" });
      const { data } = await caught(() => opened.store.begin(name, { atMost: 10 }));
      expect(data).toMatchObject(expected);
    });

    slow("says what somebody else's keys may not do", async () => {
      const { accessKeyId, secretAccessKey } = await s3.addUser("stranger");
      const denied = await faultOf({ keys: keys(accessKeyId, secretAccessKey) });
      expect(denied).toMatchObject({ code: "s3.denied", details: { operation: "ListObjectsV2" } });
    });

    slow("says that this machine's clock is an hour off, and what time it is on the server", async () => {
      const { clock } = realSystem();
      const ahead = { ...clock, now: () => Date.now() + 3_600_000 };
      const data = await faultOf({ clock: ahead });
      if (data.code !== "s3.clock") throw new Error(JSON.stringify(data));
      expect(Math.round((data.details.here - (data.details.server ?? 0)) / 60_000)).toBe(60);
    });

    slow("says that nothing listens there, at once", async () => {
      const began = performance.now();
      const data = await faultOf({ endpoint: `http://127.0.0.1:${await freePort()}` });
      expect(data).toMatchObject({ code: "s3.connection", details: { problem: "refused" } });
      expect(performance.now() - began).toBeLessThan(10_000);
    });

    slow("says that the server's name is not known", async () => {
      const data = await faultOf({ endpoint: "http://no-such-host.invalid" });
      expect(data).toMatchObject({
        code: "s3.connection",
        details: { problem: "dns", host: "no-such-host.invalid" },
      });
    });

    slow("says whose authority is missing, and takes it from S3_CA_FILE", async () => {
      const data = await faultOf({ endpoint: s3.tlsUrl });
      expect(data).toMatchObject({ code: "s3.connection", details: { problem: "tlsAuthority" } });
      const authorities = [await Bun.file(s3.certificate).text()];
      const fetch = realSystem().fetch({ authorities, insecure: false });
      await using opened = await openStore(s3, { access: { endpoint: s3.tlsUrl, fetch } });
      expect(await opened.store.files()).toEqual([]);
    });

    slow("says that the server lets nothing more in when a quota is used up", async () => {
      await s3.admin("quota", "set", "--quota-scope=bucket", "--uid=owner", "--max-objects=0");
      await s3.admin("quota", "enable", "--quota-scope=bucket", "--uid=owner");
      await using opened = await openStore(s3);
      const { data } = await caught(() => opened.store.replace(archive, "text"));
      await s3.admin("quota", "disable", "--quota-scope=bucket", "--uid=owner");
      expect(data).toMatchObject({ code: "s3.full", details: { code: "QuotaExceeded" } });
    });

    const runtimes = [
      ["Bun", [process.execPath]],
      ["Deno", [join(projectRoot, "node_modules/.bin/deno"), "run", "--allow-all", "--quiet"]],
    ] as const;
    for (const [runtime, command] of runtimes) {
      slow(`is told of in the same words under ${runtime}`, async () => {
        const script = join(import.meta.dir, "refusals.ts");
        const { accessKeyId, secretAccessKey } = s3.user;
        const place = [s3.url, s3.tlsUrl, accessKeyId, secretAccessKey, s3.bucket, `${await freePort()}`];
        // Nothing of this machine's own, and no question to the network that a cloud's machines have.
        const none = {
          AWS_EC2_METADATA_DISABLED: "true",
          AWS_CONFIG_FILE: "/none",
          AWS_SHARED_CREDENTIALS_FILE: "/none",
        };
        const said = await must([...command, script, ...place], { directory: projectRoot, environment: none });
        expect(said.trim().split("\n")).toEqual([
          "nothing",
          "s3.noBucket",
          "s3.wrongKeys unknown id",
          "s3.wrongKeys wrong secret",
          "s3.clock",
          "s3.connection refused",
          "s3.connection dns",
          "s3.connection tlsAuthority",
          "s3.connection reset",
          "s3.connection tlsHandshake",
          "s3.noCredentials",
          "s3.wrongRegion",
        ]);
      });
    }

    slow("says what this server does not support", async () => {
      await using opened = await openStore(s3, { access: { storageClass: "STANDARD_IA" } });
      const { data } = await caught(() => opened.store.begin(name, { atMost: 10 }));
      expect(data).toMatchObject({ code: "s3.refused", details: { operation: "CreateMultipartUpload", status: 400 } });
      await using other = await openStore(s3, { access: { encryption: "aws:kms" } });
      const encrypted = await caught(() => other.store.replace(archive, "text"));
      expect(encrypted.data).toMatchObject({ code: "s3.refused", details: { operation: "PutObject", status: 400 } });
    });
  });

  describe("behind a bad network", () => {
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

    async function write(store: Awaited<ReturnType<typeof behind>>["store"], bytes: Uint8Array) {
      const draft = await store.begin(name, { atMost: bytes.length });
      await draft.write(bytes);
      const sha256 = await draft.prove();
      return { sha256, path: await draft.commit() };
    }

    async function isWhole(store: Awaited<ReturnType<typeof behind>>["store"], bytes: Uint8Array) {
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
});

/** Fakes: answers of Amazon's own servers, as its documentation has them, that radosgw does not give. */
describe("a server that answers as Amazon's", () => {
  async function faultOf(answer: () => Response) {
    await using server = startAnswers(answer);
    const s3 = { url: server.url, user: { accessKeyId: "AK", secretAccessKey: "SK" }, bucket: "snapshots" } as S3;
    await using opened = await openStore(s3, { access: { endpoint: server.url, region: "eu-west-3" } });
    const { data } = await caught(() => opened.store.files());
    return { data, asked: server.asked.length };
  }
  const xml = (status: number, code: string, more = "", headers: Record<string, string> = {}) =>
    new Response(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>words</Message>${more}</Error>`, {
      status,
      headers: { "content-type": "application/xml", ...headers },
    });

  test("names the region that the bucket is in", async () => {
    const moved = () => xml(301, "PermanentRedirect", "", { "x-amz-bucket-region": "us-west-2" });
    const malformed = () => xml(400, "AuthorizationHeaderMalformed", "<Region>us-west-2</Region>");
    for (const answer of [moved, malformed]) {
      expect(await faultOf(answer)).toMatchObject({
        data: { code: "s3.wrongRegion", details: { region: "eu-west-3", expected: "us-west-2" } },
        asked: 1,
      });
    }
  });

  test("says that temporary keys have expired", async () => {
    const { data } = await faultOf(() => xml(400, "ExpiredToken"));
    expect(data).toMatchObject({ code: "s3.wrongKeys", details: { problem: "expired" } });
  });

  test("is not followed elsewhere", async () => {
    await using other = startAnswers(() => new Response("never"));
    const away = { location: `${other.url}/stolen` };
    const { data } = await faultOf(() => new Response(null, { status: 307, headers: away }));
    expect(data).toMatchObject({ code: "s3.redirected", details: { status: 307 } });
    expect(other.asked).toEqual([]);
  });

  test("is told from one that is none", async () => {
    const { data } = await faultOf(() => new Response("<html>hello</html>", { status: 200 }));
    expect(data.code).toBe("s3.unexpected");
  });
});
