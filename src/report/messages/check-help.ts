import type { HelpTexts, PageTexts } from "./help.ts";

/** The help page of `check`, and the options that only it has. */
interface CheckHelp {
  readonly options: Pick<HelpTexts["options"], "clean" | "yes">;
  readonly page: PageTexts;
}

/** In English. */
export const checkHelpInEnglish: CheckHelp = {
  options: {
    clean: "show the source snapshots that runs have left in Prometheus's data directory, and delete those you confirm",
    yes: "with --clean: delete all of them that Prometheus has surely finished, without asking",
  },
  page: {
    summary: "find what would make a run or a restore fail",
    description: [
      "Looks at everything that a run and a restore need, in the order in which a person would, and says what to do about what is wrong. Nothing is changed, and nothing asked of Prometheus that it would notice. With a configuration that is wrong it goes on as far as it can.",
      "Source snapshots pin disk space below PROMETHEUS_DATA_DIR/snapshots until somebody deletes them. --clean asks for each; without a terminal it deletes only those that are named, or all with --yes. One that Prometheus may still be writing is never deleted.",
    ],
    examples: [
      ["promsnap check", "after an installation, or when something fails"],
      ["promsnap check --quiet", "only what is wrong"],
      ["promsnap check --clean", "look at left source snapshots and delete them"],
    ],
    exits: {
      done: "nothing failed; there may be warnings",
      failed: "something would make a run or a restore fail",
      configuration: "with --clean: the configuration is missing or wrong",
      locked: "with --clean: another promsnap is at work on the same directory",
    },
  },
};

/** In French. */
export const checkHelpInFrench: CheckHelp = {
  options: {
    clean:
      "montrer les snapshots sources laissés dans le répertoire de données de Prometheus, et supprimer ceux que vous confirmez",
    yes: "avec --clean : supprimer sans demander tous ceux que Prometheus a sûrement finis",
  },
  page: {
    summary: "trouver ce qui ferait échouer un snapshot ou une restauration",
    description: [
      "Examine tout ce dont un snapshot et une restauration ont besoin, dans l’ordre où on le chercherait, et dit que faire de ce qui ne va pas. Rien n’est changé, et rien n’est demandé à Prometheus qu’il remarquerait. Si la configuration est erronée, l’examen va aussi loin que possible.",
      "Les snapshots sources retiennent de la place sous PROMETHEUS_DATA_DIR/snapshots jusqu’à ce qu’on les supprime. --clean demande pour chacun ; sans terminal, il ne supprime que ceux qui sont nommés, ou tous avec --yes. Celui que Prometheus écrit peut-être encore n’est jamais supprimé.",
    ],
    examples: [
      ["promsnap check", "après une installation, ou quand quelque chose échoue"],
      ["promsnap check --quiet", "seulement ce qui ne va pas"],
      ["promsnap check --clean", "voir les snapshots sources laissés et les supprimer"],
    ],
    exits: {
      done: "rien n’a échoué ; il peut y avoir des avertissements",
      failed: "quelque chose ferait échouer un snapshot ou une restauration",
      configuration: "avec --clean : configuration absente ou erronée",
      locked: "avec --clean : un autre promsnap travaille sur le même répertoire",
    },
  },
};
