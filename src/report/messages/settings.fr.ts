import type { SettingTexts } from "./settings.ts";
import { storeSettingsInFrench } from "./store-settings.fr.ts";

/** What each setting means, in French. A no-break space stands before : ; ? ! as French typography asks. */
export const settingsInFrench: SettingTexts = {
  groups: {
    prometheus: "Prometheus",
    snapshots: "Snapshots",
    runs: "Exécutions",
    keep: "Quels snapshots sont gardés",
    replicas: "Autres dépôts",
    told: "Qui est prévenu",
    restore: "Restauration",
    daemon: "Horaire",
    bucket: "Buckets",
    language: "Langue",
  },
  keys: {
    HOST: {
      group: "prometheus",
      meaning:
        "Adresse de Prometheus, avec son préfixe de chemin s’il en a un. Sans schéma, c’est http. Prometheus doit être lancé avec --web.enable-admin-api.",
      example: "http://localhost:9090",
    },
    USERNAME: {
      group: "prometheus",
      meaning: "Nom d’utilisateur de l’authentification basique.",
      example: "admin",
      without: "pas d’authentification",
    },
    PASSWORD: {
      group: "prometheus",
      meaning:
        "Mot de passe de l’authentification basique. Donnez-le ici, dans PASSWORD_FILE ou comme credential `password` de systemd, pas deux fois. Seul root devrait pouvoir lire le fichier.",
      example: "'p4$$word'",
      without: "pas de mot de passe",
    },
    PASSWORD_FILE: {
      group: "prometheus",
      meaning: "Un fichier qui contient le mot de passe ; une fin de ligne derrière ne compte pas.",
      example: "/etc/prometheus-snapshot.password",
      without: "pas de mot de passe dans un fichier",
    },
    BEARER_TOKEN_FILE: {
      group: "prometheus",
      meaning:
        "Un fichier qui contient un jeton (bearer token), à la place du nom et du mot de passe ; ou le credential `bearer-token` de systemd.",
      example: "/etc/prometheus-snapshot.token",
      without: "pas de jeton",
    },
    TLS_CA_FILE: {
      group: "prometheus",
      meaning: "Autorités de confiance en plus de celles du système, en PEM.",
      example: "/etc/ssl/prometheus-ca.pem",
      without: "les autorités du système seules",
    },
    TLS_CERT_FILE: {
      group: "prometheus",
      meaning: "Certificat client, en PEM. Il lui faut TLS_KEY_FILE.",
      example: "/etc/ssl/promsnap.pem",
      without: "pas de certificat client",
    },
    TLS_KEY_FILE: {
      group: "prometheus",
      meaning: "Clé du certificat client, en PEM.",
      example: "/etc/ssl/promsnap.key",
      without: "pas de certificat client",
    },
    TLS_INSECURE: {
      group: "prometheus",
      meaning: "Avec yes, le certificat du serveur n’est pas vérifié. Mieux vaut nommer son autorité dans TLS_CA_FILE.",
      example: "no",
    },
    REQUEST_TIMEOUT: {
      group: "prometheus",
      meaning: "Temps accordé à toute réponse, sauf à la demande d’un snapshot.",
      example: "1m",
    },
    SNAPSHOT_DIR: {
      group: "snapshots",
      meaning:
        "Où les snapshots sont enregistrés : un répertoire ou un bucket, pour un seul Prometheus. Un répertoire est créé s’il n’existe pas, et vaut mieux ailleurs que sur le disque des données de Prometheus ; un bucket demande les réglages S3_.",
      example: "/var/lib/prometheus-snapshot",
    },
    PROMETHEUS_DATA_DIR: {
      group: "snapshots",
      meaning:
        "Le répertoire de données de Prometheus, tel que cette machine le voit : pour un conteneur, celui du volume sur l’hôte.",
      example: "/var/lib/docker/volumes/local-monitoring_prometheus_data/_data",
    },
    SNAPSHOT_TIMEOUT: {
      group: "snapshots",
      meaning: "Temps accordé à Prometheus pour faire un snapshot.",
      example: "2h",
    },
    SKIP_HEAD: {
      group: "snapshots",
      meaning: "Avec yes, le bloc de tête est laissé de côté : les deux à trois dernières heures, qui sont en mémoire.",
      example: "yes",
    },
    COMPRESSION_LEVEL: {
      group: "snapshots",
      meaning:
        "De 0, sans compression, à 12, le plus petit et le plus lent. 6 donne aussi petit que tar -z. Sous Deno, 10 à 12 comptent comme 9.",
      example: "3",
    },
    NICE: {
      group: "snapshots",
      meaning: "Avec yes, promsnap prend moins de processeur et de disque à côté d’un Prometheus occupé.",
      example: "no",
    },
    WORKERS: {
      group: "snapshots",
      meaning: "Fils de compression.",
      example: "2",
      without: "autant que la machine peut en exécuter à la fois, au plus 8",
    },
    LOG_FILE: {
      group: "told",
      meaning: "Un fichier qui reçoit une ligne avec l’issue de chaque tentative et de chaque restauration.",
      example: "/var/log/prometheus-snapshot.log",
      without: "pas de journal",
    },
    RETRY_INTERVAL: {
      group: "runs",
      meaning: "Pause après un échec, là où promsnap réessaie : promsnap sans commande, run --retry et daemon.",
      example: "1h",
    },
    RETRY_LIMIT: {
      group: "runs",
      meaning: "Nombre maximal de nouvelles tentatives.",
      example: "6",
      without: "pas de limite",
    },
    METRICS_FILE: {
      group: "told",
      meaning:
        "Un fichier pour le collecteur textfile de node_exporter, écrit après chaque tentative (docs/monitoring.md).",
      example: "/var/lib/prometheus/node-exporter/promsnap.prom",
      without: "pas de métriques",
    },
    HEALTHCHECK_URL: {
      group: "told",
      meaning:
        "Adresse d’une vérification chez healthchecks.io ou semblable, signalée au début, au succès et à l’échec. C’est un secret : qui la connaît peut signaler.",
      example: "https://hc-ping.com/5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278",
      without: "pas de signaux",
    },
    SERVICE: {
      group: "restore",
      meaning:
        "Ce qu’une restauration arrête et démarre (docs/services.md). Avec none, vous arrêtez et démarrez Prometheus vous-même.",
      example: "systemd:prometheus.service",
    },
    STOP_TIMEOUT: { group: "restore", meaning: "Temps accordé à Prometheus pour s’arrêter.", example: "10m" },
    READY_TIMEOUT: {
      group: "restore",
      meaning: "Temps sans progrès accordé à Prometheus après un démarrage, avant qu’il soit prêt.",
      example: "30m",
    },
    MERGE_TIMEOUT: {
      group: "restore",
      meaning:
        "Temps accordé à Prometheus pour charger des blocs fusionnés : il attend la fin d’une compaction en cours.",
      example: "1h",
    },
    DATA_OWNER: {
      group: "restore",
      meaning: "Propriétaire des fichiers restaurés, en nombres : uid:gid.",
      example: "65534:65534",
      without: "le propriétaire des données présentes, ou 65534:65534",
    },
    SCHEDULE: {
      group: "daemon",
      meaning:
        "Quand promsnap daemon prend des snapshots, et le timer de promsnap install : minute, heure, jour, mois et jour de semaine comme pour cron, dans le fuseau horaire TZ.",
      example: "'30 2 * * *'",
    },
    LISTEN: {
      group: "daemon",
      meaning: "Où promsnap daemon répond à /healthz et à /metrics.",
      example: "127.0.0.1:9095",
      without: "il n’écoute nulle part",
    },
    LANGUAGE: {
      group: "language",
      meaning:
        "Langue de tout ce que dit promsnap. LANGUAGE dans l’environnement fait partie de la locale ; PROMSNAP_LANGUAGE est cette clé.",
      example: "fr",
      without:
        "celle de la locale pour les diagnostics ; les phrases du script, sur stdout et dans LOG_FILE, restent en français",
    },
    ...storeSettingsInFrench,
  },
};
