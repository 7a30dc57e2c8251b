/**
 * Asks an S3 server in ways that must fail and prints the fault of each, one in a line; under Bun and Deno.
 * Arguments: the server's http address, its https address, access key, secret key, bucket, a port nobody listens on.
 */
import process from "node:process";
import { Secret } from "../../../src/config/secret.ts";
import { Fault } from "../../../src/errors.ts";
import type { S3Access } from "../../../src/stores/s3/access.ts";
import { S3Store } from "../../../src/stores/s3/s3-store.ts";
import { realSystem } from "../../../src/system/system.ts";
import { accessTo } from "./opening.ts";

const [url = "", tlsUrl = "", accessKeyId = "", secretAccessKey = "", bucket = "", port = ""] = process.argv.slice(2);
const { clock } = realSystem();
const signal = new AbortController().signal;

async function tell(access: Partial<S3Access>, where = bucket): Promise<void> {
  const all = accessTo({ url, user: { accessKeyId, secretAccessKey } }, { requestTimeout: 5000, ...access });
  using store = await S3Store.open({ bucket: where, prefix: "refusals/", access: all, signal });
  const said = await store.files().then(
    () => "nothing",
    (error: unknown) => {
      if (!(error instanceof Fault)) throw error;
      const { code, details } = error.data;
      return "problem" in details ? `${code} ${details.problem}` : code;
    },
  );
  process.stdout.write(`${said}\n`);
}

await tell({});
await tell({}, "nonesuch");
await tell({ keys: { accessKeyId: "AKNOBODY", secretAccessKey: new Secret("x") } });
await tell({ keys: { accessKeyId, secretAccessKey: new Secret("x") } });
await tell({ clock: { ...clock, now: () => Date.now() - 3_600_000 } });
await tell({ endpoint: `http://127.0.0.1:${port}` });
await tell({ endpoint: "http://no-such-host.invalid" });
await tell({ endpoint: tlsUrl });
await tell({ endpoint: tlsUrl.replace("https:", "http:") });
await tell({ endpoint: url.replace("http:", "https:") });
await tell({ keys: undefined });
await tell({ endpoint: undefined, region: undefined });
