import type { Authentication } from "../config/authentication.ts";
import { fault, isFault } from "../errors.ts";
import type { Fetch } from "../system/runtime.ts";
import type { Lineage } from "../tsdb/lineage.ts";
import type { Reading } from "./answer-body.ts";
import { dataOf, refusal, shown, textOf, unexpected } from "./answers.ts";
import { metricsReader } from "./metrics.ts";
import { withPlainProbe } from "./plain-probe.ts";
import {
  blocksIn,
  type Data,
  type QueriedSeries,
  type RuntimeInfo,
  replayIn,
  runtimeIn,
  seriesIn,
  textsIn,
  versionIn,
  type WalReplay,
  yamlIn,
} from "./readings.ts";
import { type Answer, createAsk } from "./request.ts";
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

/** An instant query: what is asked for, at which time in milliseconds since 1970. */
export interface Query {
  readonly expression: string;
  readonly time: number;
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
  /** The clock of the server that answers, to the second: milliseconds since 1970; undefined where it does not tell. */
  date(signal: AbortSignal): Promise<number | undefined>;
  /** The configuration in force, as YAML, with secrets masked. */
  configuration(signal: AbortSignal): Promise<string>;
  /** `version` may be empty. */
  buildInfo(signal: AbortSignal): Promise<{ readonly version: string }>;
  /** False while the write-ahead log is replayed. */
  ready(signal: AbortSignal): Promise<boolean>;
  /** Answered from the first moment on, while everything else is refused. */
  walReplay(signal: AbortSignal): Promise<WalReplay>;
  /** Every block it has loaded; undefined where that cannot be asked: in Prometheus 2, or because a proxy refuses it. */
  loadedBlocks(signal: AbortSignal): Promise<readonly Lineage[] | undefined>;
  /** Values of metrics of its own that have no labels; one that this version lacks is absent. */
  metrics(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
  /** The series that a query gives; undefined where queries are not permitted (401, 403, 404, 405: a proxy's word). */
  query(query: Query, signal: AbortSignal): Promise<readonly QueriedSeries[] | undefined>;
}

/** Bytes of the list of loaded blocks: 100,000 blocks take about 60 MB. */
const blocksReading: Reading = { limit: 256 << 20 };
/** Bytes of a configuration: thousands of targets may stand in it. */
const configurationReading: Reading = { limit: 64 << 20 };
/** Bytes of a query's result: more than one series is in it where others have the same labels and further ones. */
const queryReading: Reading = { limit: 16 << 20 };

/** Makes the client. It holds no connection and needs no closing. */
export function createClient(options: ClientOptions): PrometheusClient {
  const { authentication, base } = options;
  const ask = withPlainProbe(createAsk(options.fetch, authentication), createAsk(options.fetch, { kind: "none" }));
  const timeout = { key: "REQUEST_TIMEOUT", milliseconds: options.requestTimeout } as const;
  const get = (path: string, signal: AbortSignal, reading?: Reading) =>
    ask({ url: urlBelow(base, path), method: "GET", timeout, signal, ...(reading && { reading }) });
  const understood = <T>(answer: Answer, read: (data: Data) => T | undefined) => {
    const value = read(dataOf(answer, authentication.kind));
    if (value === undefined) throw unexpected(answer);
    return value;
  };
  const status = async <T>(name: string, signal: AbortSignal, read: (data: Data) => T | undefined) =>
    understood(await get(`api/v1/status/${name}`, signal), read);
  const snapshotUrl = (skipHead: boolean) =>
    urlBelow(base, `api/v1/admin/tsdb/snapshot${skipHead ? "?skip_head=true" : ""}`);
  return {
    snapshotUrl,
    takeSnapshot: async ({ skipHead, signal }) => {
      const limit = { key: "SNAPSHOT_TIMEOUT", milliseconds: options.snapshotTimeout } as const;
      return nameIn(await ask({ url: snapshotUrl(skipHead), method: "POST", timeout: limit, signal }), authentication);
    },
    flags: (signal) => status("flags", signal, textsIn),
    runtimeInfo: (signal) => status("runtimeinfo", signal, runtimeIn),
    date: async (signal) => dateOf(await get("-/ready", signal)),
    configuration: async (signal) =>
      understood(await get("api/v1/status/config", signal, configurationReading), yamlIn),
    buildInfo: (signal) => status("buildinfo", signal, versionIn),
    ready: async (signal) => isReady(await get("-/ready", signal), authentication),
    walReplay: (signal) => status("walreplay", signal, replayIn),
    loadedBlocks: async (signal) => {
      const answer = await get("api/v1/status/tsdb/blocks", signal, blocksReading);
      return [403, 404].includes(answer.status) ? undefined : understood(answer, blocksIn);
    },
    metrics: async (names, signal) => {
      const { wants, read } = metricsReader(names);
      return read(textOf(await get("metrics", signal, { limit: 1 << 20, keep: wants }), authentication.kind));
    },
    query: async ({ expression, time }, signal) => {
      const parameters = new URLSearchParams({ query: expression, time: `${time / 1000}` });
      const answer = await get(`api/v1/query?${parameters}`, signal, queryReading);
      return [401, 403, 404, 405].includes(answer.status) ? undefined : understood(answer, seriesIn);
    },
  };
}

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

function dateOf({ date }: Answer): number | undefined {
  const time = Date.parse(date ?? "");
  return Number.isNaN(time) ? undefined : time;
}

function isReady(answer: Answer, { kind }: Authentication): boolean {
  if (answer.status === 200) return true;
  const refused = refusal(answer, kind) ?? unexpected(answer);
  if (isFault(refused, "prometheus.replaying")) return false;
  throw refused;
}
