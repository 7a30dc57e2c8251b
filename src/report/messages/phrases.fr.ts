import { copyPhrasesInFrench } from "./copy-phrases.ts";
import { daemonPhrasesInFrench } from "./daemon-phrases.ts";
import { inspectPhrasesInFrench } from "./inspect-phrases.ts";
import { mergePhrasesInFrench } from "./merge-phrases.ts";
import type { Phrases } from "./phrases.ts";
import { prunePhrasesInFrench } from "./prune-phrases.ts";
import { replicaPhrasesInFrench } from "./replica-phrases.ts";
import { verifyPhrasesInFrench } from "./verify-phrases.ts";

/** The words of the command line in French. A no-break space stands before : ; ? ! as French typography asks. */
export const phrasesInFrench: Phrases = {
  warning: "avertissement : ",
  phases: {
    asking: "attente de Prometheus",
    compressing: "compression",
    checking: "relecture",
    listing: "lecture",
    staging: "extraction et vérification",
    stopping: "arrêt de Prometheus",
    starting: "démarrage de Prometheus",
    loading: "attente du chargement des blocs par Prometheus",
    verifying: "vérification",
    following: "suivi des références",
    copying: "copie",
    comparing: "comparaison",
  },
  remaining: (duration) => `reste ${duration}`,
  columns: {
    name: "NOM",
    date: "DATE",
    size: "TAILLE",
    blocks: "BLOCS",
    from: "DÉBUT",
    to: "FIN",
    series: "SÉRIES",
    samples: "ÉCHANTILLONS",
    state: "ÉTAT",
    verified: "VÉRIFIÉ",
    setting: "RÉGLAGE",
    value: "VALEUR",
    origin: "ORIGINE",
  },
  sound: "bon",
  damagedFiles: (count) => (count === 1 ? "1 fichier endommagé" : `${count} fichiers endommagés`),
  unreadable: (name, reason) => `${name} : ${reason}`,
  nothingStored: (path) => `aucun snapshot dans ${path}`,
  validConfiguration: (path) => `La configuration est valide : ${path}`,
  sourceTaken: (name) => `Prometheus a fait le snapshot ${name}`,
  summary: ({ blocks, from, to, content, archive, time }) =>
    `${blocks} blocs du ${from} au ${to}, ${content} enregistrés en ${archive}, durée ${time}`,
  otherDamage: (damage) => `également endommagé : ${damage}`,
  plan: {
    request: "Requête",
    archive: "Archive",
    blocks: "Blocs actuels",
    free: "Espace libre",
    leftovers: "Supprimé d’abord",
    none: "rien",
  },
  steps: {
    staged: "les blocs sont extraits et vérifiés",
    stopped: "Prometheus est arrêté",
    exchanged: "les données sont échangées",
    started: "Prometheus est démarré et répond",
    returning: "remise en place des données d’avant",
    merged: "les blocs sont dans le répertoire de données",
    takingOut: "retrait des blocs",
  },
  restorePlan: {
    archive: "Archive",
    blocks: "Blocs",
    room: "Espace libre",
    stops: "Arrête",
    starts: "Démarre",
    owner: "Propriétaire",
    moved: "Met de côté",
    stays: "Reste",
    previous: "Vers",
    unknown: "inconnus avant lecture (archive du script bash)",
  },
  roomOf: (free, needed) => `${free}, nécessaire : ${needed}`,
  rangeOf: (count, from, to) => `${count}, du ${from} au ${to}`,
  restored: {
    blocks: (count, from, to) => `blocs restaurés : ${count}, du ${from} au ${to}`,
    stopped: (time) => `Prometheus a été arrêté pendant ${time}`,
    stoppedInParts: (time, stop, exchange, start) =>
      `Prometheus a été arrêté pendant ${time} : ${stop} pour l’arrêter, ${exchange} pour échanger les données, ${start} pour le démarrer et les prouver`,
    missing: (from, to) => `les échantillons du ${from} au ${to} ne sont que dans les données antérieures`,
    previous: (path, size) =>
      `les données antérieures (${size}) sont dans ${path} : promsnap restore --undo les remet, --discard-previous les supprime`,
    notProved: () => "pas prouvé : Prometheus ne tourne pas encore. Démarrez-le, puis : promsnap restore --resume",
    undone: (place) => `Annulé : les données de ${place} sont revenues`,
    returned: () => "Les données sont comme avant la restauration",
    notEmpty: (path) => `Rien à faire : ${path} contient des échantillons`,
    extracted: (path) => `Extrait et vérifié : ${path}`,
    discarded: (path, size) => `Supprimé : ${path} (${size})`,
    atBoot: {
      placed:
        "Les données restaurées sont en place ; la prochaine commande qui trouve Prometheus prêt clôt la restauration.",
      returned: "Les données d’avant sont revenues ; la restauration est abandonnée.",
      merge: "Une fusion est inachevée : quand Prometheus fonctionnera, tapez promsnap restore --resume.",
    },
  },
  merge: mergePhrasesInFrench,
  verify: verifyPhrasesInFrench,
  copy: copyPhrasesInFrench,
  daemon: daemonPhrasesInFrench,
  replica: replicaPhrasesInFrench,
  prune: prunePhrasesInFrench,
  inspect: inspectPhrasesInFrench,
  blocksOf: (count, size) => `${count} (${size}, sans le bloc de tête)`,
  ending: (signal) => `${signal} : nettoyage en cours ; un second signal arrête aussitôt`,
  endedAtOnce: (signal) =>
    `second ${signal} : arrêt sans nettoyage ; la prochaine exécution s’en chargera, après une restauration : promsnap restore --resume`,
};
