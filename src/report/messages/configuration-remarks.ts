import type { Language } from "./sentences.ts";

/** The remarks in a new configuration file. */
export const configurationRemarks = {
  en: {
    intro: "Configuration of promsnap. All settings, and where each comes from: promsnap config show",
    others: "From the environment of promsnap install",
    remarks: {
      HOST: "Address of Prometheus, which has to run with --web.enable-admin-api",
      USERNAME: "Where Prometheus asks for a login",
      PASSWORD_FILE: "A file with the password that root alone may read; or the password itself in PASSWORD",
      PROMETHEUS_DATA_DIR: "Data directory of Prometheus, as this machine sees it",
      SERVICE: "What a restore stops and starts: docker:NAME, podman:NAME, systemd:UNIT, exec:/absolute/program, none",
      SNAPSHOT_DIR: "Where snapshots go; another disk than that of the data is better",
      LOG_FILE: "One line for each snapshot and each restore",
      SCHEDULE: "Minute, hour, day, month, weekday; after a change: promsnap install",
      KEEP_LAST: "How many snapshots to keep; without any KEEP_ setting none is ever deleted",
      METRICS_FILE: "Metrics for node_exporter, to be told when backups stop",
    },
  },
  fr: {
    intro: "Configuration de promsnap. Tous les réglages, et d’où vient chacun : promsnap config show",
    others: "De l’environnement de promsnap install",
    remarks: {
      HOST: "Adresse de Prometheus, qui doit fonctionner avec --web.enable-admin-api",
      USERNAME: "Si Prometheus demande une connexion",
      PASSWORD_FILE:
        "Un fichier avec le mot de passe, que seul root peut lire ; ou le mot de passe lui-même dans PASSWORD",
      PROMETHEUS_DATA_DIR: "Répertoire de données de Prometheus, vu de cette machine",
      SERVICE:
        "Ce qu’une restauration arrête et relance : docker:NOM, podman:NOM, systemd:UNITÉ, exec:/programme/absolu, none",
      SNAPSHOT_DIR: "Où vont les snapshots ; mieux vaut un autre disque que celui des données",
      LOG_FILE: "Une ligne pour chaque snapshot et chaque restauration",
      SCHEDULE: "Minute, heure, jour, mois, jour de la semaine ; après un changement : promsnap install",
      KEEP_LAST: "Combien de snapshots garder ; sans aucun réglage KEEP_, rien n’est jamais supprimé",
      METRICS_FILE: "Métriques pour node_exporter, pour savoir quand les sauvegardes s’arrêtent",
    },
  },
} as const satisfies { readonly [L in Language]: unknown };
