import { lossInFrench } from "./losses.ts";
import type { PruneFaultSentences } from "./sentences.ts";

/** Every fault of deleting snapshots in French. */
export const pruneFaultsInFrench: PruneFaultSentences = {
  "prune.noPolicy": ({ path }) => [
    "rien ne dit quels snapshots garder",
    `Définissez KEEP_LAST, KEEP_HOURLY, KEEP_DAILY, KEEP_WEEKLY, KEEP_MONTHLY, KEEP_YEARLY ou KEEP_WITHIN dans ${path}, ou donnez une option comme --keep-last. Sans aucun d’eux, rien n’est jamais supprimé.`,
  ],
  "prune.loss": ({ store, ...loss }) => [
    `rien n’est supprimé dans ${store} : ${lossInFrench(loss)}`,
    "Si Prometheus a perdu ses données, restaurez le snapshot antérieur ou mettez-le en lieu sûr. Si c’est normal : promsnap prune --accept",
  ],
  "prune.replaced": ({ path }) => [
    `${path} n’est plus le même fichier qu’il y a un instant`,
    "Il n’a pas été touché. Réessayez.",
  ],
  "prune.incomplete": ({ count, path, cause }, say) => [
    count === 1
      ? `impossible de supprimer ${path} : ${say(cause)}`
      : `impossible de supprimer ${count} snapshots, dont le premier est ${path} : ${say(cause)}`,
    "Le reste de ce qui devait l’être est supprimé. Éliminez la cause, puis réessayez.",
  ],
};
