import type { PlannedStore } from "../jobs/replicate/survey.ts";
import type { ReplicaEvents, StoreReport } from "../jobs/replicate/terms.ts";
import type { Outcome } from "../jobs/run.ts";
import { phrases } from "../report/messages/phrases.ts";
import type { Language } from "../report/messages/sentences.ts";
import { sayFault } from "../report/say.ts";
import { withoutControls } from "../report/text.ts";
import type { Desk } from "./desk.ts";
import type { Json } from "./json.ts";
import { lossObject } from "./retention.ts";

/** What a replication tells while it goes on, at a desk. */
export function replicaEventsOf({ progress, notice }: Desk): ReplicaEvents {
  return {
    store: () => progress.end(),
    phase: (phase, totalBytes) => progress.begin(phase, totalBytes),
    progress: (doneBytes) => progress.advance(doneBytes),
    notice,
  };
}

/** What became of the further stores after a run: a sentence on stdout for each that failed, and what to do. */
export function tellReplication(desk: Desk, { replication }: Outcome): void {
  desk.progress.end();
  if (replication === undefined) return;
  const said = replication.lines.map((line) => desk.scriptLine(line));
  if (replication.fault !== undefined) {
    if (said.includes(true)) desk.diagnostics.nextStep(replication.fault);
    else desk.diagnostics.fault(replication.fault);
  }
  tellStores(desk, replication.stores);
}

/** What was done in each store, for whoever wants to hear more. */
export function tellStores(desk: Desk, stores: readonly StoreReport[]): void {
  const words = phrases[desk.languages.diagnostics].replica;
  for (const { store, copied, deleted, missing, fault } of stores) {
    const detail = (text: string) => desk.diagnostics.detail(withoutControls(text));
    if (copied.length > 0) detail(words.copied(store, copied.join(", ")));
    if (deleted.length > 0) detail(words.deleted(store, deleted.join(", ")));
    if (fault === undefined && missing.length === 0) detail(words.upToDate(store));
  }
}

/** A store as docs/json.md describes it. */
export function storeObject({ store, copied, deleted, missing, withheld, loss, fault }: StoreReport): Json {
  return { store, copied, deleted, missing, withheld, loss: lossObject(loss), problem: fault?.data.code };
}

/** The rows of a dry run: what would be copied where, and what would be deleted there. */
export function replicaRows(stores: readonly PlannedStore[], language: Language): string[][] {
  const { replica, plan } = phrases[language];
  const known = stores.filter(({ problem }) => problem === undefined);
  const copies = known.flatMap(({ store, copy }) => copy.map((path) => `${path} → ${store}`));
  const unknown = stores.flatMap(({ store, problem }) =>
    problem === undefined ? [] : [replica.unknown(store, sayFault(problem, language)[0])],
  );
  const rowsOf = (word: string, values: readonly string[]) =>
    (values.length === 0 ? [plan.none] : values).map((value, index) => [index === 0 ? word : "", value]);
  const removed = known.flatMap(({ remove }) => remove);
  return [...rowsOf(replica.copyTo, [...copies, ...unknown]), ...rowsOf(replica.deleteFrom, removed)];
}

/** The rows of a dry run of prune, which copies nothing. */
export function pruneRows(stores: readonly PlannedStore[], language: Language): string[][] {
  const { replica, plan } = phrases[language];
  const removed = stores.flatMap(({ store, remove, problem }) =>
    problem === undefined ? remove : [replica.unknown(store, sayFault(problem, language)[0])],
  );
  return (removed.length === 0 ? [plan.none] : removed).map((value, index) => [
    index === 0 ? replica.deleteFrom : "",
    value,
  ]);
}

/** What `prune` deleted of each store. */
export function tellPruned(desk: Desk, stores: readonly StoreReport[]): void {
  const words = phrases[desk.languages.diagnostics].replica;
  for (const { store, deleted } of stores) {
    desk.scriptLine(withoutControls(words.pruned(store, deleted.length === 0 ? "0" : deleted.join(", "))));
  }
}

/** The same for a program. */
export function plannedObject({ store, copy, remove, problem }: PlannedStore): Json {
  return { store, copy, delete: remove, problem: problem?.code };
}
