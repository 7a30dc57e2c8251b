import type { SettingTexts } from "./settings.ts";
import { storeSettingsInEnglish } from "./store-settings.en.ts";

/** What each setting means, in English. */
export const settingsInEnglish: SettingTexts = {
  groups: {
    prometheus: "Prometheus",
    snapshots: "Snapshots",
    runs: "Runs",
    keep: "Which snapshots are kept",
    replicas: "Further stores",
    told: "Who is told",
    restore: "Restore",
    daemon: "Schedule",
    bucket: "Buckets",
    language: "Language",
  },
  keys: {
    HOST: {
      group: "prometheus",
      meaning:
        "Address of Prometheus, with its path prefix if it has one. Without a scheme it is http. Prometheus needs --web.enable-admin-api.",
      example: "http://localhost:9090",
    },
    USERNAME: {
      group: "prometheus",
      meaning: "User name of basic authentication.",
      example: "admin",
      without: "no authentication",
    },
    PASSWORD: {
      group: "prometheus",
      meaning:
        "Password of basic authentication. Give it here, in PASSWORD_FILE, or as systemd's credential `password`, not twice. The file should be readable by root alone.",
      example: "'p4$$word'",
      without: "no password",
    },
    PASSWORD_FILE: {
      group: "prometheus",
      meaning: "A file that holds the password; a line end behind it does not count.",
      example: "/etc/prometheus-snapshot.password",
      without: "no password from a file",
    },
    BEARER_TOKEN_FILE: {
      group: "prometheus",
      meaning:
        "A file that holds a bearer token, instead of user name and password; or systemd's credential `bearer-token`.",
      example: "/etc/prometheus-snapshot.token",
      without: "no token",
    },
    TLS_CA_FILE: {
      group: "prometheus",
      meaning: "Authorities to trust besides the system's, in PEM.",
      example: "/etc/ssl/prometheus-ca.pem",
      without: "the system's authorities alone",
    },
    TLS_CERT_FILE: {
      group: "prometheus",
      meaning: "Client certificate, in PEM. It needs TLS_KEY_FILE.",
      example: "/etc/ssl/promsnap.pem",
      without: "no client certificate",
    },
    TLS_KEY_FILE: {
      group: "prometheus",
      meaning: "Key of the client certificate, in PEM.",
      example: "/etc/ssl/promsnap.key",
      without: "no client certificate",
    },
    TLS_INSECURE: {
      group: "prometheus",
      meaning: "With yes the server's certificate is not checked. Better name its authority in TLS_CA_FILE.",
      example: "no",
    },
    REQUEST_TIMEOUT: {
      group: "prometheus",
      meaning: "How long any answer may take, but that to the request for a snapshot.",
      example: "1m",
    },
    SNAPSHOT_DIR: {
      group: "snapshots",
      meaning:
        "Where snapshots are stored: a directory or a bucket, for one Prometheus alone. A directory is made if it is missing, and is best not on the disk that holds Prometheus's data; a bucket takes the S3_ settings.",
      example: "/var/lib/prometheus-snapshot",
    },
    PROMETHEUS_DATA_DIR: {
      group: "snapshots",
      meaning:
        "Prometheus's data directory, as this machine sees it: for a container, the volume's directory on the host.",
      example: "/var/lib/docker/volumes/local-monitoring_prometheus_data/_data",
    },
    SNAPSHOT_TIMEOUT: {
      group: "snapshots",
      meaning: "How long Prometheus may take to make a snapshot.",
      example: "2h",
    },
    SKIP_HEAD: {
      group: "snapshots",
      meaning: "With yes the head block is left out: the newest two to three hours, which are in memory.",
      example: "yes",
    },
    COMPRESSION_LEVEL: {
      group: "snapshots",
      meaning:
        "From 0, stored as it is, to 12, smallest and slowest. 6 is as small as tar -z. Under Deno 10 to 12 count as 9.",
      example: "3",
    },
    NICE: {
      group: "snapshots",
      meaning: "With yes promsnap takes less of processor and disk beside a busy Prometheus.",
      example: "no",
    },
    WORKERS: {
      group: "snapshots",
      meaning: "Compressing threads.",
      example: "2",
      without: "as many as the machine can run at once, at most 8",
    },
    LOG_FILE: {
      group: "told",
      meaning: "A file that gets one line with the outcome of each attempt and each restore.",
      example: "/var/log/prometheus-snapshot.log",
      without: "no log file",
    },
    RETRY_INTERVAL: {
      group: "runs",
      meaning:
        "Pause after a failure, where promsnap tries again: promsnap without a command, run --retry, and daemon.",
      example: "1h",
    },
    RETRY_LIMIT: {
      group: "runs",
      meaning: "How many further attempts are made at most.",
      example: "6",
      without: "no limit",
    },
    METRICS_FILE: {
      group: "told",
      meaning: "A file for node_exporter's textfile collector, written after every attempt (docs/monitoring.md).",
      example: "/var/lib/prometheus/node-exporter/promsnap.prom",
      without: "no metrics",
    },
    HEALTHCHECK_URL: {
      group: "told",
      meaning:
        "Address of a check at healthchecks.io or alike, pinged at start, success and failure. It is a secret: whoever knows it can ping.",
      example: "https://hc-ping.com/5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278",
      without: "no pings",
    },
    SERVICE: {
      group: "restore",
      meaning: "What a restore stops and starts (docs/services.md). With none you stop and start Prometheus yourself.",
      example: "systemd:prometheus.service",
    },
    STOP_TIMEOUT: { group: "restore", meaning: "How long Prometheus may take to stop.", example: "10m" },
    READY_TIMEOUT: {
      group: "restore",
      meaning: "How long Prometheus may make no progress after a start, before it is ready.",
      example: "30m",
    },
    MERGE_TIMEOUT: {
      group: "restore",
      meaning: "How long Prometheus may take to load merged blocks: it waits for a compaction that is going on.",
      example: "1h",
    },
    DATA_OWNER: {
      group: "restore",
      meaning: "Owner of restored files, as numbers: uid:gid.",
      example: "65534:65534",
      without: "the owner of the data that are there, or 65534:65534",
    },
    SCHEDULE: {
      group: "daemon",
      meaning:
        "When promsnap daemon takes snapshots, and the timer of promsnap install: minute, hour, day, month and weekday as for cron, in the time zone TZ.",
      example: "'30 2 * * *'",
    },
    LISTEN: {
      group: "daemon",
      meaning: "Where promsnap daemon answers /healthz and /metrics.",
      example: "127.0.0.1:9095",
      without: "it listens nowhere",
    },
    LANGUAGE: {
      group: "language",
      meaning:
        "Language of everything that promsnap says. LANGUAGE in the environment is part of the locale; PROMSNAP_LANGUAGE is this key.",
      example: "en",
      without: "the locale's for diagnostics; the script's own sentences on stdout and in LOG_FILE stay French",
    },
    ...storeSettingsInEnglish,
  },
};
