import { Fault, fault, isFault } from "../../errors.ts";
import { lockName } from "../../prometheus/data-children.ts";
import { ownDirectoryName } from "../../prometheus/own-directory.ts";
import type { ServiceState } from "../../services/service.ts";
import type { Directory } from "../../system/directory.ts";
import { type Occupant, occupantsOf } from "../../system/occupancy.ts";
import type { Transaction } from "./terms.ts";

/** How long HOST may still answer, or a file be open, after the manager says that the service is stopped: milliseconds. */
const silenceWithin = 5000;
const pause = 50;

/**
 * Stops the service and makes sure of it: the manager says so, HOST is silent, nobody uses the data directory. Throws
 * faults `service.…`, `restore.stillServing`, `restore.inUse`.
 */
export async function stopService(tx: Transaction, signal: AbortSignal): Promise<void> {
  tx.events.phase("stopping", 0);
  await tx.service.stop(signal);
  await untilSilent(tx, signal);
  await untilUnused(tx, signal);
  tx.events.step("stopped");
}

/**
 * Returns once no process has the lock or a file of the data directory open: a search or a backup may be looking through
 * it. Throws `restore.inUse` when one still has.
 */
export async function untilUnused(
  tx: Pick<Transaction, "data" | "now" | "context">,
  signal: AbortSignal,
): Promise<void> {
  const { data, now, context } = tx;
  const end = now() + silenceWithin;
  for (let [occupant] = occupants(data); occupant !== undefined; [occupant] = occupants(data)) {
    const { process, program } = occupant;
    if (now() > end) throw fault("restore.inUse", { path: data.path, process, program });
    await context.system.clock.sleep(pause, signal);
  }
}

function occupants(data: Directory): Occupant[] {
  return occupantsOf(data, lockName, ownDirectoryName);
}

/** `replaying`: it says that it is not ready yet, or a proxy says so in the same words. */
export type HostState = "ready" | "replaying" | "silent";

/**
 * Whether a Prometheus answers at HOST. Throws what keeps anybody from telling: a wrong password, a wrong path, a
 * certificate; those would fail the proof at the end as well.
 */
export async function stateOfHost(
  { client }: Pick<Transaction, "client">,
  signal: AbortSignal,
  service?: ServiceState,
): Promise<HostState> {
  try {
    return (await client.ready(signal)) ? "ready" : "replaying";
  } catch (error) {
    signal.throwIfAborted();
    // A container's name is known to the name server only while it runs.
    if (isSilence(error) || (service === "stopped" && isFault(error, "prometheus.dns"))) return "silent";
    throw error;
  }
}

/** Whether a Prometheus is ready at HOST. Throws as `stateOfHost`. */
export async function isServing(tx: Pick<Transaction, "client">, signal: AbortSignal): Promise<boolean> {
  return (await stateOfHost(tx, signal)) === "ready";
}

/**
 * Nobody is there: nothing listens, what listens (Docker's proxy, a reverse proxy) has nobody behind it, or who is there is
 * paused or hangs, and a restore is no less wanted then.
 */
function isSilence(error: unknown): boolean {
  if (isFault(error, "prometheus.unexpected")) return [502, 503, 504].includes(error.data.details.status);
  return (["prometheus.refused", "prometheus.unreachable", "prometheus.reset", "prometheus.timeout"] as const).some(
    (code) => isFault(error, code),
  );
}

async function untilSilent(tx: Transaction, signal: AbortSignal): Promise<void> {
  const end = tx.now() + silenceWithin;
  while (await answersStill(tx, signal)) {
    if (tx.now() > end) throw fault("restore.stillServing", { url: tx.context.settings.HOST });
    await tx.context.system.clock.sleep(pause, signal);
  }
}

/** Before the stop it could be asked: what answers otherwise than before (a proxy, no name server) does so because of the stop. */
async function answersStill({ client }: Transaction, signal: AbortSignal): Promise<boolean> {
  try {
    return await client.ready(signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Fault) return false;
    throw error;
  }
}
