import { lossInEnglish } from "./losses.ts";
import type { PruneFaultSentences } from "./sentences.ts";

/** Every fault of deleting snapshots in English. */
export const pruneFaultsInEnglish: PruneFaultSentences = {
  "prune.noPolicy": ({ path }) => [
    "nothing says which snapshots to keep",
    `Set KEEP_LAST, KEEP_HOURLY, KEEP_DAILY, KEEP_WEEKLY, KEEP_MONTHLY, KEEP_YEARLY or KEEP_WITHIN in ${path}, or give an option such as --keep-last. Without any of them nothing is ever deleted.`,
  ],
  "prune.loss": ({ store, ...loss }) => [
    `nothing is deleted in ${store}: ${lossInEnglish(loss)}`,
    "If Prometheus has lost its data, restore the earlier snapshot or put it in a safe place. If that is as it should be: promsnap prune --accept",
  ],
  "prune.replaced": ({ path }) => [`${path} is another file than a moment ago`, "It was left alone. Try again."],
  "prune.incomplete": ({ count, path, cause }, say) => [
    count === 1
      ? `${path} could not be deleted: ${say(cause)}`
      : `${count} snapshots could not be deleted, the first of them ${path}: ${say(cause)}`,
    "What else was to be deleted is deleted. Remove the cause, then try again.",
  ],
};
