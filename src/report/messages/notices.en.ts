import { size } from "../format.ts";
import { archiveProblems } from "./archive-problems.ts";
import { sayDamage } from "./damage.ts";
import type { NoticeSentences } from "./sentences.ts";

/** Every notice in English. */
export const noticesInEnglish: NoticeSentences = {
  "config.unknownKey": ({ key, origin, nearest }) => [
    `${origin}: unknown key ${key}`,
    nearest === undefined ? "It has no effect." : `It has no effect. Did you mean ${nearest}?`,
  ],
  "config.unsetVariable": ({ key, origin }) => [
    `${origin}: ${key} uses a variable that is not set, which gives an empty text`,
    "If the $ belongs to the value, put the value between single quotes.",
  ],
  "config.halfLogin": ({ set, missing }) => [
    `${set} is set without ${missing}, which is sent empty`,
    `Set ${missing} as well, or remove ${set}.`,
  ],
  "space.tight": ({ path, free, needed }) => [
    `the archive may not fit: ${path} has ${size(free, "en")} free, the blocks take ${size(needed, "en")} uncompressed`,
    "Free space there before the next run.",
  ],
  "source.ambiguous": ({ path, names }) => [
    `cannot tell which of these in ${path} an earlier request of promsnap made: ${names.join(", ")}`,
    "They pin disk space. Delete by hand those that you did not make.",
  ],
  "source.pending": ({ path, names }) => [
    `Prometheus may still be writing in ${path}: ${names.join(", ")}`,
    "Nothing to do: a later run deletes it when Prometheus is surely done.",
  ],
  "source.notRemoved": ({ path, reason }) => [
    `the source snapshot ${path} could not be deleted: ${reason}`,
    "It holds disk space. The next run tries again.",
  ],
  "partial.notRemoved": ({ path, reason }) => [
    `the unfinished archive ${path} could not be deleted: ${reason}`,
    "It holds disk space. The next run tries again.",
  ],
  "source.recordDamaged": ({ path }) => [
    `the record of earlier requests is unreadable: ${path}`,
    "Look into snapshots/ of the data directory for directories that nobody needs: promsnap no longer knows which are its own.",
  ],
  "leftover.removed": ({ path }) => [`deleted what an interrupted run had left: ${path}`],
  "checksum.written": ({ path }) => [`wrote the checksum that an interrupted run had not come to: ${path}`],
  "archive.damaged": ({ path, offset, reason }) => [
    `the archive ${path} has no checksum file and is damaged at byte ${offset}: ${archiveProblems.en[reason]}`,
    "Do not rely on it. Keep another copy, or delete it.",
  ],
  "archive.unreadable": ({ path, reason }) => [
    `the archive ${path} could not be read: ${reason}`,
    "Check the disk that holds it. Do not rely on this archive until it can be read.",
  ],
  "restore.leftOut": (damage) => [`left out: ${sayDamage(damage, "en")}`],
  "restore.outlived": ({ blocks }) => [
    `Prometheus's retention deleted restored blocks at once: ${blocks.join(", ")}`,
    "They are in the archive still. To keep them raise its retention, then restore again.",
  ],
  "restore.blocksOnly": ({ why }) => [
    why === "no probe"
      ? "the restored blocks are loaded; no sample of theirs was asked for, since none can be told from others"
      : "the restored blocks are loaded; no sample was asked for, since queries are not permitted",
  ],
  "log.unwritable": ({ path, reason }) => [
    `LOG_FILE ${path} cannot be written: ${reason}`,
    "The outcome above is not in the log. Check the path, its directory and their permissions.",
  ],
};
