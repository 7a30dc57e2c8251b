import type { Language } from "./sentences.ts";

/** The words of `promsnap install` and `uninstall`. */
export interface InstallPhrases {
  readonly actions: {
    readonly copy: string;
    readonly make: string;
    readonly write: string;
    readonly keep: string;
    readonly rename: string;
    readonly delete: string;
    readonly run: string;
    /** A drop-in of somebody's own that stays in force. */
    readonly stays: string;
  };
  /** An installation of the bash script was found. */
  script(path: string): string;
  readonly nothing: string;
  stays(path: string): string;
  kept(path: string): string;
  /** Behind the plan, where files of somebody's own are concerned. */
  readonly question: string;
  readonly yes: RegExp;
  readonly declined: string;
  noConfiguration(path: string): string;
  readonly which: string;
  readonly questions: {
    readonly HOST: string;
    readonly PROMETHEUS_DATA_DIR: string;
    readonly SERVICE: string;
    readonly SNAPSHOT_DIR: string;
  };
}

/** In each language. */
export const installPhrases: { readonly [L in Language]: InstallPhrases } = {
  en: {
    actions: {
      copy: "copy",
      make: "make",
      write: "write",
      keep: "keep a copy",
      rename: "rename",
      delete: "delete",
      run: "run",
      stays: "stays",
    },
    script: (path) =>
      `Found an installation of the bash script, ${path}: promsnap takes its place, on the same configuration.`,
    nothing: "Everything is installed already: nothing was changed.",
    stays: (path) => `stays in force: ${path}`,
    kept: (path) => `kept: ${path}`,
    question: "Lines after a - are in your file alone and will be out of force. Do all this? [y]es, [N]o: ",
    yes: /^y(?:es)?$/i,
    declined: "nothing was changed",
    noConfiguration: (path) => `there is no ${path} yet; Enter takes what stands in brackets`,
    which: "Which Prometheus is it? [1]: ",
    questions: {
      HOST: "Address of Prometheus",
      PROMETHEUS_DATA_DIR: "Its data directory, as this machine sees it",
      SERVICE: "What a restore stops and starts (docker:NAME, podman:NAME, systemd:UNIT, none)",
      SNAPSHOT_DIR: "Where snapshots go",
    },
  },
  fr: {
    actions: {
      copy: "copier",
      make: "créer",
      write: "écrire",
      keep: "garder une copie",
      rename: "renommer",
      delete: "supprimer",
      run: "exécuter",
      stays: "reste",
    },
    script: (path) =>
      `Installation du script bash trouvée, ${path} : promsnap prend sa place, avec la même configuration.`,
    nothing: "Tout est déjà installé : rien n’a été changé.",
    stays: (path) => `reste en vigueur : ${path}`,
    kept: (path) => `gardé : ${path}`,
    question:
      "Les lignes après - ne sont que dans votre fichier et ne seront plus en vigueur. Faire tout cela ? [o]ui, [N]on : ",
    yes: /^(?:o(?:ui)?|y(?:es)?)$/i,
    declined: "rien n’a été changé",
    noConfiguration: (path) => `il n’y a pas encore de ${path} ; Entrée prend ce qui est entre crochets`,
    which: "Lequel des Prometheus ? [1] : ",
    questions: {
      HOST: "Adresse de Prometheus",
      PROMETHEUS_DATA_DIR: "Son répertoire de données, vu de cette machine",
      SERVICE: "Ce qu’une restauration arrête et relance (docker:NOM, podman:NOM, systemd:UNITÉ, none)",
      SNAPSHOT_DIR: "Où vont les snapshots",
    },
  },
};
