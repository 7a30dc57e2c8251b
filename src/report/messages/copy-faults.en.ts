import { size } from "../format.ts";
import type { CopyFaultSentences, CopyNoticeSentences } from "./sentences.ts";

/** Every fault of a copy in English. */
export const copyFaultsInEnglish: CopyFaultSentences = {
  "copy.notNamed": ({ path }) => [
    `${path} does not have the name of a snapshot`,
    "promsnap finds in a store only what is named snapshot-DD_MM_YYYY-HH_MM_SS.tar.gz. Give the file its name back.",
  ],
  "copy.checksumUnreadable": ({ path, reason }) => [
    reason === undefined
      ? `${path} does not hold the checksum of its archive`
      : `the checksum file ${path} cannot be read: ${reason}`,
    "Nothing was copied. Once promsnap verify --deep finds nothing else wrong, move the checksum file away: the copy gets a new one.",
  ],
  "copy.taken": ({ path, source }) => [
    `${path} exists already, and is another file than ${source}: nothing is overwritten`,
    "Find out which of the two is wanted: promsnap verify proves those on this machine. Then delete or move the other one.",
  ],
  "copy.foreign": ({ store, archive }) => [
    `${store} holds the snapshots of another Prometheus than the one that made ${archive}`,
    "Each Prometheus needs a store of its own: another directory, or another prefix of the bucket.",
  ],
  "copy.insideData": ({ store, data }) => [
    `the store ${store} and PROMETHEUS_DATA_DIR ${data} lie one inside the other`,
    "Choose a store elsewhere, best on another disk: a restore replaces what is in the data directory.",
  ],
  "copy.noRoom": ({ path, free, needed }) => [
    `no room for the archive in ${path}: ${size(free, "en")} free, ${size(needed, "en")} needed`,
    "Delete old archives there, or choose a store on a larger disk.",
  ],
};

/** Every notice of a copy in English. */
export const copyNoticesInEnglish: CopyNoticeSentences = {
  "copy.strays": ({ store, paths }) => [
    `something unfinished that promsnap knows nothing of takes room in ${store}: ${paths.join(", ")}`,
    "If nobody is writing it any more, delete it. For a bucket docs/s3.md has a rule that does so.",
  ],
  "copy.notRecorded": ({ data }) => [
    `PROMETHEUS_DATA_DIR ${data} is not on this machine: what a killed upload leaves cannot be recorded there`,
    "No later copy will clear it up. Give the bucket the rule in docs/s3.md that ends unfinished uploads.",
  ],
};
