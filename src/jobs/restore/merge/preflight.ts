import { fault } from "../../../errors.ts";
import { blocksOnDisk } from "../../../prometheus/blocks.ts";
import { refuseOtherDirectory } from "../../../prometheus/data-directory.ts";
import { reportedDataPath } from "../../../prometheus/data-path.ts";
import { foresee } from "../../../prometheus/foresight.ts";
import { isOwnLog } from "../../../prometheus/own-log.ts";
import { settled } from "../../../prometheus/patience.ts";
import { samePrometheus } from "../../../prometheus/same-prometheus.ts";
import { differenceOf, refuseOtherDirectories } from "../same-prometheus.ts";
import type { Staged } from "../staging.ts";
import type { Transaction } from "../terms.ts";
import type { Merging } from "./terms.ts";

/** The log grows while it is measured. */
const tries = { tries: 5, pause: 500 };

/**
 * Makes sure that the Prometheus at HOST serves and is that of the data directory: by its blocks, by its write-ahead log,
 * for one that has lost its blocks has none to be known by, and by what its manager says, where one can be asked. Throws
 * `prometheus.…`, `restore.otherPrometheus`, `restore.otherDirectory`, `merge.otherLog`, `merge.failsToLoad`.
 */
export async function proveSamePrometheus({ client, data, context, service }: Merging): Promise<void> {
  const { system, settings, signal } = context;
  const { clock } = system;
  if (!(await client.ready(signal))) throw fault("prometheus.replaying", { url: settings.HOST });
  await refuseOtherDirectory(data, () => reportedDataPath(client, signal));
  const sameness = await samePrometheus({ client, clock, blocksOnDisk: () => blocksOnDisk(data), signal });
  if (sameness.kind === "unreachable") throw sameness.fault;
  const places = { url: settings.HOST, data: data.path };
  if (sameness.kind === "other") throw fault("restore.otherPrometheus", { ...places, ...differenceOf(sameness) });
  if (sameness.notLoaded > 0) throw fault("merge.failsToLoad", { ...places, blocks: sameness.notLoaded });
  const sameLog = await settled(
    { clock, signal, ...tries },
    () => isOwnLog(client, data, signal),
    (same) => same,
  );
  if (!sameLog) throw fault("merge.otherLog", places);
  // A merge stops nothing: it does without a manager that cannot be asked.
  const facts = await service.facts(signal).catch(() => undefined);
  signal.throwIfAborted();
  if (facts !== undefined) refuseOtherDirectories(system, service, facts, data);
}

/**
 * Refuses staged blocks that this version of Prometheus does not read: it would load them, fail to compact them, and leave
 * those that are there uncompacted for ever as well. Throws `merge.tooOld`; a version that is not known is a warning.
 */
export async function refuseUnreadable({ client, context, events }: Transaction, staged: Staged): Promise<void> {
  const { version } = await client.buildInfo(context.signal);
  for (const told of foresee({ ...staged.data, blocks: [] }, { version, limits: undefined }, 0)) {
    if (told.code !== "restore.tooOld") continue;
    const { what, needs } = told.details;
    if (told.details.version !== undefined) throw fault("merge.tooOld", { what, needs, version });
    events.notice(told);
  }
}
