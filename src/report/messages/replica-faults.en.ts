import type { ReplicaFaultSentences, ReplicaNoticeSentences } from "./sentences.ts";

/** Every fault of keeping further stores up to date in English. */
export const replicaFaultsInEnglish: ReplicaFaultSentences = {
  "replica.failed": ({ store, count, cause }, say) => [
    `${store} is not up to date${count > 1 ? ` (nor ${count - 1} more of REPLICATE_TO)` : ""}: ${say(cause)}`,
    "What is stored here is not touched by that. The next run copies what is missing, oldest first; promsnap copy does it by hand.",
  ],
  "replica.same": ({ store, path }) => [
    `${store} of REPLICATE_TO is SNAPSHOT_DIR ${path} itself`,
    "Name another directory, on another disk: this one has the snapshots already.",
  ],
  "replica.absent": ({ store }) => [
    `there is no directory ${store}`,
    "Mount the disk that it is on. On a new disk make it by hand: promsnap makes only a directory that it has never used.",
  ],
};

/** Every notice in English. */
export const replicaNoticesInEnglish: ReplicaNoticeSentences = {
  "replica.lapsed": ({ store, paths }) => [
    `deleted here although ${store} has not got it, for REPLICA_GRACE is over: ${paths.join(", ")}`,
    "Find out why that store does not get its copies: the last lines of LOG_FILE, or promsnap run --dry-run.",
  ],
  "replica.unknown": ({ store, reason }) => [`what is in ${store} is not known: ${reason}`],
  "replica.withheld": ({ store, paths }) => [
    `damaged since they were stored, so that ${store} cannot get them: ${paths.join(", ")}`,
    "Look with promsnap verify. Delete or replace them: until then they are in one place, damaged.",
  ],
  "replica.notRecorded": ({ store, reason }) => [
    `what ${store} has could not be recorded: ${reason}`,
    "Until a run can record it, SNAPSHOT_DIR keeps what that store may not have, at most for REPLICA_GRACE.",
  ],
};
