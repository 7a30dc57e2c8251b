import type { SettingTexts } from "./settings.ts";

const kept = (period: string, group: "keep" | "replicas" = "keep") =>
  ({
    group,
    meaning: `Keep the newest snapshot of each of the last so many ${period} that have one.`,
    without: "this rule keeps nothing",
  }) as const;

/** What the settings of stores mean: what is kept where. In English. */
export const storeSettingsInEnglish: SettingTexts["keys"] = {
  BANDWIDTH_LIMIT: {
    group: "replicas",
    meaning: "At most so many bytes in a second are written into a store, by runs and by copies.",
    example: "20M",
    without: "no limit",
  },
  KEEP_LAST: {
    group: "keep",
    meaning: "Keep so many of the newest snapshots. As long as no KEEP_ key is set nothing is ever deleted.",
    example: "3",
    without: "this rule keeps nothing",
  },
  KEEP_HOURLY: { ...kept("hours"), example: "24" },
  KEEP_DAILY: { ...kept("days"), example: "7" },
  KEEP_WEEKLY: { ...kept("weeks"), example: "5" },
  KEEP_MONTHLY: { ...kept("months"), example: "12" },
  KEEP_YEARLY: { ...kept("years"), example: "10" },
  KEEP_WITHIN: {
    group: "keep",
    meaning: "Keep all snapshots that are at most so much older than the newest.",
    example: "30d",
    without: "this rule keeps nothing",
  },
  REPLICATE_TO: {
    group: "replicas",
    meaning:
      "Further stores for every snapshot: absolute paths of directories, or s3://bucket/prefix, with spaces between them.",
    example: "'/mnt/nas/prometheus s3://backups/prometheus'",
    without: "no further store",
  },
  REPLICA_GRACE: {
    group: "replicas",
    meaning:
      "How long a snapshot that is still missing in a further store is kept here beyond what the KEEP_ keys say.",
    example: "14d",
  },
  KEEP_REMOTE_LAST: {
    group: "replicas",
    meaning:
      "Keep so many of the newest snapshots in each further store. Without a KEEP_REMOTE_ key nothing is deleted there.",
    example: "10",
    without: "this rule keeps nothing",
  },
  KEEP_REMOTE_HOURLY: { ...kept("hours", "replicas"), example: "24" },
  KEEP_REMOTE_DAILY: { ...kept("days", "replicas"), example: "14" },
  KEEP_REMOTE_WEEKLY: { ...kept("weeks", "replicas"), example: "8" },
  KEEP_REMOTE_MONTHLY: { ...kept("months", "replicas"), example: "24" },
  KEEP_REMOTE_YEARLY: { ...kept("years", "replicas"), example: "10" },
  KEEP_REMOTE_WITHIN: {
    group: "replicas",
    meaning: "Keep all snapshots in each further store that are at most so much older than the newest.",
    example: "1y",
    without: "this rule keeps nothing",
  },
  S3_ENDPOINT: {
    group: "bucket",
    meaning: "Address of a server that is not Amazon's.",
    example: "https://s3.example.org",
    without: "Amazon's",
  },
  S3_REGION: {
    group: "bucket",
    meaning: "Region of the bucket.",
    example: "eu-west-3",
    without: "as Amazon's tools find it; us-east-1 with S3_ENDPOINT",
  },
  S3_ACCESS_KEY_ID: {
    group: "bucket",
    meaning: "Access key.",
    example: "AKIAIOSFODNN7EXAMPLE",
    without: "as Amazon's tools find it: environment, ~/.aws, role of the machine",
  },
  S3_SECRET_ACCESS_KEY: {
    group: "bucket",
    meaning: "Its secret key. Better S3_SECRET_ACCESS_KEY_FILE, or systemd's credential `s3-secret-access-key`.",
    example: "'wJalrXUtnFEMI/K7MDENG'",
    without: "as Amazon's tools find it",
  },
  S3_SECRET_ACCESS_KEY_FILE: {
    group: "bucket",
    meaning: "A file that holds the secret key.",
    example: "/etc/prometheus-snapshot.s3-key",
    without: "no secret key from a file",
  },
  S3_PATH_STYLE: {
    group: "bucket",
    meaning: "Whether the bucket is part of the path instead of the server's name.",
    example: "yes",
    without: "yes with S3_ENDPOINT, else no",
  },
  S3_CA_FILE: {
    group: "bucket",
    meaning: "Authorities to trust besides the system's, in PEM.",
    example: "/etc/ssl/s3-ca.pem",
    without: "the system's authorities alone",
  },
  S3_SSE: {
    group: "bucket",
    meaning: "Encryption by the server.",
    example: "aws:kms",
    without: "the bucket's own",
  },
  S3_STORAGE_CLASS: {
    group: "bucket",
    meaning: "Storage class of the archives. GLACIER and DEEP_ARCHIVE are refused: a restore does not wait for hours.",
    example: "STANDARD_IA",
    without: "the bucket's own",
  },
};
