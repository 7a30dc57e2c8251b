import type { ReplicaFaultSentences, ReplicaNoticeSentences } from "./sentences.ts";

/** Every fault of keeping further stores up to date in French. */
export const replicaFaultsInFrench: ReplicaFaultSentences = {
  "replica.failed": ({ store, count, cause }, say) => [
    `${store} n’est pas à jour${count > 1 ? ` (ni ${count - 1} autres de REPLICATE_TO)` : ""} : ${say(cause)}`,
    "Ce qui est enregistré ici n’en souffre pas. La prochaine exécution copiera ce qui manque, du plus ancien au plus récent ; promsnap copy le fait à la main.",
  ],
  "replica.same": ({ store, path }) => [
    `${store} de REPLICATE_TO est SNAPSHOT_DIR ${path} lui-même`,
    "Indiquez un autre répertoire, sur un autre disque : celui-ci a déjà les snapshots.",
  ],
  "replica.absent": ({ store }) => [
    `il n’y a pas de répertoire ${store}`,
    "Montez le disque où il se trouve. Sur un disque neuf, créez-le à la main : promsnap ne crée qu’un répertoire dont il ne s’est jamais servi.",
  ],
};

/** Every notice in French. */
export const replicaNoticesInFrench: ReplicaNoticeSentences = {
  "replica.lapsed": ({ store, paths }) => [
    `supprimé ici bien que ${store} ne l’ait pas reçu, car REPLICA_GRACE est écoulé : ${paths.join(", ")}`,
    "Cherchez pourquoi ce dépôt ne reçoit pas ses copies : les dernières lignes de LOG_FILE, ou promsnap run --dry-run.",
  ],
  "replica.unknown": ({ store, reason }) => [`le contenu de ${store} n’est pas connu : ${reason}`],
  "replica.withheld": ({ store, paths }) => [
    `endommagés depuis leur enregistrement, de sorte que ${store} ne peut les recevoir : ${paths.join(", ")}`,
    "Regardez avec promsnap verify. Supprimez-les ou remplacez-les : d’ici là ils sont à un seul endroit, endommagés.",
  ],
  "replica.notRecorded": ({ store, reason }) => [
    `le contenu de ${store} n’a pas pu être noté : ${reason}`,
    "Tant qu’il ne l’est pas, SNAPSHOT_DIR garde ce que ce dépôt n’a peut-être pas, au plus pendant REPLICA_GRACE.",
  ],
};
