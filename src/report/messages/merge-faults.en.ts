import { interval, localTime } from "../format.ts";
import { leftOutInEnglish } from "./merge-reasons.ts";
import { neededFeatures } from "./notices.en.ts";
import type { MergeFaultSentences } from "./sentences.ts";

const untouched = "Nothing was changed.";

const asBefore = "Prometheus has what it had before.";

const deletions = {
  time: "they would be older than it keeps, counted from the newest block",
  size: "all together would take more than it keeps",
  replaced: "another block names them as its parents",
  deletable: "they are marked as holding nothing",
} as const;

/** Every fault of a merge in English. */
export const mergeFaultsInEnglish: MergeFaultSentences = {
  "merge.noHeadTimes": ({ url }) => [
    `the metrics of the Prometheus at ${url} do not tell when its head begins`,
    `${untouched} HOST has to lead to Prometheus's own /metrics: without it nobody knows which blocks are safe to add.`,
  ],
  "merge.retentionUnknown": ({ url }) => [
    `the Prometheus at ${url} does not tell what it keeps in words that are known`,
    `${untouched} Nobody could foresee what it would delete. Use restore without --merge.`,
  ],
  "merge.otherLog": ({ url, data }) => [
    `the Prometheus at ${url} does not write the log that is in ${data}/wal`,
    `${untouched} Check HOST and PROMETHEUS_DATA_DIR.`,
  ],
  "merge.failsToLoad": ({ url, data, blocks }) => [
    `the Prometheus at ${url} fails to load ${blocks === 1 ? "a block" : `${blocks} blocks`} that ${blocks === 1 ? "lies" : "lie"} in ${data}, and so it would load no other either`,
    `${untouched} Its log names the damaged block: move it elsewhere, then try again.`,
  ],
  "merge.nothingFits": ({ path, total, block, reason, headBeginning }) => [
    `none of the ${total} blocks of ${path} can be added; ${block}: ${leftOutInEnglish(reason)}`,
    `${untouched} Blocks can be added that end by ${localTime(headBeginning)}. --dry-run shows every block with its reason.`,
  ],
  "merge.wouldDelete": ({ url, blocks, reason }) => [
    `the Prometheus at ${url} would delete blocks as soon as the others are there, for ${deletions[reason]}: ${blocks.join(", ")}`,
    `${untouched} ${reason === "time" || reason === "size" ? "Raise its retention first, or extract the blocks elsewhere with --to DIR." : "If it is deleting them anyway, try again in a minute."}`,
  ],
  "merge.tooOld": ({ what, needs, version }) => [
    `the blocks hold ${neededFeatures[what]}, which Prometheus reads from ${needs} on; this one is ${version}`,
    `${untouched} Update Prometheus first.`,
  ],
  "merge.reloadFailed": ({ url }) => [
    `the Prometheus at ${url} failed to load the blocks in its directory`,
    "Its log names the block and the reason.",
  ],
  "merge.notLoaded": ({ milliseconds, blocks }) => [
    `Prometheus has not loaded ${blocks.length === 1 ? "a block" : `${blocks.length} blocks`} within ${interval(milliseconds, "en")}: ${blocks.join(", ")}`,
    "It loads none while it compacts. If it needs longer, raise MERGE_TIMEOUT.",
  ],
  "merge.takenOut": ({ cause, compacted }, say) => [
    `the blocks were taken out again: ${say(cause)}`,
    compacted === 0
      ? asBefore
      : `${asBefore} Of these blocks it had compacted ${compacted} with others by then: their samples stay.`,
  ],
  "merge.notOut": ({ cause, outCause, data }, say) => [
    `the added blocks cannot be taken out of ${data}: ${say(outCause)} (the merge failed first: ${say(cause)})`,
    "Nothing of Prometheus's own was touched. Remove the cause, then: promsnap restore --resume",
  ],
};
