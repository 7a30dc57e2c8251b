import type { Phrases } from "./phrases.ts";

/** The words of the command line in French. A no-break space stands before : ; ? ! as French typography asks. */
export const phrasesInFrench: Phrases = {
  warning: "avertissement : ",
  phases: {
    asking: "attente de Prometheus",
    compressing: "compression",
    checking: "relecture",
    listing: "lecture",
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
  blocksOf: (count, size) => `${count} (${size}, sans le bloc de tête)`,
  ending: (signal) => `${signal} : nettoyage en cours ; un second signal arrête aussitôt`,
  endedAtOnce: (signal) => `second ${signal} : arrêt sans nettoyage ; la prochaine exécution s’en chargera`,
};
