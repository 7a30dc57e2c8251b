import { asFault, type FaultData } from "../../errors.ts";
import { shown } from "../../prometheus/answers.ts";
import type { PrometheusClient } from "../../prometheus/client.ts";
import { type Examination, failed, failedWith, ok, skipped, type Verdict, warning } from "./examination.ts";
import type { Scene } from "./scene.ts";

/**
 * How far a question to HOST comes: `files` of the configuration keep it from being asked, nobody answers at the `host`,
 * `tls` fails, the `login` is refused, or what answers is no Prometheus that is ready (`answer`).
 */
export type Layer = "files" | "host" | "tls" | "login" | "answer";

export type Reach =
  | { readonly kind: "serves"; readonly version: string }
  | { readonly kind: "stopped"; readonly layer: Layer; readonly fault: FaultData };

const layers: Partial<Record<FaultData["code"], Layer>> = {
  "tls.file": "files",
  "tls.unreadable": "files",
  "tls.insecureUnsupported": "files",
  "prometheus.dns": "host",
  "prometheus.refused": "host",
  "prometheus.unreachable": "host",
  "prometheus.reset": "host",
  "prometheus.broken": "host",
  "prometheus.timeout": "host",
  "prometheus.tlsAuthority": "tls",
  "prometheus.tlsDate": "tls",
  "prometheus.tlsHostName": "tls",
  "prometheus.tlsHandshake": "tls",
  "prometheus.tlsUnexpected": "tls",
  "prometheus.tlsNeeded": "tls",
  "prometheus.unauthorized": "login",
  "prometheus.forbidden": "login",
};

/** Asks HOST whether it is ready, and which version it is: a proxy may want a login for the API alone. */
export async function reachOf(client: () => PrometheusClient, signal: AbortSignal): Promise<Reach> {
  try {
    const prometheus = client();
    const ready = await prometheus.ready(signal);
    if (!ready) await prometheus.runtimeInfo(signal);
    const { version } = await prometheus.buildInfo(signal);
    return { kind: "serves", version: shown(version) };
  } catch (error) {
    signal.throwIfAborted();
    const fault = asFault(error).data;
    return { kind: "stopped", layer: layers[fault.code] ?? "answer", fault };
  }
}

const needs = ["HOST", "TLS_CERT_FILE", "TLS_KEY_FILE", "TLS_INSECURE"] as const;
const order: readonly Layer[] = ["files", "host", "tls", "login", "answer"];

/** The verdict of one layer: its own failure, or what it says when the question came further. */
async function verdictOf(scene: Scene, layer: Layer, beyond: () => readonly Verdict[]): Promise<readonly Verdict[]> {
  const reach = await scene.reach();
  if (reach.kind === "serves" || order.indexOf(reach.layer) > order.indexOf(layer)) return beyond();
  return reach.layer === layer ? [failed(reach.fault)] : [skipped("skipped.after", { id: "tls" })];
}

/** Whether anybody answers. */
export const host: Examination = {
  id: "host",
  needs,
  examine: (scene) => verdictOf(scene, "host", () => [ok("host.answers", { url: scene.settings.HOST })]),
};

/** Whether the connection is safe, or needs no safety. */
export const tls: Examination = {
  id: "tls",
  needs,
  after: ["host"],
  examine: async (scene) => {
    const reach = await scene.reach();
    if (reach.kind === "stopped" && reach.layer === "files") return [failed(reach.fault)];
    return verdictOf(scene, "tls", () => [judgeTls(scene.settings)]);
  },
};

const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** What is to be said of a connection that works. */
export function judgeTls({ HOST: url, TLS_INSECURE, authentication }: Scene["settings"]): Verdict {
  const { protocol, hostname } = new URL(url);
  if (protocol === "https:") return TLS_INSECURE ? warning("tls.insecure", { url }) : ok("tls.trusted", { url });
  const isSecret = authentication.kind !== "none" && !loopback.test(hostname);
  return isSecret ? warning("tls.clear", { url }) : ok("tls.unused", { url });
}

/** Whether HOST takes the login. */
export const authentication: Examination = {
  id: "authentication",
  needs: [...needs, "authentication"],
  after: ["host", "tls"],
  examine: (scene) =>
    verdictOf(scene, "login", () => {
      const { kind } = scene.settings.authentication;
      return [kind === "none" ? ok("authentication.none", {}) : ok("authentication.accepted", { by: kind })];
    }),
};

/** Whether what answers is a Prometheus that is ready, and its version. */
export const prometheus: Examination = {
  id: "prometheus",
  needs,
  after: ["host", "tls", "authentication"],
  examine: async (scene) => {
    const reach = await scene.reach();
    return [reach.kind === "serves" ? ok("prometheus.serves", { version: reach.version }) : failed(reach.fault)];
  },
};

/** Whether it lets anybody ask for a snapshot. */
export const adminApi: Examination = {
  id: "admin-api",
  needs,
  after: ["prometheus"],
  examine: async ({ client, signal }) => {
    const url = client.snapshotUrl(false).href;
    const flags = await client.flags(signal).catch(() => undefined);
    signal.throwIfAborted();
    const state = flags?.["web.enable-admin-api"];
    if (state === undefined) return [warning("adminApi.untold", { url })];
    return [state === "true" ? ok("adminApi.on", {}) : failedWith("prometheus.adminApiOff", { url })];
  },
};
