import type { NeededFeature } from "../../notices.ts";
import { count, interval, localTime, size } from "../format.ts";
import { announcementNoticesInEnglish } from "./announcement-notices.en.ts";
import { archiveProblems } from "./archive-problems.ts";
import { copyNoticesInEnglish } from "./copy-faults.en.ts";
import { daemonNoticesInEnglish } from "./daemon-faults.en.ts";
import { sayDamage } from "./damage.ts";
import { installNoticesInEnglish } from "./install-faults.en.ts";
import { replicaNoticesInEnglish } from "./replica-faults.en.ts";
import { retentionNoticesInEnglish } from "./retention-notices.en.ts";
import type { NoticeSentences } from "./sentences.ts";
import { verifyNoticesInEnglish } from "./verify-notices.en.ts";

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
  "restore.gone": ({ names }) => [
    `not brought back, for somebody moved or deleted it meanwhile: ${names.join(", ")}`,
    "A Prometheus that was started in the middle of the exchange may have merged blocks and deleted them.",
  ],
  "restore.notLabelled": ({ path, reason }) => [
    `the restored files could not get the SELinux label of ${path}: ${reason}`,
    `If Prometheus is denied its data, label them by hand: chcon -R --reference=${path} ${path}/*`,
  ],
  "restore.silentHost": ({ url, service, data }) => [
    `nobody answers at ${url}: that ${service} is the Prometheus of ${data} could not be asked of it`,
    "If it does run, check HOST.",
  ],
  "restore.leftOut": ({ minTime, maxTime, ...damage }) => [
    `left out, ${minTime === undefined || maxTime === undefined ? "with samples of a time that is not known" : `with the samples from ${localTime(minTime)} to ${localTime(maxTime)}`}: ${sayDamage(damage, "en")}`,
  ],
  "restore.outlived": ({ blocks }) => [
    `Prometheus's retention deleted ${count(blocks.length, "en")} of the restored blocks at once`,
    "They are in the archive still. To keep them raise its retention, then restore again.",
  ],
  "restore.blocksOnly": ({ why }) => [
    why === "no probe"
      ? "the restored blocks are loaded; no sample of theirs was asked for, since none can be told from others"
      : "the restored blocks are loaded; no sample was asked for, since queries are not permitted",
  ],
  "restore.notKept": ({ blocks, total, until, when, reason, limit }) => [
    `Prometheus will delete ${count(blocks, "en")} of the ${count(total, "en")} blocks ${when === "at once" ? "at once" : "as soon as it writes a block of its own, a few hours after its start"}, all that end at ${localTime(until)} or before: ${reason === "time" ? `it keeps ${interval(limit, "en")} before the end of the newest block` : `it keeps ${size(limit, "en")}`}`,
    "To keep them, raise its retention before the restore, or extract the blocks elsewhere with --to.",
  ],
  "restore.future": ({ blocks, until }) => [
    `blocks end in the future, the last at ${localTime(until)}: ${blocks.join(", ")}`,
    "Until then Prometheus refuses new samples, and it measures its retention from there. Check this machine's clock.",
  ],
  "restore.tooOld": ({ what, needs, version }) => [
    `the blocks hold ${neededFeatures[what]}, which Prometheus reads from ${needs} on; ${version === undefined ? "the version of this one is not known" : `this one is ${version}`}`,
    "It may not start, or its queries may fail. Update Prometheus before the restore.",
  ],
  ...verifyNoticesInEnglish,
  ...copyNoticesInEnglish,
  ...replicaNoticesInEnglish,
  ...installNoticesInEnglish,
  ...daemonNoticesInEnglish,
  ...retentionNoticesInEnglish,
  "log.unwritable": ({ path, reason }) => [
    `LOG_FILE ${path} cannot be written: ${reason}`,
    "The outcome above is not in the log. Check the path, its directory and their permissions.",
  ],
  ...announcementNoticesInEnglish,
};

/** Each part of the format of blocks, in words. */
export const neededFeatures: { readonly [F in NeededFeature]: string } = {
  "index version 3": "an index of version 3",
  histograms: "native histograms",
  "custom buckets": "native histograms with custom buckets",
  "XOR2 chunks": "chunks in the XOR2 encoding",
  "histograms with start times": "native histograms with start times",
};
