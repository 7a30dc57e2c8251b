import type { HelpTexts, PageTexts } from "./help.ts";

/** The help pages around an installation, and the options that only they have. */
interface InstallHelp {
  readonly options: Pick<HelpTexts["options"], "name" | "on-calendar" | "at-boot">;
  readonly install: PageTexts;
  readonly uninstall: PageTexts;
  readonly status: PageTexts;
}

/** In English. */
export const installHelpInEnglish: InstallHelp = {
  options: {
    name: "of several Prometheus the one with this name: its configuration is /etc/prometheus-snapshot/NAME.conf",
    "on-calendar": "when to run, as systemd.time(7) has it, in the place of SCHEDULE",
    "at-boot": "with --resume: put the data in place, start nothing; for the unit before Prometheus",
  },
  install: {
    summary: "put program, configuration and timer in place",
    description: [
      "Copies itself to /usr/local/bin, writes systemd's units, starts the timer, and looks around as promsnap check does. A configuration that is missing is written: on a terminal it asks, elsewhere it takes PROMSNAP_ settings from the environment and, with --yes, the one Prometheus it finds. Installed again it brings the units in line with the configuration, and changes nothing where they are.",
      "It takes over from the bash script: same configuration, archives, unit names and times. Of a file of yours that it replaces it keeps a .bak, after you have agreed. Drop-ins of yours stay in force.",
    ],
    examples: [
      ["promsnap install --dry-run", "what would be done"],
      ["promsnap install", "do it, and ask what is not known"],
      ["promsnap install --name eu --on-calendar 'daily'", "one of several Prometheus"],
    ],
    options: {
      "dry-run": "only show what would be done now",
      yes: "ask nothing: take what was found, and replace changed files (a .bak is kept)",
    },
    exits: { done: "installed, and nothing was found that would fail", failed: "something failed, or would" },
  },
  uninstall: {
    summary: "take timer, units and program away",
    description: [
      "Stops the timer and deletes the units and, with the last installation, the program. Configuration, snapshots and log stay, and it says where. A unit that you have changed is kept as .bak.",
    ],
    examples: [["promsnap uninstall --dry-run", "what would be deleted, and what stays"]],
    options: { "dry-run": "only show what would be done now" },
    exits: { failed: "failed, nothing is installed, or a restore is unfinished" },
  },
  status: {
    summary: "show how backups stand",
    description: [
      "Shows the next run, the last one, what is stored, and whether something needs a person: a run that failed, a snapshot that is too old, a timer that is off. Prometheus is not asked: promsnap check does that.",
    ],
    examples: [
      ["promsnap status", "at a glance"],
      ["promsnap status --quiet || mail -s backups root", "tell somebody where something is wrong"],
    ],
    exits: { done: "all is well", failed: "something needs a person" },
  },
};

/** In French. */
export const installHelpInFrench: InstallHelp = {
  options: {
    name: "de plusieurs Prometheus, celui de ce nom : sa configuration est /etc/prometheus-snapshot/NAME.conf",
    "on-calendar": "quand exécuter, comme dans systemd.time(7), à la place de SCHEDULE",
    "at-boot": "avec --resume : mettre en place, ne rien lancer ; pour l’unité d’avant Prometheus",
  },
  install: {
    summary: "mettre en place programme, configuration et timer",
    description: [
      "Se copie dans /usr/local/bin, écrit les unités de systemd, lance le timer et examine tout comme promsnap check. Une configuration absente est écrite : sur un terminal, il pose des questions ; ailleurs, il prend les réglages PROMSNAP_ de l’environnement et, avec --yes, le seul Prometheus qu’il trouve. Une nouvelle installation accorde les unités à la configuration, et ne change rien si elles le sont.",
      "Il prend la suite du script bash : mêmes configuration, archives, noms d’unités et horaires. D’un fichier à vous qu’il remplace, il garde un .bak, après votre accord. Vos drop-ins restent en vigueur.",
    ],
    examples: [
      ["promsnap install --dry-run", "ce qui serait fait"],
      ["promsnap install", "le faire, et demander ce qui n’est pas connu"],
      ["promsnap install --name eu --on-calendar 'daily'", "un Prometheus parmi plusieurs"],
    ],
    options: {
      "dry-run": "montrer seulement ce qui serait fait",
      yes: "ne rien demander : prendre ce qui a été trouvé, et remplacer les fichiers modifiés (un .bak est gardé)",
    },
    exits: { done: "installé, et rien trouvé qui échouerait", failed: "quelque chose a échoué, ou échouerait" },
  },
  uninstall: {
    summary: "retirer timer, unités et programme",
    description: [
      "Arrête le timer et supprime les unités et, avec la dernière installation, le programme. Configuration, snapshots et journal restent, et il dit où. Une unité que vous avez modifiée est gardée en .bak.",
    ],
    examples: [["promsnap uninstall --dry-run", "ce qui serait supprimé, et ce qui reste"]],
    options: { "dry-run": "montrer seulement ce qui serait fait" },
    exits: { failed: "échec, rien d’installé, ou une restauration est inachevée" },
  },
  status: {
    summary: "montrer où en sont les sauvegardes",
    description: [
      "Montre la prochaine exécution, la dernière, ce qui est stocké, et si quelque chose demande une personne : une exécution échouée, un snapshot trop ancien, un timer arrêté. Prometheus n’est pas interrogé : promsnap check le fait.",
    ],
    examples: [
      ["promsnap status", "d’un coup d’œil"],
      ["promsnap status --quiet || mail -s backups root", "prévenir quelqu’un si quelque chose ne va pas"],
    ],
    exits: { done: "tout va bien", failed: "quelque chose demande une personne" },
  },
};
