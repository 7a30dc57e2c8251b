/** What is known of a further store. Instants are milliseconds since 1970, 0 where there was none. */
export interface ReplicaFigures {
  readonly store: string;
  /** When it last had all that it is to have. */
  readonly complete: number;
  /** Whether the last attempt to bring it up to date failed; undefined where there was none. */
  readonly failed?: boolean;
  readonly missing?: number;
  readonly snapshots?: number;
}

interface Row {
  readonly name: string;
  readonly help: string;
  readonly value: (figures: ReplicaFigures) => number | undefined;
}

/** The metrics of each further store, which is their second label, `replica`. All are gauges. */
export const replicaTable: readonly Row[] = [
  {
    name: "promsnap_replica_last_complete_timestamp_seconds",
    help: "When the further store last had every snapshot that it is to have; 0 if it never did.",
    value: ({ complete }) => complete / 1000,
  },
  {
    name: "promsnap_replica_failed",
    help: "1 if the last attempt to bring the further store up to date failed.",
    value: ({ failed }) => (failed === undefined ? undefined : Number(failed)),
  },
  {
    name: "promsnap_replica_missing_snapshots",
    help: "How many snapshots the further store lacks, as far as the last attempt could tell.",
    value: ({ missing }) => missing,
  },
  {
    name: "promsnap_replica_snapshots",
    help: "How many snapshots the further store had when it was last looked at.",
    value: ({ snapshots }) => snapshots,
  },
];
