import type { HelpTexts, OptionName, PageTexts } from "./help.ts";

/** The help page of `prune`, and the options that only it has. */
interface PruneHelp {
  readonly options: Pick<HelpTexts["options"], Extract<OptionName, `keep-${string}` | "accept">>;
  readonly page: PageTexts;
}

/** In English. */
export const pruneHelpInEnglish: PruneHelp = {
  options: {
    "keep-last": "keep the N newest",
    "keep-hourly": "keep the newest of each hour, for N hours; only hours that have one count",
    "keep-daily": "keep the newest of each day, for N days; only days that have one count",
    "keep-weekly": "keep the newest of each week, for N weeks; only weeks that have one count",
    "keep-monthly": "keep the newest of each month, for N months; only months that have one count",
    "keep-yearly": "keep the newest of each year, for N years; only years that have one count",
    "keep-within": "keep all at most that much older than the newest; 2y, 30d, 12h, 1y6d",
    accept: "what snapshots lack they lack rightly; older ones are deleted again",
  },
  page: {
    summary: "delete old snapshots by a policy",
    description: [
      "Deletes every archive in SNAPSHOT_DIR that no rule keeps, as a run does by itself once its snapshot is stored. The rules are KEEP_LAST, KEEP_HOURLY, KEEP_DAILY, KEEP_WEEKLY, KEEP_MONTHLY, KEEP_YEARLY and KEEP_WITHIN of the configuration; one --keep option replaces them all. They mean what they mean to restic: a snapshot that any rule keeps stays.",
      "The newest good snapshot always stays. A damaged one counts towards no rule and stays as long as a good one of its date would. While a snapshot lacks blocks of the one before it that neither compaction nor retention explains, as after a lost volume, nothing is deleted until --accept.",
      "The stores of REPLICATE_TO have KEEP_REMOTE_ for a policy, and are pruned by it as well, unless a --keep option is given. What they still lack stays here until REPLICA_GRACE is over.",
    ],
    examples: [
      ["promsnap prune --dry-run", "what would be deleted, and why the others stay"],
      ["promsnap prune --keep-daily 7 --keep-monthly 12 --dry-run", "try another policy"],
      ["promsnap prune", "delete now what the configuration does not keep"],
      ["promsnap prune --accept", "go on after Prometheus was emptied on purpose"],
    ],
    exits: {
      failed: "failed, or nothing was deleted since a snapshot lacks what the one before it had",
      configuration: "the configuration is missing or wrong, names no policy, or is not that of this Prometheus",
    },
  },
};

/** In French. */
export const pruneHelpInFrench: PruneHelp = {
  options: {
    "keep-last": "garder les N plus récents",
    "keep-hourly": "garder le plus récent par heure, pour N heures ; seules comptent celles qui en ont un",
    "keep-daily": "garder le plus récent par jour, pour N jours ; seuls comptent ceux qui en ont un",
    "keep-weekly": "garder le plus récent par semaine, pour N semaines ; seules comptent celles qui en ont un",
    "keep-monthly": "garder le plus récent par mois, pour N mois ; seuls comptent ceux qui en ont un",
    "keep-yearly": "garder le plus récent par année, pour N années ; seules comptent celles qui en ont un",
    "keep-within": "garder ce qui précède le plus récent d’au plus autant ; 2y, 30d, 12h, 1y6d",
    accept: "ce qui manque à des snapshots manque à bon droit ; les anciens sont de nouveau supprimés",
  },
  page: {
    summary: "supprimer les anciens snapshots selon une règle",
    description: [
      "Supprime chaque archive de SNAPSHOT_DIR qu’aucune règle ne garde, comme le fait une exécution une fois son snapshot enregistré. Les règles sont KEEP_LAST, KEEP_HOURLY, KEEP_DAILY, KEEP_WEEKLY, KEEP_MONTHLY, KEEP_YEARLY et KEEP_WITHIN de la configuration ; une seule option --keep les remplace toutes. Elles ont le sens de restic : un snapshot qu’une règle garde reste.",
      "Le dernier bon snapshot reste toujours. Un snapshot endommagé ne compte pour aucune règle et reste aussi longtemps qu’un bon de même date. Tant qu’il manque à un snapshot des blocs du précédent que ni compaction ni rétention n’expliquent, comme après la perte d’un volume, rien n’est supprimé jusqu’à --accept.",
      "Les dépôts de REPLICATE_TO ont KEEP_REMOTE_ pour règle et sont triés de même, sauf si une option --keep est donnée. Ce qui leur manque encore reste ici jusqu’à la fin de REPLICA_GRACE.",
    ],
    examples: [
      ["promsnap prune --dry-run", "ce qui serait supprimé, et pourquoi le reste est gardé"],
      ["promsnap prune --keep-daily 7 --keep-monthly 12 --dry-run", "essayer une autre règle"],
      ["promsnap prune", "supprimer maintenant ce que la configuration ne garde pas"],
      ["promsnap prune --accept", "continuer après que Prometheus a été vidé exprès"],
    ],
    exits: {
      failed: "échec, ou rien n’a été supprimé car il manque à un snapshot ce qu’avait le précédent",
      configuration: "configuration absente, erronée, sans règle, ou pas celle de ce Prometheus",
    },
  },
};
