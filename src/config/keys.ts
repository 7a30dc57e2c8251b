import type { Owner } from "../system/attributes.ts";
import type { ServerSideEncryption } from "./s3-values.ts";
import type { Secret } from "./secret.ts";
import type { ServiceSetting } from "./service-setting.ts";
import type { Span } from "./span.ts";
import type { StoreSetting } from "./store-setting.ts";

/** What each type of setting is once it is read. Durations are milliseconds. */
export interface ValueTypes {
  webAddress: string;
  absolutePath: string;
  text: string;
  secret: Secret;
  /** A web address that is itself a secret, for whoever knows it may use it. */
  secretAddress: Secret;
  /** An absolute path of a file that node_exporter reads. */
  metricsFile: string;
  duration: number;
  integer: number;
  yesOrNo: boolean;
  language: "en" | "fr";
  service: ServiceSetting;
  owner: Owner;
  span: Span;
  /** Five fields of cron, with one space between them. */
  schedule: string;
  /** `HOST:PORT`, `:PORT` or `[IPv6]:PORT`. */
  listenAddress: string;
  region: string;
  serverSideEncryption: ServerSideEncryption;
  storageClass: string;
  store: StoreSetting;
  stores: readonly StoreSetting[];
  /** Bytes in a second. */
  rate: number;
}

export type ValueType = keyof ValueTypes;

/** What a default may depend on. */
export interface SettingsHost {
  /** How many threads can really run at once. */
  readonly parallelism: number;
}

/** One setting. A default is written as in the file. Ranges are inclusive; a duration's are milliseconds. */
export type SettingRow = { readonly required?: true; readonly default?: string | ((host: SettingsHost) => string) } & (
  | { readonly type: "duration" | "integer"; readonly least: number; readonly most: number }
  | { readonly type: Exclude<ValueType, "duration" | "integer"> }
);

const second = 1000;
const hour = 3600 * second;
/** A timer of JavaScript can wait for 2^31 - 1 milliseconds, a little longer. */
const longest = 24 * 24 * hour;
/** No timer waits for it. */
const tenYears = 3650 * 24 * hour;
const mostDefaultWorkers = 8;
/** So many snapshots of a kind are all that will ever be. */
const keepCount = { type: "integer", least: 1, most: 1_000_000 } as const;

/**
 * Every setting that promsnap knows, by its key in the file; in the environment it is `PROMSNAP_KEY`. A required one
 * must be there and not be empty. The first six are the script's own.
 */
export const settingTable = {
  HOST: { type: "webAddress", required: true },
  USERNAME: { type: "text" },
  PASSWORD: { type: "secret" },
  SNAPSHOT_DIR: { type: "store", required: true },
  LOG_FILE: { type: "absolutePath" },
  PROMETHEUS_DATA_DIR: { type: "absolutePath", required: true },
  PASSWORD_FILE: { type: "absolutePath" },
  BEARER_TOKEN_FILE: { type: "absolutePath" },
  TLS_CA_FILE: { type: "absolutePath" },
  TLS_CERT_FILE: { type: "absolutePath" },
  TLS_KEY_FILE: { type: "absolutePath" },
  TLS_INSECURE: { type: "yesOrNo", default: "no" },
  SNAPSHOT_TIMEOUT: { type: "duration", default: "1h", least: second, most: longest },
  REQUEST_TIMEOUT: { type: "duration", default: "30s", least: second, most: longest },
  SKIP_HEAD: { type: "yesOrNo", default: "no" },
  RETRY_INTERVAL: { type: "duration", default: "24h", least: second, most: longest },
  RETRY_LIMIT: { type: "integer", least: 0, most: 1_000_000 },
  METRICS_FILE: { type: "metricsFile" },
  HEALTHCHECK_URL: { type: "secretAddress" },
  SERVICE: { type: "service", default: "docker:prometheus" },
  STOP_TIMEOUT: { type: "duration", default: "5m", least: second, most: longest },
  READY_TIMEOUT: { type: "duration", default: "10m", least: second, most: longest },
  MERGE_TIMEOUT: { type: "duration", default: "30m", least: second, most: longest },
  DATA_OWNER: { type: "owner" },
  COMPRESSION_LEVEL: { type: "integer", default: "6", least: 0, most: 12 },
  WORKERS: {
    type: "integer",
    default: ({ parallelism }) => `${Math.min(Math.max(parallelism, 1), mostDefaultWorkers)}`,
    least: 1,
    most: 64,
  },
  NICE: { type: "yesOrNo", default: "yes" },
  SCHEDULE: { type: "schedule", default: "0 13 * * 1" },
  LISTEN: { type: "listenAddress" },
  KEEP_LAST: keepCount,
  KEEP_HOURLY: keepCount,
  KEEP_DAILY: keepCount,
  KEEP_WEEKLY: keepCount,
  KEEP_MONTHLY: keepCount,
  KEEP_YEARLY: keepCount,
  KEEP_WITHIN: { type: "span" },
  REPLICATE_TO: { type: "stores" },
  REPLICA_GRACE: { type: "duration", default: "30d", least: 0, most: tenYears },
  KEEP_REMOTE_LAST: keepCount,
  KEEP_REMOTE_HOURLY: keepCount,
  KEEP_REMOTE_DAILY: keepCount,
  KEEP_REMOTE_WEEKLY: keepCount,
  KEEP_REMOTE_MONTHLY: keepCount,
  KEEP_REMOTE_YEARLY: keepCount,
  KEEP_REMOTE_WITHIN: { type: "span" },
  BANDWIDTH_LIMIT: { type: "rate" },
  S3_ENDPOINT: { type: "webAddress" },
  S3_REGION: { type: "region" },
  S3_ACCESS_KEY_ID: { type: "text" },
  S3_SECRET_ACCESS_KEY: { type: "secret" },
  S3_SECRET_ACCESS_KEY_FILE: { type: "absolutePath" },
  S3_PATH_STYLE: { type: "yesOrNo" },
  S3_CA_FILE: { type: "absolutePath" },
  S3_SSE: { type: "serverSideEncryption" },
  S3_STORAGE_CLASS: { type: "storageClass" },
  LANGUAGE: { type: "language" },
} as const satisfies Record<string, SettingRow>;

type Table = typeof settingTable;

export type SettingKey = keyof Table;

/** The value of one setting; undefined only where it is neither required nor has a default. */
type ValueOf<Row extends { type: ValueType }> =
  | ValueTypes[Row["type"]]
  | (Row extends { required: true } | { default: unknown } ? never : undefined);

/** The values of all settings, by key. */
export type SettingValues = { readonly [K in SettingKey]: ValueOf<Table[K]> };

/** All keys, in the table's order. */
export const settingKeys = Object.keys(settingTable) as readonly SettingKey[];

export function isSettingKey(name: string): name is SettingKey {
  return Object.hasOwn(settingTable, name);
}

/** The unit of a setting's value in `config show`: durations are shown in seconds. */
export function unitOf(key: SettingKey): string {
  return settingTable[key].type === "duration" ? "s" : "";
}
