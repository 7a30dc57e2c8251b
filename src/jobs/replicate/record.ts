import { createHash } from "node:crypto";
import type { There } from "../../snapshots/replica-plan.ts";
import type { Directory } from "../../system/directory.ts";
import { isRecord, parse } from "../../tsdb/meta.ts";
import type { ThereSnapshot } from "./terms.ts";

/**
 * What is known of a further store, in promsnap's own directory in the data directory: so nobody has to ask it while a run
 * holds its locks, and while it is away it is known what it has. Instants are milliseconds since 1970.
 */
export interface ReplicaRecord {
  readonly store: string;
  /** When it was first to get something. */
  readonly since: number;
  /** When it last had all that it is to have; 0 if it never did. */
  readonly complete: number;
  /** Whether the last attempt failed. */
  readonly failed: boolean;
  /** How many snapshots it lacks. */
  readonly missing: number;
  /** What it had when it was last looked at. */
  readonly there: readonly ThereSnapshot[];
}

const mode = 0o600;
/** A snapshot takes about 150 bytes. */
const readLimit = 16 << 20;

/** What is known of a store; undefined where nothing is, or where it cannot be read: then it is looked at anew. */
export function readReplica(own: Directory, store: string): ReplicaRecord | undefined {
  const text = own.readText(fileOf(store), readLimit);
  const value = text === undefined ? undefined : parse(text);
  if (!isRecord(value) || value["format"] !== 1 || value["store"] !== store) return undefined;
  const { since, complete, failed, missing, there } = value;
  const counts = [since, complete, missing].every((count) => typeof count === "number");
  if (!counts || typeof failed !== "boolean" || !Array.isArray(there) || !there.every(isThere)) return undefined;
  return { store, since: Number(since), complete: Number(complete), failed, missing: Number(missing), there };
}

/**
 * The record as it can be under this clock: one that was ahead once must not have SNAPSHOT_DIR wait for a store, nor the
 * store count as complete, until that time comes.
 */
export function underClock(record: ReplicaRecord, now: number): ReplicaRecord {
  return { ...record, since: Math.min(record.since, now), complete: Math.min(record.complete, now) };
}

/** Records what is known of a store now, durably. */
export async function writeReplica(own: Directory, record: ReplicaRecord): Promise<void> {
  await own.replace(fileOf(record.store), `${JSON.stringify({ format: 1, ...record })}\n`, mode);
}

/** A store's name may hold what no file's may. */
function fileOf(store: string): string {
  return `replica-${createHash("sha256").update(store).digest("hex").slice(0, 16)}.json`;
}

function isThere(value: unknown): value is ThereSnapshot {
  if (!isRecord(value)) return false;
  const { name, instant, good, bytes, complete, modified } = value as {
    [K in keyof (There & ThereSnapshot)]?: unknown;
  };
  const texts = typeof name === "string" && typeof good === "boolean" && typeof complete === "boolean";
  return texts && [instant, bytes, modified].every((count) => typeof count === "number");
}
