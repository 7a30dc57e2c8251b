import { size } from "../format.ts";
import { sayDamage } from "./damage.ts";
import type { RestoreFaultSentences } from "./sentences.ts";

const unfinished = {
  restore: "la restauration",
  undo: "l’annulation de la restauration",
  merge: "la fusion",
} as const;
const goOn = "Pour la terminer : promsnap restore --resume";

/** Every fault of a restore in French. */
export const restoreFaultsInFrench: RestoreFaultSentences = {
  "restore.fileNotFound": ({ path }) => [
    `fichier de snapshot non trouvé : ${path}`,
    "Indiquez une archive par son chemin, ou un snapshot tel que promsnap list le montre.",
  ],
  "restore.nothingStored": ({ path }) => [`aucun snapshot dans ${path}`, "Vérifiez SNAPSHOT_DIR."],
  "restore.unfinished": ({ path, file, kind }) => [
    `${unfinished[kind]} de ${file} n’est pas terminée (${path})`,
    `Rien d’autre n’est fait entre-temps. ${goOn}`,
  ],
  "restore.nothingToResume": ({ path }) => [`aucune restauration n’est restée inachevée dans ${path}`],
  "restore.nothingToUndo": ({ path }) => [`aucune restauration n’a laissé de données antérieures dans ${path}`],
  "restore.nothingToDiscard": ({ path }) => [`aucune restauration n’a laissé de données antérieures dans ${path}`],
  "restore.journalDamaged": ({ path }) => [
    `le journal d’une restauration est illisible : ${path}`,
    "Ne démarrez rien. Les données antérieures sont dans le previous-… le plus récent à côté de lui, les données restaurées dans restore-… ou dans le répertoire de données ; un fichier nommé wal y empêche Prometheus de démarrer. Remettez-les en place à la main, puis supprimez ce fichier et le journal.",
  ],
  "restore.damagedBlocks": ({ path, count, ...first }) => [
    `${path} contient ${count === 1 ? "un bloc endommagé" : `${count} blocs endommagés`} : ${sayDamage(first, "fr")}`,
    "Rien n’a été arrêté ni changé. Utilisez une autre archive, ou restaurez les seuls blocs sains : --skip-damaged",
  ],
  "restore.nothingSound": ({ path }) => [
    `${path} ne contient aucun bloc sain`,
    "Rien n’a été arrêté ni changé. Utilisez une autre archive.",
  ],
  "restore.otherDirectory": ({ service, data, paths }) => [
    `${service} ne garde pas ses données dans ${data}${paths.length === 0 ? "" : `, mais dans : ${paths.join(", ")}`}`,
    "Rien n’a été arrêté ni changé. Vérifiez SERVICE et PROMETHEUS_DATA_DIR : il faut ce chemin même, aux liens près.",
  ],
  "restore.otherPrometheus": ({ url, data, loaded, onDisk }) => [
    `le Prometheus de ${url} n’est pas celui de ${data} : les blocs diffèrent (chargés : ${loaded}, dans le répertoire : ${onDisk})`,
    "Rien n’a été arrêté ni changé. Vérifiez HOST et PROMETHEUS_DATA_DIR.",
  ],
  "restore.stillServing": ({ url }) => [
    `un Prometheus répond encore à ${url}`,
    "Arrêtez d’abord le Prometheus de ce répertoire de données ; avec SERVICE=none, promsnap ne le fait pas.",
  ],
  "restore.inUse": ({ path, process, program }) => [
    `le processus ${process} (${program}) utilise ${path} alors que le service est arrêté`,
    "Arrêtez-le, puis relancez. C’est souvent un second Prometheus, un sidecar ou un shell dans ce répertoire.",
  ],
  "restore.mountBelow": ({ path }) => [
    `${path} est un point de montage à l’intérieur du répertoire de données : il ne peut pas être renommé`,
    "Extrayez avec --to DIR et déplacez les blocs à la main, ou démontez-le.",
  ],
  "restore.noRename": ({ path, reason }) => [
    `aucun répertoire ne peut être déplacé dans ${path} : ${reason}`,
    "Rien n’a été arrêté ni changé. Extrayez avec --to DIR et copiez les blocs à la main.",
  ],
  "restore.noSpace": ({ path, free, needed, snapshots, previous }) => [
    `pas de place pour restaurer à côté des données présentes dans ${path} : ${size(free, "fr")} libres, ${size(needed, "fr")} nécessaires`,
    [
      "Rien n’a été arrêté ni changé.",
      ...(previous > 0
        ? [`${size(previous, "fr")} sont des données antérieures : promsnap restore --discard-previous.`]
        : []),
      ...(snapshots > 0
        ? [`Les snapshots sources retiennent de la place (${size(snapshots, "fr")} au plus) : promsnap check --clean.`]
        : []),
      "Ou extrayez sur un autre disque : promsnap restore FILE --to DIR.",
    ].join(" "),
  ],
  "restore.targetExists": ({ path }) => [`${path} existe déjà`, "Indiquez un répertoire qui n’existe pas encore."],
  "restore.childMissing": ({ name, place, data }) => [
    `${name} n’est ni dans ${place} ni dans ${data}`,
    "Quelqu’un l’a déplacé ou supprimé. Remettez-le en place, puis : promsnap restore --resume",
  ],
  "restore.rolledBack": ({ cause, kind, own }, say) => [
    `la restauration a échoué, les données sont comme avant : ${say(cause)}`,
    kind === "undo"
      ? "Ce qui devait revenir est là où c’était. Trouvez la cause, puis : promsnap restore --undo"
      : `Ce qui était arrivé et a été retiré, s’il y en a, est dans ${own}/set-aside-….`,
  ],
  "restore.serviceDown": ({ cause, startCause, service, start, log, own }, say) => [
    `les données sont comme avant, mais ${service} ne démarre pas : ${say(startCause)}${cause === undefined ? "" : ` (la restauration avait échoué : ${say(cause)})`}`,
    `Trouvez la cause, puis : ${start}${log.length === 0 ? "" : `. Ses dernières lignes de journal : ${log.join(" | ")}`}. De la restauration il ne reste que ${own}/set-aside-….`,
  ],
  "restore.notBack": ({ cause, backCause, own, previous }, say) => [
    `les données antérieures ne sont pas revenues : ${say(backCause)}${cause === undefined ? "" : ` (la restauration avait échoué : ${say(cause)})`}`,
    `Elles sont dans ${previous}, et ce qui était arrivé est sous ${own}. Rien n’est perdu. Supprimez la cause, puis : promsnap restore --resume`,
  ],
  "restore.unproved": ({ cause, previous }, say) => [
    `les données sont restaurées, mais Prometheus ne les montre pas : ${say(cause)}`,
    `Il ne répondait pas avant non plus, les données restaurées restent donc. Les antérieures sont dans ${previous} : promsnap restore --undo`,
  ],
};
