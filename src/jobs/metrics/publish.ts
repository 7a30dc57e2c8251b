import { basename, dirname } from "node:path/posix";
import { sayStore } from "../../config/store-setting.ts";
import { type Notice, notice } from "../../notices.ts";
import { metricsText } from "../../report/metrics.ts";
import { reasonOf } from "../../report/reason.ts";
import type { Directory } from "../../system/directory.ts";
import { replaceShared } from "../../system/shared-file.ts";
import { gatherFigures, type MetricsContext } from "./figures.ts";
import { type LastRun, readLastRun, writeLastRun } from "./last-run.ts";

/** node_exporter runs as a user of its own. */
const metricsMode = 0o644;
/** How often the file is written again because something changed while it was being written. */
const mostWrites = 3;

/**
 * Writes METRICS_FILE anew, from what lies in the store and the data directory now; nothing where the key is not set. To be
 * called after whatever changes either. `learnt` changes the record of the last run first. It never throws: what keeps the
 * file from being written is told, for nothing fails because of its metrics.
 */
export async function publishMetrics(
  context: MetricsContext,
  tell: (told: Notice) => void,
  learnt?: (known: LastRun) => LastRun,
): Promise<void> {
  const { METRICS_FILE: path, SNAPSHOT_DIR } = context.settings;
  if (path === undefined) return;
  try {
    using directory = context.system.openDirectory(dirname(path));
    const [file, store] = [basename(path), sayStore(SNAPSHOT_DIR)];
    if (learnt !== undefined) {
      await writeLastRun(directory, file, store, learnt(readLastRun(directory, file, store)));
    }
    await writeSettled(directory, file, context);
  } catch (error) {
    tell(notice("metrics.unwritable", { path, reason: reasonOf(error) }));
  }
}

/** Does what changes the store or what restores put aside, and publishes whatever became of it, also where it throws. */
export async function thenPublish<T>(
  context: MetricsContext,
  tell: (told: Notice) => void,
  job: () => Promise<T>,
): Promise<T> {
  try {
    return await job();
  } finally {
    await publishMetrics(context, tell);
  }
}

/** A run and a verification may end at the same time: whoever writes last has seen what the other did. */
async function writeSettled(directory: Directory, file: string, context: MetricsContext): Promise<void> {
  let written = "";
  for (let writes = 0; writes < mostWrites; writes += 1) {
    const lastRun = readLastRun(directory, file, sayStore(context.settings.SNAPSHOT_DIR));
    const text = await metricsText(await gatherFigures(context, lastRun));
    if (text === written) return;
    await replaceShared(directory, file, text, metricsMode);
    written = text;
  }
}
