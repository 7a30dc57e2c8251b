import type { Authentication } from "../../src/config/authentication.ts";
import { Secret } from "../../src/config/secret.ts";
import { Fault } from "../../src/errors.ts";
import { createClient, type PrometheusClient } from "../../src/prometheus/client.ts";
import { tlsOptions } from "../../src/prometheus/tls.ts";
import { realSystem } from "../../src/system/system.ts";

export interface Wishes {
  readonly username?: string;
  readonly password?: string;
  readonly token?: string;
  readonly authority?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly timeout?: number;
}

/** A client as a run makes it, for tests. */
export function clientOf(url: string, wishes: Wishes = {}): PrometheusClient {
  const { authority, certificate, key, timeout = 20_000 } = wishes;
  const system = realSystem();
  const files = { TLS_CA_FILE: authority, TLS_CERT_FILE: certificate, TLS_KEY_FILE: key, TLS_INSECURE: false };
  return createClient({
    base: new URL(url),
    authentication: authenticationOf(wishes),
    fetch: system.fetch(tlsOptions(files, system.readFile)),
    requestTimeout: timeout,
    snapshotTimeout: timeout,
  });
}

/** A signal that nobody aborts. */
export const unbroken = (): AbortSignal => new AbortController().signal;

/** Asks for a snapshot and gives the fault that came of it. */
export async function faultOf(client: PrometheusClient, signal = unbroken()): Promise<Fault> {
  return await caught(() => client.takeSnapshot({ skipHead: false, signal }));
}

/** The fault that a call throws. */
export async function caught(call: () => unknown): Promise<Fault> {
  try {
    await call();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error("no fault was thrown");
}

function authenticationOf({ username, password = "", token }: Wishes): Authentication {
  if (token !== undefined) return { kind: "bearer", token: new Secret(token) };
  return username === undefined ? { kind: "none" } : { kind: "basic", username, password: new Secret(password) };
}
