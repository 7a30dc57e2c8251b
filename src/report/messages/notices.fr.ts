import type { NeededFeature } from "../../notices.ts";
import { count, interval, localTime, size } from "../format.ts";
import { announcementNoticesInFrench } from "./announcement-notices.fr.ts";
import { archiveProblems } from "./archive-problems.ts";
import { copyNoticesInFrench } from "./copy-faults.fr.ts";
import { daemonNoticesInFrench } from "./daemon-faults.fr.ts";
import { sayDamage } from "./damage.ts";
import { installNoticesInFrench } from "./install-faults.fr.ts";
import { replicaNoticesInFrench } from "./replica-faults.fr.ts";
import { retentionNoticesInFrench } from "./retention-notices.fr.ts";
import type { NoticeSentences } from "./sentences.ts";
import { verifyNoticesInFrench } from "./verify-notices.fr.ts";

/** Every notice in French. A no-break space stands before : ; ? ! as French typography asks. */
export const noticesInFrench: NoticeSentences = {
  "config.unknownKey": ({ key, origin, nearest }) => [
    `${origin} : clé inconnue ${key}`,
    nearest === undefined ? "Elle est sans effet." : `Elle est sans effet. Vouliez-vous dire ${nearest} ?`,
  ],
  "config.unsetVariable": ({ key, origin }) => [
    `${origin} : ${key} utilise une variable non définie, qui donne un texte vide`,
    "Si le $ fait partie de la valeur, mettez-la entre apostrophes.",
  ],
  "config.halfLogin": ({ set, missing }) => [
    `${set} est défini sans ${missing}, qui est envoyé vide`,
    `Définissez aussi ${missing}, ou retirez ${set}.`,
  ],
  "space.tight": ({ path, free, needed }) => [
    `l’archive pourrait ne pas tenir : ${path} a ${size(free, "fr")} libres, les blocs occupent ${size(needed, "fr")} avant compression`,
    "Libérez de la place avant la prochaine exécution.",
  ],
  "source.ambiguous": ({ path, names }) => [
    `impossible de dire lequel de ces répertoires de ${path} vient d’une demande de promsnap : ${names.join(", ")}`,
    "Ils retiennent de l’espace disque. Supprimez à la main ceux que vous n’avez pas créés.",
  ],
  "source.pending": ({ path, names }) => [
    `Prometheus écrit peut-être encore dans ${path} : ${names.join(", ")}`,
    "Rien à faire : une prochaine exécution le supprimera quand Prometheus aura sûrement fini.",
  ],
  "source.notRemoved": ({ path, reason }) => [
    `impossible de supprimer le snapshot source ${path} : ${reason}`,
    "Il retient de l’espace disque. La prochaine exécution réessaiera.",
  ],
  "partial.notRemoved": ({ path, reason }) => [
    `impossible de supprimer l’archive inachevée ${path} : ${reason}`,
    "Elle retient de l’espace disque. La prochaine exécution réessaiera.",
  ],
  "source.recordDamaged": ({ path }) => [
    `le registre des demandes précédentes est illisible : ${path}`,
    "Cherchez dans snapshots/ du répertoire de données les répertoires devenus inutiles : promsnap ne sait plus lesquels sont les siens.",
  ],
  "leftover.removed": ({ path }) => [`reste d’une exécution interrompue supprimé : ${path}`],
  "checksum.written": ({ path }) => [`somme de contrôle qu’une exécution interrompue n’avait pas écrite : ${path}`],
  "archive.damaged": ({ path, offset, reason }) => [
    `l’archive ${path} n’a pas de somme de contrôle et est endommagée à l’octet ${offset} : ${archiveProblems.fr[reason]}`,
    "Ne vous y fiez pas. Gardez-en une autre copie, ou supprimez-la.",
  ],
  "archive.unreadable": ({ path, reason }) => [
    `impossible de lire l’archive ${path} : ${reason}`,
    "Vérifiez le disque qui la contient. Ne vous fiez pas à cette archive tant qu’elle est illisible.",
  ],
  "restore.gone": ({ names }) => [
    `pas rétabli, car déplacé ou supprimé entre-temps : ${names.join(", ")}`,
    "Un Prometheus démarré au milieu de l’échange a pu fusionner des blocs et les supprimer.",
  ],
  "restore.notLabelled": ({ path, reason }) => [
    `les fichiers restaurés n’ont pas pu recevoir l’étiquette SELinux de ${path} : ${reason}`,
    `Si Prometheus n’a pas accès à ses données, étiquetez-les à la main : chcon -R --reference=${path} ${path}/*`,
  ],
  "restore.silentHost": ({ url, service, data }) => [
    `personne ne répond à ${url} : impossible de lui demander si ${service} est bien le Prometheus de ${data}`,
    "S’il tourne pourtant, vérifiez HOST.",
  ],
  "restore.leftOut": ({ minTime, maxTime, ...damage }) => [
    `laissé de côté, ${minTime === undefined || maxTime === undefined ? "avec des échantillons d’une période inconnue" : `avec les échantillons du ${localTime(minTime)} au ${localTime(maxTime)}`} : ${sayDamage(damage, "fr")}`,
  ],
  "restore.outlived": ({ blocks }) => [
    `la rétention de Prometheus a supprimé aussitôt ${count(blocks.length, "fr")} des blocs restaurés`,
    "Ils sont toujours dans l’archive. Pour les garder, augmentez sa rétention, puis restaurez de nouveau.",
  ],
  "restore.blocksOnly": ({ why }) => [
    why === "no probe"
      ? "les blocs restaurés sont chargés ; aucun de leurs échantillons n’a été demandé, car aucun ne se distingue des autres"
      : "les blocs restaurés sont chargés ; aucun échantillon n’a été demandé, car les requêtes ne sont pas permises",
  ],
  "restore.notKept": ({ blocks, total, until, when, reason, limit }) => [
    `Prometheus supprimera ${when === "at once" ? "aussitôt" : "dès qu’il écrira un bloc à lui, quelques heures après son démarrage,"} ${count(blocks, "fr")} des ${count(total, "fr")} blocs, tous ceux qui finissent le ${localTime(until)} ou avant : ${reason === "time" ? `il garde ${interval(limit, "fr")} avant la fin du bloc le plus récent` : `il garde ${size(limit, "fr")}`}`,
    "Pour les conserver, augmentez sa rétention avant la restauration, ou extrayez les blocs ailleurs avec --to.",
  ],
  "restore.future": ({ blocks, until }) => [
    `des blocs finissent dans le futur, le dernier le ${localTime(until)} : ${blocks.join(", ")}`,
    "D’ici là, Prometheus refuse les nouveaux échantillons, et il compte sa rétention à partir de cette date. Vérifiez l’horloge de cette machine.",
  ],
  "restore.tooOld": ({ what, needs, version }) => [
    `les blocs contiennent ${neededFeatures[what]}, que Prometheus lit à partir de la version ${needs} ; ${version === undefined ? "la version de celui-ci est inconnue" : `celui-ci est en version ${version}`}`,
    "Il pourrait ne pas démarrer, ou ses requêtes échouer. Mettez Prometheus à jour avant la restauration.",
  ],
  ...verifyNoticesInFrench,
  ...copyNoticesInFrench,
  ...replicaNoticesInFrench,
  ...installNoticesInFrench,
  ...daemonNoticesInFrench,
  ...retentionNoticesInFrench,
  "log.unwritable": ({ path, reason }) => [
    `impossible d’écrire dans LOG_FILE ${path} : ${reason}`,
    "Le résultat ci-dessus n’est pas dans le journal. Vérifiez le chemin, son répertoire et leurs droits.",
  ],
  ...announcementNoticesInFrench,
};

/** Each part of the format of blocks, in words. */
export const neededFeatures: { readonly [F in NeededFeature]: string } = {
  "index version 3": "un index de version 3",
  histograms: "des histogrammes natifs",
  "custom buckets": "des histogrammes natifs à classes personnalisées",
  "XOR2 chunks": "des morceaux (chunks) codés en XOR2",
  "histograms with start times": "des histogrammes natifs avec instant de départ",
};
