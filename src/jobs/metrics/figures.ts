import { sayStore } from "../../config/store-setting.ts";
import { fault } from "../../errors.ts";
import { ownDirectoryName } from "../../prometheus/own-directory.ts";
import type { Figures, PreviousFigures } from "../../report/metrics.ts";
import type { ReplicaFigures } from "../../report/replica-metrics.ts";
import { openForReading } from "../../stores/open.ts";
import { ifPresent } from "../../system/errno.ts";
import type { JobContext } from "../backup-terms.ts";
import { replicaFigures } from "../replicate/figures.ts";
import { placesIn, timeOfPlace } from "../restore/places.ts";
import { bytesUnder } from "../restore/room.ts";
import { known } from "./known.ts";
import type { LastRun } from "./last-run.ts";
import { figuresOf, type JudgedSnapshot, judgeSnapshots, laterSuccess } from "./snapshots.ts";

/** What METRICS_FILE is made from: no signal ends it, for it takes a moment and an interruption is told too. */
export type MetricsContext = Pick<JobContext, "system" | "settings">;

/** Of several snapshots within one second each is dated a second after the one before. */
const stepsAhead = 60_000;
/** How long a bucket is asked for them, in milliseconds. */
const patience = 60_000;

/** Looks at the store and the data directory. What cannot be read is left out. */
export async function gatherFigures(context: MetricsContext, { attempt, success }: LastRun): Promise<Figures> {
  const now = context.system.clock.now() + stepsAhead;
  const snapshots = await known(() => storedSnapshots(context));
  return {
    store: sayStore(context.settings.SNAPSHOT_DIR),
    attempt,
    success: laterSuccess(success, snapshots ?? [], now),
    snapshots: snapshots && figuresOf(snapshots, now),
    previous: await known(() => previousFigures(context)),
    replicas: context.settings.REPLICATE_TO && (await known(() => replicasOf(context))),
  };
}

/** A store that does not exist yet holds nothing. */
async function storedSnapshots(context: MetricsContext): Promise<JudgedSnapshot[]> {
  const { SNAPSHOT_DIR: setting } = context.settings;
  const late = fault("s3.timeout", { url: sayStore(setting), operation: "ListObjectsV2", milliseconds: patience });
  const giveUp = new AbortController();
  AbortSignal.timeout(patience).addEventListener("abort", () => giveUp.abort(late));
  using store = await openForReading(setting, { ...context, signal: giveUp.signal });
  return store === undefined ? [] : await judgeSnapshots(store);
}

function replicasOf({ system, settings }: MetricsContext): ReplicaFigures[] {
  using data = system.openDirectory(settings.PROMETHEUS_DATA_DIR);
  using own = ifPresent(() => data.directory(ownDirectoryName));
  return replicaFigures(settings, own);
}

function previousFigures({ system, settings }: MetricsContext): PreviousFigures {
  using data = system.openDirectory(settings.PROMETHEUS_DATA_DIR);
  using own = ifPresent(() => data.directory(ownDirectoryName));
  if (own === undefined) return { bytes: 0, oldest: 0 };
  const kept = placesIn(own).filter(({ kind }) => kind !== "restore");
  const [first] = kept;
  return {
    bytes: kept.reduce((total, { name }) => total + bytesUnder(own, name), 0),
    oldest: first === undefined ? 0 : timeOfPlace(first.name),
  };
}
