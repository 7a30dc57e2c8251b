import type { Fault } from "../../errors.ts";
import type { Languages } from "../../report/language.ts";
import { appendToLog } from "../../report/log-file.ts";
import { scriptLines } from "../../report/messages/script-lines.ts";
import type { Language } from "../../report/messages/sentences.ts";
import { sayFault } from "../../report/say.ts";
import { oneLine } from "../../report/text.ts";
import type { BackupRequest, JobContext } from "../backup-terms.ts";
import { publishMetrics } from "../metrics/publish.ts";
import { type Outcome, type Replication, reasonLimit } from "../run.ts";
import { failureOf, replicate } from "./replicate.ts";
import type { ReplicaEvents, StoreReport } from "./terms.ts";

/**
 * Hands what an attempt stored on to the further stores, with all that they lacked before, and logs a line for each that
 * failed. The attempt has ended by then, its locks are free, and its own line is in LOG_FILE. Damage that Prometheus itself
 * had is handed on too, for the rest of such a snapshot is worth as much elsewhere; but then nothing is deleted there, as
 * nothing is here. Never throws.
 */
export async function replicateAfter(
  context: JobContext,
  outcome: Outcome,
  { adopt }: Pick<BackupRequest, "adopt">,
  events: ReplicaEvents,
  languages: Languages,
): Promise<Outcome> {
  if (context.settings.REPLICATE_TO === undefined || outcome.report === undefined) return outcome;
  const request = { copy: true, prune: outcome.kind === "stored", accept: false, adopt };
  // What is stored is told now: copying may take hours.
  await publishMetrics(context, (told) => events.notice(told));
  const stores = await replicate(context, request, events);
  const replication = replicationOf(stores, context.signal, languages.script);
  for (const line of replication.lines) {
    const warning = appendToLog(context.system, context.settings.LOG_FILE, line);
    if (warning !== undefined) events.notice(warning);
  }
  return { ...outcome, replication };
}

function replicationOf(stores: readonly StoreReport[], signal: AbortSignal, language: Language): Replication {
  const lines = stores.flatMap(({ store, fault }) => (fault === undefined ? [] : [lineOf(store, fault, language)]));
  const failure = failureOf(stores, signal);
  return { stores, lines, ...(failure && { fault: failure }) };
}

function lineOf(store: string, { data }: Fault, language: Language): string {
  const [reason] = sayFault(data, language);
  return scriptLines[language].replicationFailed(oneLine(store, reasonLimit), oneLine(reason, reasonLimit));
}
