import type { Phrases } from "./phrases.ts";

/** The words of the command line in English. */
export const phrasesInEnglish: Phrases = {
  warning: "warning: ",
  phases: {
    asking: "waiting for Prometheus",
    compressing: "compressing",
    checking: "reading back",
    listing: "reading",
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
  blocksOf: (count, size) => `${count} (${size}, without the head block)`,
  ending: (signal) => `${signal}: cleaning up; once more ends at once`,
  endedAtOnce: (signal) => `${signal} again: ended without cleaning up; the next run does it`,
};
