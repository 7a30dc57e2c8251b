import { interval, localTime } from "../format.ts";
import { leftOutInFrench } from "./merge-reasons.ts";
import { neededFeatures } from "./notices.fr.ts";
import type { MergeFaultSentences } from "./sentences.ts";

const untouched = "Rien n’a été changé.";

const asBefore = "Prometheus a ce qu’il avait avant.";

const deletions = {
  time: "ils seraient plus anciens que ce qu’il garde, compté depuis le bloc le plus récent",
  size: "l’ensemble occuperait plus que ce qu’il garde",
  replaced: "un autre bloc les désigne comme ses parents",
  deletable: "ils sont marqués comme vides",
} as const;

/** Every fault of a merge in French. */
export const mergeFaultsInFrench: MergeFaultSentences = {
  "merge.noHeadTimes": ({ url }) => [
    `les métriques du Prometheus de ${url} ne disent pas quand sa tête commence`,
    `${untouched} HOST doit mener au /metrics de Prometheus lui-même : sans lui, nul ne sait quels blocs peuvent être ajoutés sans risque.`,
  ],
  "merge.retentionUnknown": ({ url }) => [
    `le Prometheus de ${url} n’exprime pas ce qu’il garde en des termes connus`,
    `${untouched} Nul ne pourrait prévoir ce qu’il supprimerait. Utilisez restore sans --merge.`,
  ],
  "merge.otherLog": ({ url, data }) => [
    `le Prometheus de ${url} n’écrit pas le journal qui est dans ${data}/wal`,
    `${untouched} Vérifiez HOST et PROMETHEUS_DATA_DIR.`,
  ],
  "merge.failsToLoad": ({ url, data, blocks }) => [
    `le Prometheus de ${url} n’arrive pas à charger ${blocks === 1 ? "un bloc qui se trouve" : `${blocks} blocs qui se trouvent`} dans ${data} : il n’en chargerait donc aucun autre`,
    `${untouched} Son journal nomme le bloc endommagé : déplacez-le ailleurs, puis relancez.`,
  ],
  "merge.nothingFits": ({ path, total, block, reason, headBeginning }) => [
    `aucun des ${total} blocs de ${path} ne peut être ajouté ; ${block} : ${leftOutInFrench(reason)}`,
    `${untouched} Peuvent être ajoutés les blocs qui finissent au plus tard le ${localTime(headBeginning)}. --dry-run montre chaque bloc avec sa raison.`,
  ],
  "merge.wouldDelete": ({ url, blocks, reason }) => [
    `le Prometheus de ${url} supprimerait des blocs dès que les autres seraient là, car ${deletions[reason]} : ${blocks.join(", ")}`,
    `${untouched} ${reason === "time" || reason === "size" ? "Augmentez d’abord sa rétention, ou extrayez les blocs ailleurs avec --to DIR." : "S’il est de toute façon en train de les supprimer, relancez dans une minute."}`,
  ],
  "merge.tooOld": ({ what, needs, version }) => [
    `les blocs contiennent ${neededFeatures[what]}, que Prometheus lit à partir de la version ${needs} ; celui-ci est en version ${version}`,
    `${untouched} Mettez d’abord Prometheus à jour.`,
  ],
  "merge.reloadFailed": ({ url }) => [
    `le Prometheus de ${url} n’a pas réussi à charger les blocs de son répertoire`,
    "Son journal nomme le bloc et la raison.",
  ],
  "merge.notLoaded": ({ milliseconds, blocks }) => [
    `Prometheus n’a pas chargé ${blocks.length === 1 ? "un bloc" : `${blocks.length} blocs`} en ${interval(milliseconds, "fr")} : ${blocks.join(", ")}`,
    "Il n’en charge aucun pendant un compactage. S’il lui faut plus de temps, augmentez MERGE_TIMEOUT.",
  ],
  "merge.takenOut": ({ cause, compacted }, say) => [
    `les blocs ont été retirés : ${say(cause)}`,
    compacted === 0
      ? asBefore
      : `${asBefore} De ces blocs, ${compacted} avaient déjà été compactés avec d’autres : leurs échantillons restent.`,
  ],
  "merge.notOut": ({ cause, outCause, data }, say) => [
    `impossible de retirer les blocs ajoutés de ${data} : ${say(outCause)} (la fusion avait échoué : ${say(cause)})`,
    "Rien de ce qui est à Prometheus n’a été touché. Supprimez la cause, puis : promsnap restore --resume",
  ],
};
