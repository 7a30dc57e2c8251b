import { size } from "../format.ts";
import { sayDamage } from "./damage.ts";
import type { RestoreFaultSentences } from "./sentences.ts";

const unfinished = { restore: "the restore", undo: "the undo", merge: "the merge" } as const;
const goOn = "Finish it with: promsnap restore --resume";

/** Every fault of a restore in English. */
export const restoreFaultsInEnglish: RestoreFaultSentences = {
  "restore.fileNotFound": ({ path }) => [
    `snapshot file not found: ${path}`,
    "Name an archive by its path, or a snapshot as promsnap list shows it.",
  ],
  "restore.nothingStored": ({ path }) => [`no snapshot in ${path}`, "Check SNAPSHOT_DIR."],
  "restore.unfinished": ({ path, file, kind }) => [
    `${unfinished[kind]} of ${file} is not finished (${path})`,
    `Nothing else is done meanwhile. ${goOn}`,
  ],
  "restore.nothingToResume": ({ path }) => [`no restore is unfinished in ${path}`],
  "restore.nothingToUndo": ({ path }) => [`no restore has left earlier data in ${path}`],
  "restore.nothingToDiscard": ({ path }) => [`no restore has left earlier data in ${path}`],
  "restore.journalDamaged": ({ path }) => [
    `the journal of a restore is not readable: ${path}`,
    "Start nothing. The earlier data are in the newest previous-… beside it, the restored ones in restore-… or in the data directory; a file named wal there keeps Prometheus from starting. Move them back by hand, then delete that file and the journal.",
  ],
  "restore.damagedBlocks": ({ path, count, ...first }) => [
    `${path} holds ${count === 1 ? "a damaged block" : `${count} damaged blocks`}: ${sayDamage(first, "en")}`,
    "Nothing was stopped or changed. Use another archive, or restore the sound blocks alone: --skip-damaged",
  ],
  "restore.nothingSound": ({ path }) => [
    `${path} holds no sound block`,
    "Nothing was stopped or changed. Use another archive.",
  ],
  "restore.otherDirectory": ({ service, data, paths }) => [
    `${service} does not keep its data in ${data}${paths.length === 0 ? "" : `, but in: ${paths.join(", ")}`}`,
    "Nothing was stopped or changed. Check SERVICE and PROMETHEUS_DATA_DIR: it must be that very path, links apart.",
  ],
  "restore.otherPrometheus": ({ url, data, loaded, onDisk }) => [
    `the Prometheus at ${url} is not that of ${data}: the blocks differ (loaded: ${loaded}, in the directory: ${onDisk})`,
    "Nothing was stopped or changed. Check HOST and PROMETHEUS_DATA_DIR.",
  ],
  "restore.stillServing": ({ url }) => [
    `a Prometheus still answers at ${url}`,
    "Stop the Prometheus of this data directory first; with SERVICE=none promsnap does not do it.",
  ],
  "restore.inUse": ({ path, process, program }) => [
    `process ${process} (${program}) uses ${path} though the service is stopped`,
    "Stop it, then try again. A second Prometheus, a sidecar or a shell in that directory are usual.",
  ],
  "restore.mountBelow": ({ path }) => [
    `${path} is a mount point inside the data directory: it cannot be renamed`,
    "Extract with --to DIR and move the blocks by hand, or unmount it.",
  ],
  "restore.noRename": ({ path, reason }) => [
    `directories cannot be renamed into ${path}: ${reason}`,
    "Nothing was stopped or changed. Extract with --to DIR and copy the blocks by hand.",
  ],
  "restore.noSpace": ({ path, free, needed, snapshots, previous }) => [
    `no room to restore beside the present data in ${path}: ${size(free, "en")} free, ${size(needed, "en")} needed`,
    [
      "Nothing was stopped or changed.",
      ...(previous > 0 ? [`${size(previous, "en")} are earlier data: promsnap restore --discard-previous.`] : []),
      ...(snapshots > 0
        ? [`Source snapshots pin disk space (${size(snapshots, "en")} at most): promsnap check --clean.`]
        : []),
      "Or extract to another disk: promsnap restore FILE --to DIR.",
    ].join(" "),
  ],
  "restore.targetExists": ({ path }) => [`${path} exists already`, "Name a directory that does not exist yet."],
  "restore.childMissing": ({ name, place, data }) => [
    `${name} is neither in ${place} nor in ${data}`,
    "Somebody moved or deleted it. Put it back, then: promsnap restore --resume",
  ],
  "restore.rolledBack": ({ cause, kind, own }, say) => [
    `restore failed, the data are as before: ${say(cause)}`,
    kind === "undo"
      ? "What was to come back is where it was. Find the cause, then: promsnap restore --undo"
      : `What had come in and was taken out again, if anything, is in ${own}/set-aside-….`,
  ],
  "restore.serviceDown": ({ cause, startCause, service, start, log, own }, say) => [
    `the data are as before, but ${service} does not start: ${say(startCause)}${cause === undefined ? "" : ` (the restore failed first: ${say(cause)})`}`,
    `Find the cause, then: ${start}${log.length === 0 ? "" : `. Its last log lines: ${log.join(" | ")}`}. Nothing of the restore is left but ${own}/set-aside-….`,
  ],
  "restore.notBack": ({ cause, backCause, own, previous }, say) => [
    `the earlier data are not back: ${say(backCause)}${cause === undefined ? "" : ` (the restore failed first: ${say(cause)})`}`,
    `They are in ${previous}, and what came in is below ${own}. Nothing is lost. Remove the cause, then: promsnap restore --resume`,
  ],
  "restore.unproved": ({ cause, previous }, say) => [
    `the data are restored, but Prometheus does not show them: ${say(cause)}`,
    `It did not serve before either, so the restored data stay. The earlier ones are in ${previous}: promsnap restore --undo`,
  ],
};
