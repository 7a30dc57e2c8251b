import type { SettingTexts } from "./settings.ts";

const kept = (which: string, group: "keep" | "replicas" = "keep") =>
  ({
    group,
    meaning: `Garder le snapshot le plus récent ${which} qui en ont un.`,
    without: "cette règle ne garde rien",
  }) as const;

const hours = "de chacune des dernières heures, en ce nombre,";
const days = "de chacun des derniers jours, en ce nombre,";
const weeks = "de chacune des dernières semaines, en ce nombre,";
const months = "de chacun des derniers mois, en ce nombre,";
const years = "de chacune des dernières années, en ce nombre,";

/** What the settings of stores mean, in French. */
export const storeSettingsInFrench: SettingTexts["keys"] = {
  BANDWIDTH_LIMIT: {
    group: "replicas",
    meaning:
      "Au plus ce nombre d’octets par seconde sont écrits dans un dépôt, par les exécutions comme par les copies.",
    example: "20M",
    without: "pas de limite",
  },
  KEEP_LAST: {
    group: "keep",
    meaning:
      "Garder ce nombre de snapshots parmi les plus récents. Tant qu’aucune clé KEEP_ n’est définie, rien n’est jamais supprimé.",
    example: "3",
    without: "cette règle ne garde rien",
  },
  KEEP_HOURLY: { ...kept(hours), example: "24" },
  KEEP_DAILY: { ...kept(days), example: "7" },
  KEEP_WEEKLY: { ...kept(weeks), example: "5" },
  KEEP_MONTHLY: { ...kept(months), example: "12" },
  KEEP_YEARLY: { ...kept(years), example: "10" },
  KEEP_WITHIN: {
    group: "keep",
    meaning: "Garder tous les snapshots qui précèdent le plus récent d’au plus cette durée.",
    example: "30d",
    without: "cette règle ne garde rien",
  },
  REPLICATE_TO: {
    group: "replicas",
    meaning:
      "D’autres dépôts pour chaque snapshot : chemins absolus de répertoires, ou s3://bucket/préfixe, séparés par des espaces.",
    example: "'/mnt/nas/prometheus s3://backups/prometheus'",
    without: "pas d’autre dépôt",
  },
  REPLICA_GRACE: {
    group: "replicas",
    meaning:
      "Combien de temps un snapshot qui manque encore dans un autre dépôt est gardé ici, au-delà de ce que disent les clés KEEP_.",
    example: "14d",
  },
  KEEP_REMOTE_LAST: {
    group: "replicas",
    meaning:
      "Garder ce nombre de snapshots parmi les plus récents dans chaque autre dépôt. Sans clé KEEP_REMOTE_, rien n’y est supprimé.",
    example: "10",
    without: "cette règle ne garde rien",
  },
  KEEP_REMOTE_HOURLY: { ...kept(hours, "replicas"), example: "24" },
  KEEP_REMOTE_DAILY: { ...kept(days, "replicas"), example: "14" },
  KEEP_REMOTE_WEEKLY: { ...kept(weeks, "replicas"), example: "8" },
  KEEP_REMOTE_MONTHLY: { ...kept(months, "replicas"), example: "24" },
  KEEP_REMOTE_YEARLY: { ...kept(years, "replicas"), example: "10" },
  KEEP_REMOTE_WITHIN: {
    group: "replicas",
    meaning: "Garder dans chaque autre dépôt tous les snapshots qui précèdent le plus récent d’au plus cette durée.",
    example: "1y",
    without: "cette règle ne garde rien",
  },
  S3_ENDPOINT: {
    group: "bucket",
    meaning: "Adresse d’un serveur qui n’est pas celui d’Amazon.",
    example: "https://s3.example.org",
    without: "celui d’Amazon",
  },
  S3_REGION: {
    group: "bucket",
    meaning: "Région du bucket.",
    example: "eu-west-3",
    without: "comme les outils d’Amazon la trouvent ; us-east-1 avec S3_ENDPOINT",
  },
  S3_ACCESS_KEY_ID: {
    group: "bucket",
    meaning: "Clé d’accès.",
    example: "AKIAIOSFODNN7EXAMPLE",
    without: "comme les outils d’Amazon la trouvent : environnement, ~/.aws, rôle de la machine",
  },
  S3_SECRET_ACCESS_KEY: {
    group: "bucket",
    meaning: "Sa clé secrète. Mieux : S3_SECRET_ACCESS_KEY_FILE, ou le credential `s3-secret-access-key` de systemd.",
    example: "'wJalrXUtnFEMI/K7MDENG'",
    without: "comme les outils d’Amazon la trouvent",
  },
  S3_SECRET_ACCESS_KEY_FILE: {
    group: "bucket",
    meaning: "Un fichier qui contient la clé secrète.",
    example: "/etc/prometheus-snapshot.s3-key",
    without: "pas de clé secrète dans un fichier",
  },
  S3_PATH_STYLE: {
    group: "bucket",
    meaning: "Si le bucket fait partie du chemin plutôt que du nom du serveur.",
    example: "yes",
    without: "yes avec S3_ENDPOINT, sinon no",
  },
  S3_CA_FILE: {
    group: "bucket",
    meaning: "Autorités de confiance en plus de celles du système, en PEM.",
    example: "/etc/ssl/s3-ca.pem",
    without: "les autorités du système seules",
  },
  S3_SSE: {
    group: "bucket",
    meaning: "Chiffrement par le serveur.",
    example: "aws:kms",
    without: "celui du bucket",
  },
  S3_STORAGE_CLASS: {
    group: "bucket",
    meaning:
      "Classe de stockage des archives. GLACIER et DEEP_ARCHIVE sont refusées : une restauration n’attend pas des heures.",
    example: "STANDARD_IA",
    without: "celle du bucket",
  },
};
