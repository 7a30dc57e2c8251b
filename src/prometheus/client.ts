import type { Authentication } from "../config/authentication.ts";
import { fault, isFault } from "../errors.ts";
import type { Fetch } from "../system/runtime.ts";
import { dataOf, refusal, shown, unexpected } from "./answers.ts";
import { type Answer, type Ask, createAsk } from "./request.ts";
import { isSnapshotName } from "./snapshot-name.ts";

/** How to reach one Prometheus. Timeouts are milliseconds, below 2^31 as the settings are: a timer waits no longer. */
export interface ClientOptions {
  /** HOST: scheme, host, port and path prefix. */
  readonly base: URL;
  readonly authentication: Authentication;
  readonly fetch: Fetch;
  readonly requestTimeout: number;
  readonly snapshotTimeout: number;
}

/** What promsnap reads of `/api/v1/status/runtimeinfo`. */
export interface RuntimeInfo {
  /** As Prometheus writes it; another one means that another process answers. */
  readonly startTime: string;
  readonly CWD: string;
}

/**
 * One Prometheus. Every call asks once and throws a fault `prometheus.…`, or the signal's reason when that is aborted.
 */
export interface PrometheusClient {
  /** The address that a snapshot is asked of. */
  snapshotUrl(skipHead: boolean): URL;
  /** Has a snapshot made and answers its name, which is a plain name. `mayHaveRun` tells what a fault leaves behind. */
  takeSnapshot(request: { readonly skipHead: boolean; readonly signal: AbortSignal }): Promise<string>;
  /** The command line's flags, such as `storage.tsdb.path`. */
  flags(signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  runtimeInfo(signal: AbortSignal): Promise<RuntimeInfo>;
  /** `version` may be empty. */
  buildInfo(signal: AbortSignal): Promise<{ readonly version: string }>;
  /** False while the write-ahead log is replayed. */
  ready(signal: AbortSignal): Promise<boolean>;
}

/** Makes the client. It holds no connection and needs no closing. */
export function createClient(options: ClientOptions): PrometheusClient {
  const { authentication } = options;
  const ask = withPlainProbe(createAsk(options.fetch, authentication), createAsk(options.fetch, { kind: "none" }));
  const timeout = { key: "REQUEST_TIMEOUT", milliseconds: options.requestTimeout } as const;
  const get = (path: string, signal: AbortSignal) =>
    ask({ url: urlBelow(options.base, path), method: "GET", timeout, signal });
  const status = async <T>(name: string, signal: AbortSignal, read: (data: Data) => T | undefined) => {
    const answer = await get(`api/v1/status/${name}`, signal);
    const value = read(dataOf(answer, authentication.kind));
    if (value === undefined) throw unexpected(answer);
    return value;
  };
  const snapshotUrl = (skipHead: boolean) =>
    urlBelow(options.base, `api/v1/admin/tsdb/snapshot${skipHead ? "?skip_head=true" : ""}`);
  return {
    snapshotUrl,
    takeSnapshot: async ({ skipHead, signal }) => {
      const limit = { key: "SNAPSHOT_TIMEOUT", milliseconds: options.snapshotTimeout } as const;
      return nameIn(await ask({ url: snapshotUrl(skipHead), method: "POST", timeout: limit, signal }), authentication);
    },
    flags: (signal) => status("flags", signal, textsIn),
    runtimeInfo: (signal) => status("runtimeinfo", signal, runtimeIn),
    buildInfo: (signal) =>
      status("buildinfo", signal, ({ version }) => (typeof version === "string" ? { version } : undefined)),
    ready: async (signal) => isReady(await get("-/ready", signal), authentication),
  };
}

type Data = Readonly<Record<string, unknown>>;

function urlBelow(base: URL, path: string): URL {
  const { origin, pathname } = base;
  return new URL(`${origin}${pathname.replace(/\/+$/, "")}/${path}`);
}

function nameIn(answer: Answer, { kind }: Authentication): string {
  const { name } = dataOf(answer, kind);
  if (typeof name !== "string") throw unexpected(answer);
  if (!isSnapshotName(name))
    throw fault("prometheus.snapshotName", { url: answer.url, name: shown(answer.hide(name)) });
  return name;
}

function textsIn(data: Data): Record<string, string> | undefined {
  const texts = Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return texts.length === 0 ? undefined : Object.fromEntries(texts);
}

function runtimeIn({ startTime, CWD }: Data): RuntimeInfo | undefined {
  return typeof startTime === "string" && typeof CWD === "string" ? { startTime, CWD } : undefined;
}

function isReady(answer: Answer, { kind }: Authentication): boolean {
  if (answer.status === 200) return true;
  const refused = refusal(answer, kind) ?? unexpected(answer);
  if (isFault(refused, "prometheus.replaying")) return false;
  throw refused;
}

/**
 * A failed handshake has two causes that Bun tells apart by nothing: the server speaks plain http, or it refuses this
 * client. So the same host is then asked in plain http, without credentials, what it speaks.
 */
function withPlainProbe(ask: Ask, askBare: Ask): Ask {
  return async (question) => {
    try {
      return await ask(question);
    } catch (error) {
      if (isFault(error, "prometheus.tlsHandshake") && (await speaksPlainHttp(askBare, question))) {
        throw fault("prometheus.tlsUnexpected", { url: question.url.href });
      }
      throw error;
    }
  };
}

async function speaksPlainHttp(askBare: Ask, { url, signal }: Parameters<Ask>[0]): Promise<boolean> {
  const plain = new URL("/", `http://${url.hostname}:${url.port || "443"}`);
  try {
    const timeout = { key: "REQUEST_TIMEOUT", milliseconds: 5000 } as const;
    const answer = await askBare({ url: plain, method: "GET", timeout, signal });
    return !isFault(refusal(answer, "none"), "prometheus.tlsNeeded");
  } catch {
    signal.throwIfAborted();
    return false;
  }
}
