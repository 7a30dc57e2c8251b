import { copyPhrasesInEnglish } from "./copy-phrases.ts";
import { daemonPhrasesInEnglish } from "./daemon-phrases.ts";
import { inspectPhrasesInEnglish } from "./inspect-phrases.ts";
import { mergePhrasesInEnglish } from "./merge-phrases.ts";
import type { Phrases } from "./phrases.ts";
import { prunePhrasesInEnglish } from "./prune-phrases.ts";
import { replicaPhrasesInEnglish } from "./replica-phrases.ts";
import { verifyPhrasesInEnglish } from "./verify-phrases.ts";

/** The words of the command line in English. */
export const phrasesInEnglish: Phrases = {
  warning: "warning: ",
  phases: {
    asking: "waiting for Prometheus",
    compressing: "compressing",
    checking: "reading back",
    listing: "reading",
    staging: "extracting and checking",
    stopping: "stopping Prometheus",
    starting: "starting Prometheus",
    loading: "waiting until Prometheus has loaded the blocks",
    verifying: "verifying",
    following: "following references",
    copying: "copying",
    comparing: "comparing",
  },
  remaining: (duration) => `${duration} left`,
  columns: {
    name: "NAME",
    date: "DATE",
    size: "SIZE",
    blocks: "BLOCKS",
    from: "FROM",
    to: "TO",
    series: "SERIES",
    samples: "SAMPLES",
    state: "STATE",
    verified: "VERIFIED",
    setting: "SETTING",
    value: "VALUE",
    origin: "ORIGIN",
  },
  sound: "ok",
  damagedFiles: (count) => (count === 1 ? "1 damaged file" : `${count} damaged files`),
  unreadable: (name, reason) => `${name}: ${reason}`,
  nothingStored: (path) => `no snapshot in ${path}`,
  validConfiguration: (path) => `The configuration is valid: ${path}`,
  sourceTaken: (name) => `Prometheus made the snapshot ${name}`,
  summary: ({ blocks, from, to, content, archive, time }) =>
    `${blocks} blocks from ${from} to ${to}, ${content} stored as ${archive} in ${time}`,
  otherDamage: (damage) => `also damaged: ${damage}`,
  plan: {
    request: "Request",
    archive: "Archive",
    blocks: "Blocks now",
    free: "Free space",
    leftovers: "Deleted first",
    none: "nothing",
  },
  steps: {
    staged: "the blocks are extracted and checked",
    stopped: "Prometheus is stopped",
    exchanged: "the data are exchanged",
    started: "Prometheus is started and serves",
    returning: "putting the data of before back",
    merged: "the blocks are in the data directory",
    takingOut: "taking the blocks out again",
  },
  restorePlan: {
    archive: "Archive",
    blocks: "Blocks",
    room: "Free space",
    stops: "Stops",
    starts: "Starts",
    owner: "Owner",
    moved: "Moves out",
    stays: "Stays",
    previous: "To",
    unknown: "unknown until it is read (an archive of the bash script)",
  },
  roomOf: (free, needed) => `${free}, needed: ${needed}`,
  rangeOf: (count, from, to) => `${count}, from ${from} to ${to}`,
  restored: {
    blocks: (count, from, to) => `blocks restored: ${count}, from ${from} to ${to}`,
    stopped: (time) => `Prometheus was stopped for ${time}`,
    stoppedInParts: (time, stop, exchange, start) =>
      `Prometheus was stopped for ${time}: ${stop} to stop, ${exchange} to exchange the data, ${start} to start and prove them`,
    missing: (from, to) => `samples from ${from} to ${to} are only in the earlier data`,
    previous: (path, size) =>
      `the earlier data (${size}) are in ${path}: promsnap restore --undo brings them back, --discard-previous deletes them`,
    notProved: () => "not proved: Prometheus is not running yet. Start it, then: promsnap restore --resume",
    undone: (place) => `Undone: the data of ${place} are back`,
    returned: () => "The data are as before the restore",
    notEmpty: (path) => `Nothing to do: ${path} holds samples`,
    extracted: (path) => `Extracted and checked: ${path}`,
    discarded: (path, size) => `Deleted: ${path} (${size})`,
    atBoot: {
      placed: "The restored data are in place; the next command that finds Prometheus ready closes the restore.",
      returned: "The data of before are back; the restore is given up.",
      merge: "A merge is unfinished: once Prometheus runs, type promsnap restore --resume.",
    },
  },
  merge: mergePhrasesInEnglish,
  verify: verifyPhrasesInEnglish,
  copy: copyPhrasesInEnglish,
  daemon: daemonPhrasesInEnglish,
  replica: replicaPhrasesInEnglish,
  prune: prunePhrasesInEnglish,
  inspect: inspectPhrasesInEnglish,
  blocksOf: (count, size) => `${count} (${size}, without the head block)`,
  ending: (signal) => `${signal}: cleaning up; once more ends at once`,
  endedAtOnce: (signal) =>
    `${signal} again: ended without cleaning up; the next run does it, after a restore: promsnap restore --resume`,
};
