import type { PageTexts } from "./help.ts";

/** The help page of `copy` in English. */
export const copyHelpInEnglish: PageTexts = {
  summary: "copy a snapshot into another store: a directory or a bucket",
  description: [
    "Copies one archive, with its checksum file, which is made where it has none. On the way the archive is read once from end to end: the checksum beside it, the compressed data, the tar stream. It gets its name in the store only when all of that is right and the store has proved what it holds. The metrics inside are not looked at: promsnap verify --deep does that.",
    "SNAPSHOT is a path, or a name in SNAPSHOT_DIR with or without .tar.gz; latest is the newest there. STORE is the absolute path of a directory, which is made if it is missing, or s3://bucket/prefix (the S3_ keys and docs/s3.md). Nothing is overwritten. An archive that is there already is read and compared, and that is a success. A run may go on beside it.",
  ],
  examples: [
    ["promsnap copy latest /mnt/nas/prometheus-snapshot", "the newest snapshot to another disk"],
    ["promsnap copy snapshot-22_11_2026-11_09_40 s3://backups/prometheus", "one into a bucket"],
    ["promsnap copy latest s3://backups/prometheus --json | jq -r .copy.sha256", "its checksum, for a program"],
  ],
  exits: {
    failed: "failed, or the store has another file of that name",
    configuration:
      "the configuration is missing or wrong, keys or bucket included, or the store is another Prometheus's",
    corrupt: "the archive is damaged, or not the one that its checksum file is of: nothing was stored",
    locked: "another promsnap is writing to that store",
  },
};

/** In French. */
export const copyHelpInFrench: PageTexts = {
  summary: "copier un snapshot dans un autre dépôt : un répertoire ou un bucket",
  description: [
    "Copie une archive, avec son fichier de somme de contrôle, qui est créé s’il n’y en a pas. En chemin, l’archive est lue une fois d’un bout à l’autre : la somme de contrôle à côté, les données comprimées, le flux tar. Elle ne reçoit son nom dans le dépôt que si tout cela est juste et que le dépôt a prouvé ce qu’il contient. Les métriques à l’intérieur ne sont pas regardées : promsnap verify --deep le fait.",
    "SNAPSHOT est un chemin, ou un nom dans SNAPSHOT_DIR avec ou sans .tar.gz ; latest est le plus récent. STORE est le chemin absolu d’un répertoire, créé s’il n’existe pas, ou s3://bucket/préfixe (les clés S3_ et docs/s3.md). Rien n’est écrasé. Une archive déjà là est lue et comparée, et c’est un succès. Une exécution peut avoir lieu en même temps.",
  ],
  examples: [
    ["promsnap copy latest /mnt/nas/prometheus-snapshot", "le dernier snapshot sur un autre disque"],
    ["promsnap copy snapshot-22_11_2026-11_09_40 s3://backups/prometheus", "un snapshot dans un bucket"],
    ["promsnap copy latest s3://backups/prometheus --json | jq -r .copy.sha256", "sa somme, pour un programme"],
  ],
  exits: {
    failed: "échec, ou le dépôt a un autre fichier de ce nom",
    configuration: "configuration absente ou erronée, clés et bucket compris, ou dépôt d’un autre Prometheus",
    corrupt: "l’archive est endommagée, ou n’est pas celle de son fichier de somme de contrôle : rien n’a été stocké",
    locked: "un autre promsnap écrit dans ce dépôt",
  },
};
