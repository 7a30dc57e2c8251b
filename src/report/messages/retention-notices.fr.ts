import { lossInFrench } from "./losses.ts";
import type { RetentionNoticeSentences } from "./sentences.ts";

/** The warnings of retention in French. */
export const retentionNoticesInFrench: RetentionNoticeSentences = {
  "retention.stopped": ({ store, ...loss }) => [
    `aucun ancien snapshot n’est supprimé dans ${store} : ${lossInFrench(loss)}`,
    "Si Prometheus a perdu ses données, restaurez le snapshot antérieur ou mettez-le en lieu sûr. Si c’est normal : promsnap prune --accept",
  ],
  "retention.failed": ({ store, reason }) => [
    `le snapshot est enregistré, mais le tri des anciens dans ${store} a échoué : ${reason}`,
    "La prochaine exécution réessaiera ; promsnap prune le fait tout de suite.",
  ],
  "retention.notDeleted": ({ path, reason }) => [
    `impossible de supprimer ${path} : ${reason}`,
    "Il occupe de l’espace disque. La prochaine exécution réessaiera.",
  ],
  "retention.future": ({ paths }) => [
    `datés du futur, et donc gardés quoi que dise la règle : ${paths.join(", ")}`,
    "L’horloge de cette machine est fausse, ou l’était à leur création. Supprimez à la main ceux qui sont inutiles.",
  ],
};
