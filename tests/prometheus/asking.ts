/**
 * Asks every address it is given on its command line for a snapshot, and prints as JSON which fault each gave. A script
 * of its own, so that one test can run it under Bun and under Deno.
 */
import process from "node:process";
import { Fault } from "../../src/errors.ts";
import { createClient } from "../../src/prometheus/client.ts";
import { mayHaveRun } from "../../src/prometheus/lost.ts";
import { tlsOptions } from "../../src/prometheus/tls.ts";
import { realSystem } from "../../src/system/system.ts";

/** One address, and the files of TLS to ask it with. */
export interface Asked {
  readonly name: string;
  readonly url: string;
  readonly authority?: string;
  readonly certificate?: string;
  readonly key?: string;
  /** Asks something harmless first, so that there is a connection to use again. */
  readonly twice?: boolean;
  /** Milliseconds to wait for an answer: few where none will come. */
  readonly patience?: number;
}

const system = realSystem();
const told: Record<string, string> = {};
for (const asked of JSON.parse(process.argv[2] ?? "[]") as Asked[]) {
  const { name, url, authority, certificate, key, twice = false, patience = 30_000 } = asked;
  const files = { TLS_CA_FILE: authority, TLS_CERT_FILE: certificate, TLS_KEY_FILE: key, TLS_INSECURE: false };
  const client = createClient({
    base: new URL(url),
    authentication: { kind: "none" },
    fetch: system.fetch(tlsOptions(files, system.readFile)),
    requestTimeout: patience,
    snapshotTimeout: patience,
  });
  const { signal } = new AbortController();
  if (twice) await client.ready(signal);
  told[name] = await client.takeSnapshot({ skipHead: false, signal }).catch((thrown: unknown) => {
    const what = thrown instanceof Fault ? thrown.data.code : String(thrown);
    return `${what}${mayHaveRun(thrown) ? ", may have run" : ""}`;
  });
}
process.stdout.write(`${JSON.stringify(told)}\n`);
