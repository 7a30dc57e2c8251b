import type { PageTexts } from "./help.ts";

/** The help page of `daemon` in English. */
export const daemonHelpInEnglish: PageTexts = {
  summary: "take snapshots by SCHEDULE, where no systemd does so: in containers",
  description: [
    "Runs until SIGTERM or SIGINT and takes a snapshot whenever SCHEDULE says so: five fields of cron, in the time zone of TZ; without, Mondays at 13:00. What was missed while it was off is made up for once, at its start. A run that fails is tried again as by run --retry (RETRY_INTERVAL, RETRY_LIMIT). No two runs overlap; one daemon for each data directory.",
    "With LISTEN=127.0.0.1:9095 it answers /healthz (200 while it lives and its configuration can be used) and /metrics (failed and stale backups show there). The configuration is read again before each run, twice a minute and at SIGHUP; while it is broken, the last good one stays in use. With --json each attempt gives one object, as run does. docs/daemon.md has examples for Compose and Kubernetes.",
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
  summary: "prendre des snapshots selon SCHEDULE, là où systemd manque : conteneurs",
  description: [
    "Tourne jusqu’à SIGTERM ou SIGINT et prend un snapshot quand SCHEDULE le dit : cinq champs de cron, dans le fuseau horaire de TZ ; sans elle, le lundi à 13 h. Ce qui a été manqué pendant un arrêt est rattrapé une fois, au démarrage. Une exécution qui échoue est retentée comme par run --retry (RETRY_INTERVAL, RETRY_LIMIT). Jamais deux à la fois ; un daemon par répertoire de données.",
    "Avec LISTEN=127.0.0.1:9095 il répond à /healthz (200 tant qu’il vit et que sa configuration est utilisable) et à /metrics (échecs et retards s’y voient). La configuration est relue avant chaque exécution, deux fois par minute et à SIGHUP ; tant qu’elle est erronée, la dernière bonne reste en vigueur. Avec --json chaque tentative donne un objet, comme run. docs/daemon.md a des exemples pour Compose et Kubernetes.",
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
