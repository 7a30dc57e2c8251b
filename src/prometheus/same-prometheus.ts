import { Fault, type FaultCode } from "../errors.ts";
import type { Clock } from "../system/system.ts";
import type { Lineage } from "../tsdb/lineage.ts";
import type { PrometheusClient } from "./client.ts";
import { failedReloads, loadedCount } from "./metrics.ts";
import { settled } from "./patience.ts";

export interface SamenessTerms {
  readonly client: PrometheusClient;
  readonly clock: Clock;
  /** The blocks in the data directory now. */
  readonly blocksOnDisk: () => readonly Lineage[];
  readonly signal: AbortSignal;
}

/**
 * Whether the Prometheus that answers is the one whose data lie in a directory.
 *
 * `same`: what it has loaded is what lies there. With no block on either side (`blocks` is 0) that shows little.
 * `notLoaded` counts blocks there that Prometheus fails to load, as it tells itself. `other`: the blocks differ; on
 * Prometheus 2, which does not name them (`named` is false), their numbers do. `unreachable`: it does not answer.
 */
export type Sameness =
  | { readonly kind: "same"; readonly blocks: number; readonly notLoaded: number }
  | ({ readonly kind: "other" } & Difference)
  | { readonly kind: "unreachable"; readonly fault: Fault };

type Difference =
  | { readonly named: true; readonly onlyLoaded: readonly string[]; readonly onlyOnDisk: readonly string[] }
  | { readonly named: false; readonly loaded: number; readonly onDisk: number };

/** Blocks come and go with every compaction, so a difference is looked at again for some seconds. */
const tries = { tries: 6, pause: 1000 };

/** What says that nobody answers, rather than that somebody refuses. */
const silence: ReadonlySet<FaultCode> = new Set([
  "prometheus.dns",
  "prometheus.refused",
  "prometheus.unreachable",
  "prometheus.reset",
  "prometheus.broken",
  "prometheus.timeout",
  "prometheus.replaying",
] satisfies FaultCode[]);

/** Compares what Prometheus has loaded with what lies in the directory. Throws the fault of an answer that refuses. */
export async function samePrometheus(terms: SamenessTerms): Promise<Sameness> {
  try {
    return await settled(
      { ...terms, ...tries },
      () => compare(terms),
      ({ kind }) => kind === "same",
    );
  } catch (error) {
    terms.signal.throwIfAborted();
    if (error instanceof Fault && silence.has(error.data.code)) return { kind: "unreachable", fault: error };
    throw error;
  }
}

async function compare(terms: SamenessTerms): Promise<Sameness> {
  const loaded = await terms.client.loadedBlocks(terms.signal);
  const onDisk = new Set(terms.blocksOnDisk().map(({ ulid }) => ulid));
  if (loaded === undefined) {
    // While it starts its count means nothing; unlike the count this call says so.
    await terms.client.runtimeInfo(terms.signal);
    return byCount(onDisk.size, await metricsOf(terms));
  }
  const inMemory = new Set(loaded.map(({ ulid }) => ulid));
  const [onlyLoaded, onlyOnDisk] = [[...inMemory.difference(onDisk)], [...onDisk.difference(inMemory)]];
  const explained = onlyOnDisk.length === 0 || (inMemory.size > 0 && (await metricsOf(terms)).failing);
  if (onlyLoaded.length > 0 || !explained) return { kind: "other", named: true, onlyLoaded, onlyOnDisk };
  return { kind: "same", blocks: inMemory.size, notLoaded: onlyOnDisk.length };
}

interface Metrics {
  readonly loaded: number;
  readonly failing: boolean;
}

async function metricsOf({ client, signal }: SamenessTerms): Promise<Metrics> {
  const metrics = await client.metrics([loadedCount, failedReloads], signal);
  return { loaded: metrics.get(loadedCount) ?? 0, failing: (metrics.get(failedReloads) ?? 0) > 0 };
}

function byCount(onDisk: number, { loaded, failing }: Metrics): Sameness {
  const same = loaded === onDisk || (failing && loaded > 0 && loaded < onDisk);
  if (same) return { kind: "same", blocks: loaded, notLoaded: onDisk - loaded };
  return { kind: "other", named: false, loaded, onDisk };
}
