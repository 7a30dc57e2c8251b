import type { PageTexts } from "./help.ts";

/** The help page of `daemon` in English. */
export const daemonHelpInEnglish: PageTexts = {
  summary: "take snapshots by SCHEDULE, where no systemd does so: in containers",
  description: [
    "Takes a snapshot whenever SCHEDULE says so (five fields of cron, in the time zone of TZ; by default Mondays at 13:00), until SIGTERM or SIGINT. What was missed while it was off is made up for at its start, once. A run that fails is tried again as by run --retry. No two runs overlap.",
    "With LISTEN it answers /healthz (200 while it lives and its configuration can be used) and /metrics, where failed and stale backups show. The configuration is read again twice a minute and at SIGHUP; while it is broken the last good one stays in use. With --json each attempt gives an object, as run does. docs/kubernetes-and-compose.md has examples.",
  ],
  examples: [
    ["promsnap daemon", "Mondays at 13:00, until it is stopped"],
    ["PROMSNAP_SCHEDULE='30 2 * * *' TZ=Europe/Paris promsnap daemon", "each night at half past two in Paris"],
    ["PROMSNAP_LISTEN=:9095 promsnap daemon", "with /healthz and /metrics on every address"],
  ],
  exits: {
    done: "ended by SIGTERM or SIGINT while no run was going on",
    failed: "failed, or nothing can listen on LISTEN",
    locked: "another daemon looks after the same data directory",
    interrupted: "ended by SIGINT in a run, which was undone and is made up for",
    terminated: "ended by SIGTERM in a run, which was undone and is made up for",
  },
};

/** In French. */
export const daemonHelpInFrench: PageTexts = {
  summary: "prendre des snapshots selon SCHEDULE, là où systemd manque : conteneurs",
  description: [
    "Prend un snapshot quand SCHEDULE le dit (cinq champs de cron, dans le fuseau horaire de TZ ; par défaut le lundi à 13 h), jusqu’à SIGTERM ou SIGINT. Ce qui a été manqué pendant un arrêt est rattrapé au démarrage, une fois. Une exécution qui échoue est retentée comme par run --retry. Jamais deux à la fois.",
    "Avec LISTEN il répond à /healthz (200 tant qu’il vit et que sa configuration est utilisable) et à /metrics, où échecs et retards se voient. La configuration est relue deux fois par minute et à SIGHUP ; tant qu’elle est erronée, la dernière bonne reste en vigueur. Avec --json chaque tentative donne un objet, comme run. docs/kubernetes-and-compose.md a des exemples.",
  ],
  examples: [
    ["promsnap daemon", "le lundi à 13 h, jusqu’à ce qu’on l’arrête"],
    ["PROMSNAP_SCHEDULE='30 2 * * *' TZ=Europe/Paris promsnap daemon", "chaque nuit à deux heures et demie à Paris"],
    ["PROMSNAP_LISTEN=:9095 promsnap daemon", "avec /healthz et /metrics sur toutes les adresses"],
  ],
  exits: {
    done: "arrêté par SIGTERM ou SIGINT sans exécution en cours",
    failed: "échec, ou rien ne peut écouter sur LISTEN",
    locked: "un autre daemon s’occupe du même répertoire de données",
    interrupted: "arrêté par SIGINT en pleine exécution, défaite et à rattraper",
    terminated: "arrêté par SIGTERM en pleine exécution, défaite et à rattraper",
  },
};
