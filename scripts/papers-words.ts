import type { Language } from "../src/report/messages/sentences.ts";

/** What the papers say that no table holds. */
export interface PaperWords {
  readonly conf: {
    readonly title: string;
    readonly summary: string;
    readonly intro: readonly string[];
    readonly example: string;
    readonly made: string;
  };
  readonly row: {
    readonly value: string;
    readonly standard: string;
    readonly required: string;
    readonly example: string;
  };
  /** Headings of a manual page. man and lexgrog know them in each language. */
  readonly sections: {
    readonly name: string;
    readonly synopsis: string;
    readonly description: string;
    readonly commands: string;
    readonly options: string;
    readonly exits: string;
    readonly files: string;
    readonly environment: string;
    readonly examples: string;
    readonly also: string;
  };
  readonly summary: string;
  readonly files: readonly (readonly [path: string, what: string])[];
  readonly environment: readonly (readonly [name: string, what: string])[];
}

const english: PaperWords = {
  conf: {
    title: "Configuration",
    summary: "configuration of promsnap",
    intro: [
      "promsnap reads /etc/prometheus-snapshot.conf, or the file that --config names. It is written as for bash and gives the values that bash would, but it is parsed, never run: comments, KEY=value, export, quotes, escapes, $VAR with or without braces, of earlier keys or of the environment, and ~. Commands, arrays and the like are refused with line and column. A key that promsnap does not know is a warning that names the nearest one.",
      "The environment variable PROMSNAP_KEY beats the file. Where the required settings stand there, no file is needed.",
      "Durations are 90 or 90s, 5m, 24h, 7d: a number without a unit is seconds. Secrets can come from systemd as well: the credentials password, bearer-token and s3-secret-access-key.",
      "promsnap config show shows every setting with its value and where it comes from; promsnap config validate says whether the file can be used.",
    ],
    example: "The smallest one:",
    made: "made by scripts/papers; do not edit",
  },
  row: { value: "Value", standard: "Default", required: "none: it has to be set", example: "Example" },
  sections: {
    name: "NAME",
    synopsis: "SYNOPSIS",
    description: "DESCRIPTION",
    commands: "COMMANDS",
    options: "OPTIONS OF EVERY COMMAND",
    exits: "EXIT STATUS",
    files: "FILES",
    environment: "ENVIRONMENT",
    examples: "EXAMPLES",
    also: "SEE ALSO",
  },
  summary: "backups of Prometheus that are proved, and restores that cannot lose data",
  files: [
    ["/etc/prometheus-snapshot.conf", "the configuration: prometheus-snapshot.conf(5)"],
    ["SNAPSHOT_DIR/NAME.tar.gz", "a snapshot: an archive that any tar reads"],
    ["SNAPSHOT_DIR/NAME.tar.gz.sha256", "its checksum, for sha256sum -c"],
    ["SNAPSHOT_DIR/NAME.tar.gz.verdict", "what its last verification found"],
    ["PROMETHEUS_DATA_DIR/.promsnap/", "what restores put aside, and the journal of one that is open"],
  ],
  environment: [
    ["PROMSNAP_KEY", "the setting KEY, in the place of the configuration's"],
    ["LANGUAGE, LC_ALL, LC_MESSAGES, LANG", "the language of diagnostics, where the setting LANGUAGE names none"],
    ["NO_COLOR", "no colours, where it is not empty"],
    ["CREDENTIALS_DIRECTORY", "systemd's credentials: password, bearer-token, s3-secret-access-key"],
    ["TZ", "the time zone of names and times"],
  ],
};

const french: PaperWords = {
  conf: {
    title: "Configuration",
    summary: "configuration de promsnap",
    intro: [
      "promsnap lit /etc/prometheus-snapshot.conf, ou le fichier que nomme --config. Il s’écrit comme pour bash et donne les valeurs que bash donnerait, mais il est analysé, jamais exécuté : commentaires, KEY=value, export, guillemets, échappements, $VAR avec ou sans accolades, des clés précédentes ou de l’environnement, et ~. Les commandes, les tableaux et autres constructions de ce genre sont refusés avec leur ligne et leur colonne. Une clé que promsnap ne connaît pas est un avertissement qui nomme la plus proche.",
      "La variable d’environnement PROMSNAP_KEY l’emporte sur le fichier. Si les réglages obligatoires y sont, aucun fichier n’est nécessaire.",
      "Les durées s’écrivent 90 ou 90s, 5m, 24h, 7d : un nombre sans unité est en secondes. Les secrets peuvent aussi venir de systemd : les credentials password, bearer-token et s3-secret-access-key.",
      "promsnap config show montre chaque réglage avec sa valeur et son origine ; promsnap config validate dit si le fichier est utilisable.",
    ],
    example: "Le plus petit :",
    made: "fait par scripts/papers ; ne pas modifier",
  },
  row: { value: "Valeur", standard: "Par défaut", required: "rien : à définir", example: "Exemple" },
  sections: {
    name: "NOM",
    synopsis: "SYNOPSIS",
    description: "DESCRIPTION",
    commands: "COMMANDES",
    options: "OPTIONS DE TOUTES LES COMMANDES",
    exits: "CODE DE RETOUR",
    files: "FICHIERS",
    environment: "ENVIRONNEMENT",
    examples: "EXEMPLES",
    also: "VOIR AUSSI",
  },
  summary: "des sauvegardes de Prometheus prouvées, des restaurations qui ne perdent rien",
  files: [
    ["/etc/prometheus-snapshot.conf", "la configuration : prometheus-snapshot.conf(5)"],
    ["SNAPSHOT_DIR/NOM.tar.gz", "un snapshot : une archive que tout tar sait lire"],
    ["SNAPSHOT_DIR/NOM.tar.gz.sha256", "sa somme de contrôle, pour sha256sum -c"],
    ["SNAPSHOT_DIR/NOM.tar.gz.verdict", "ce que sa dernière vérification a trouvé"],
    [
      "PROMETHEUS_DATA_DIR/.promsnap/",
      "ce que des restaurations ont mis de côté, et le journal de celle qui est ouverte",
    ],
  ],
  environment: [
    ["PROMSNAP_KEY", "le réglage KEY, à la place de celui de la configuration"],
    ["LANGUAGE, LC_ALL, LC_MESSAGES, LANG", "la langue des diagnostics, si le réglage LANGUAGE n’en nomme pas"],
    ["NO_COLOR", "pas de couleurs, si elle n’est pas vide"],
    ["CREDENTIALS_DIRECTORY", "les credentials de systemd : password, bearer-token, s3-secret-access-key"],
    ["TZ", "le fuseau horaire des noms et des heures"],
  ],
};

const words: { readonly [L in Language]: PaperWords } = { en: english, fr: french };

/** What the papers say in a language beside the tables. */
export function paperWords(language: Language): PaperWords {
  return words[language];
}

/** The smallest configuration that can be used. */
export const smallestConfiguration = [
  "HOST=http://localhost:9090",
  "SNAPSHOT_DIR=/var/lib/prometheus-snapshot",
  "PROMETHEUS_DATA_DIR=/var/lib/prometheus/metrics2",
] as const;
