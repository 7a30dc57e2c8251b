import { Fault, type FaultCode, fault } from "../errors.ts";
import type { PrometheusFaultData } from "../faults/proof.ts";
import type { Clock } from "../system/system.ts";
import type { PrometheusClient } from "./client.ts";
import type { WalReplay } from "./readings.ts";

export interface ReadinessTerms {
  readonly client: PrometheusClient;
  readonly clock: Clock;
  /** Milliseconds without progress after which Prometheus counts as stuck. */
  readonly readyTimeout: number;
  /** Whether Prometheus's process is there; asked at most once a second, and only while it is not ready. */
  readonly alive: () => Promise<boolean>;
  readonly signal: AbortSignal;
  /** Told whenever the reading of the write-ahead log has come further. */
  readonly onReplay?: (replay: WalReplay) => void;
}

/** Milliseconds between two looks: short, for Prometheus is down to its users meanwhile. */
const lookPause = 50;
const alivePause = 1000;

/** What no waiting heals: the configuration is wrong. Anything else may be a proxy whose backend is not up yet. */
const final: ReadonlySet<FaultCode> = new Set([
  "prometheus.unauthorized",
  "prometheus.tlsAuthority",
  "prometheus.tlsDate",
  "prometheus.tlsHostName",
  "prometheus.tlsNeeded",
  "prometheus.tlsUnexpected",
] satisfies FaultCode[]);

/**
 * Returns once `/-/ready` says so. Throws `proof.notReady` after `readyTimeout` in which the reading of the write-ahead
 * log did not advance, `proof.ended` as soon as the process is gone, and a fault that no waiting heals at once.
 */
export async function untilReady(terms: ReadinessTerms): Promise<void> {
  const { clock, readyTimeout, alive, signal, onReplay } = terms;
  let [progress, aliveAt] = [clock.now(), Number.NEGATIVE_INFINITY];
  let seen: Look = {};
  for (let now = progress; ; now = clock.now()) {
    const left = progress + readyTimeout - now;
    if (left <= 0) throw fault("proof.notReady", { milliseconds: readyTimeout, ...(seen.last && { last: seen.last }) });
    const look = await lookWithin(terms, left);
    if (look.ready) return;
    if (look.replay !== undefined && advanced(look.replay, seen.replay)) {
      progress = clock.now();
      onReplay?.(look.replay);
    }
    if (clock.now() - aliveAt >= alivePause) {
      if (!(await alive())) throw fault("proof.ended", {});
      aliveAt = clock.now();
    }
    seen = { ...seen, ...look };
    await clock.sleep(lookPause, signal);
  }
}

interface Look {
  readonly ready?: true;
  readonly replay?: WalReplay;
  readonly last?: PrometheusFaultData;
}

/** One look that ends in time even if Prometheus does not answer at all. */
async function lookWithin({ client, signal }: ReadinessTerms, milliseconds: number): Promise<Look> {
  const deadline = AbortSignal.timeout(milliseconds);
  const both = AbortSignal.any([signal, deadline]);
  try {
    if (await client.ready(both)) return { ready: true };
    return { replay: await client.walReplay(both) };
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted) return {};
    if (error instanceof Fault && isPrometheus(error.data) && !final.has(error.data.code)) return { last: error.data };
    throw error;
  }
}

function isPrometheus(data: Fault["data"]): data is PrometheusFaultData {
  return data.code.startsWith("prometheus.");
}

function advanced(now: WalReplay, before: WalReplay = { min: 0, max: 0, current: 0 }): boolean {
  return now.min !== before.min || now.max !== before.max || now.current !== before.current;
}
