import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { Secret } from "../../../src/config/secret.ts";
import type { S3Access } from "../../../src/stores/s3/access.ts";
import { realSystem } from "../../../src/system/system.ts";
import { describeWith } from "../../bed/abilities.ts";
import { freePort } from "../../bed/ports.ts";
import { must } from "../../bed/processes.ts";
import { projectRoot } from "../../bed/promsnap.ts";
import { type S3, startS3 } from "../../bed/s3.ts";
import { caught } from "../../prometheus/clients.ts";
import { openStore } from "./opening.ts";

const patience = 120_000;
const name = "snapshot-22_11_2026-11_09_40";
const archive = `${name}.tar.gz`;
const slow = (title: string, body: () => Promise<void>) => test(title, body, patience);

describeWith("s3", "openssl")("a bucket that is set up wrongly", () => {
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
