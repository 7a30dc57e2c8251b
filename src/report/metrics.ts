import { type ReplicaFigures, replicaTable } from "./replica-metrics.ts";

/**
 * What promsnap tells as metrics. Instants are milliseconds since 1970 and durations milliseconds; a part that is
 * undefined is one of which nothing is known now, and it gives no sample.
 */
export interface Figures {
  /** SNAPSHOT_DIR: the label that tells several Prometheus on one machine apart. */
  readonly store: string;
  readonly attempt?: AttemptFigures | undefined;
  readonly success?: SuccessFigures | undefined;
  readonly snapshots?: SnapshotFigures | undefined;
  readonly previous?: PreviousFigures | undefined;
  /** Of each further store. */
  readonly replicas?: readonly ReplicaFigures[] | undefined;
}

/** The last attempt at a snapshot, however it ended. */
export interface AttemptFigures {
  readonly ended: number;
  readonly milliseconds: number;
  readonly exitCode: number;
}

/** The last attempt that was a full success; `ended` is 0 where there was none. */
export interface SuccessFigures {
  readonly ended: number;
  readonly archiveBytes?: number | undefined;
  readonly contentBytes?: number | undefined;
}

/** What is in the store. Instants are 0 where there is nothing that has one. */
export interface SnapshotFigures {
  readonly count: number;
  readonly bytes: number;
  /** How many hold damage, were found damaged by a verification, or cannot be read. */
  readonly damaged: number;
  readonly newest: { readonly taken: number; readonly bytes: number; readonly damaged: boolean };
  /** The last verification of any of them, and the last deep one. */
  readonly verified: { readonly at: number; readonly sound: boolean };
  readonly verifiedDeep: { readonly at: number };
}

/** The data that restores put aside. `oldest` is 0 where there are none. */
export interface PreviousFigures {
  readonly bytes: number;
  readonly oldest: number;
}

interface Row {
  readonly name: string;
  readonly help: string;
  readonly value: (figures: Figures) => number | undefined;
}

const seconds = (milliseconds: number | undefined) => (milliseconds === undefined ? undefined : milliseconds / 1000);
const flag = (value: boolean | undefined) => (value === undefined ? undefined : Number(value));

/** Every metric, in the order of the file. All are gauges: each is the state of something, and none only grows. */
export const metricTable: readonly Row[] = [
  {
    name: "promsnap_last_attempt_timestamp_seconds",
    help: "When the last attempt at a snapshot ended.",
    value: ({ attempt }) => seconds(attempt?.ended),
  },
  {
    name: "promsnap_last_attempt_duration_seconds",
    help: "How long the last attempt at a snapshot took.",
    value: ({ attempt }) => seconds(attempt?.milliseconds),
  },
  {
    name: "promsnap_last_attempt_exit_code",
    help: "How the last attempt at a snapshot ended: 0 stored, 5 stored with damage, 10 stored here but not in a further store, 130 or 143 interrupted, any other failed.",
    value: ({ attempt }) => attempt?.exitCode,
  },
  {
    name: "promsnap_last_success_timestamp_seconds",
    help: "When an attempt at a snapshot last stored it without damage; 0 if none is known.",
    value: ({ success }) => seconds(success?.ended),
  },
  {
    name: "promsnap_last_success_archive_bytes",
    help: "Size of the archive that the last success stored.",
    value: ({ success }) => success?.archiveBytes,
  },
  {
    name: "promsnap_last_success_content_bytes",
    help: "Size before compression of what the last success stored.",
    value: ({ success }) => success?.contentBytes,
  },
  {
    name: "promsnap_snapshots",
    help: "How many snapshots are stored.",
    value: ({ snapshots }) => snapshots?.count,
  },
  {
    name: "promsnap_snapshots_bytes",
    help: "Size of all stored archives.",
    value: ({ snapshots }) => snapshots?.bytes,
  },
  {
    name: "promsnap_damaged_snapshots",
    help: "How many stored snapshots hold damage, were found damaged by a verification, or cannot be read.",
    value: ({ snapshots }) => snapshots?.damaged,
  },
  {
    name: "promsnap_newest_snapshot_timestamp_seconds",
    help: "When the newest stored snapshot was taken; 0 if there is none.",
    value: ({ snapshots }) => seconds(snapshots?.newest.taken),
  },
  {
    name: "promsnap_newest_snapshot_bytes",
    help: "Size of the newest archive; 0 if there is none.",
    value: ({ snapshots }) => snapshots?.newest.bytes,
  },
  {
    name: "promsnap_newest_snapshot_damaged",
    help: "1 if the newest snapshot holds damage, was found damaged by a verification, or cannot be read.",
    value: ({ snapshots }) => flag(snapshots?.newest.damaged),
  },
  {
    name: "promsnap_last_verify_timestamp_seconds",
    help: "When a stored snapshot was last verified; 0 if none ever was.",
    value: ({ snapshots }) => seconds(snapshots?.verified.at),
  },
  {
    name: "promsnap_last_verify_sound",
    help: "1 if the last verification found its snapshot sound; 0 if not, or if none was ever verified.",
    value: ({ snapshots }) => flag(snapshots?.verified.sound),
  },
  {
    name: "promsnap_last_deep_verify_timestamp_seconds",
    help: "When a stored snapshot was last verified down to its samples; 0 if none ever was.",
    value: ({ snapshots }) => seconds(snapshots?.verifiedDeep.at),
  },
  {
    name: "promsnap_previous_data_bytes",
    help: "Size of the data that restores put aside and nobody has discarded.",
    value: ({ previous }) => previous?.bytes,
  },
  {
    name: "promsnap_previous_data_oldest_timestamp_seconds",
    help: "When the oldest data that a restore put aside were put there; 0 if there are none.",
    value: ({ previous }) => seconds(previous?.oldest),
  },
];

/** One more metric, a gauge too. */
export interface Sample {
  readonly name: string;
  readonly help: string;
  readonly value: number;
}

/**
 * The metrics in Prometheus's text format, each with its HELP and TYPE, and `more` behind them. Two files with different stores can be read by one
 * node_exporter: names and help texts are the same in both, labels are not.
 */
export async function metricsText(figures: Figures, more: readonly Sample[] = []): Promise<string> {
  // Loaded here, for most commands have no use for it.
  const { Gauge, Registry } = await import("prom-client");
  const registry = new Registry();
  const known = metricTable.map(({ name, help, value }) => ({ name, help, value: value(figures) }));
  for (const { name, help, value } of [...known, ...more]) {
    if (value === undefined) continue;
    const gauge = new Gauge({ name, help, labelNames: ["store"], registers: [registry] });
    gauge.set({ store: figures.store }, value);
  }
  for (const { name, help, value } of replicaTable) {
    const known = (figures.replicas ?? []).filter((replica) => value(replica) !== undefined);
    if (known.length === 0) continue;
    const gauge = new Gauge({ name, help, labelNames: ["store", "replica"], registers: [registry] });
    for (const replica of known) gauge.set({ store: figures.store, replica: replica.store }, value(replica) ?? 0);
  }
  return await registry.metrics();
}
