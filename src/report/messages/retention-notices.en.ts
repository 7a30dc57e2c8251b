import { lossInEnglish } from "./losses.ts";
import type { RetentionNoticeSentences } from "./sentences.ts";

/** The warnings of retention in English. */
export const retentionNoticesInEnglish: RetentionNoticeSentences = {
  "retention.stopped": ({ store, ...loss }) => [
    `no older snapshot is deleted in ${store}: ${lossInEnglish(loss)}`,
    "If Prometheus has lost its data, restore the earlier snapshot or put it in a safe place. If that is as it should be: promsnap prune --accept",
  ],
  "retention.failed": ({ store, reason }) => [
    `the snapshot is stored, but the older ones in ${store} could not be dealt with: ${reason}`,
    "The next run tries again; promsnap prune does so at once.",
  ],
  "retention.notDeleted": ({ path, reason }) => [
    `${path} could not be deleted: ${reason}`,
    "It holds disk space. The next run tries again.",
  ],
  "retention.future": ({ paths }) => [
    `dated in the future, and kept whatever the policy says: ${paths.join(", ")}`,
    "This machine's clock is wrong, or was when they were made. Delete by hand those that you do not need.",
  ],
};
