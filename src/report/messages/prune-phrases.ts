import type { CountRule } from "../../snapshots/policy.ts";

/** What is said of snapshots that are kept or deleted by a policy. */
export interface PrunePhrases {
  readonly columns: { readonly age: string; readonly because: string };
  /** A reason to keep a snapshot: one of the so many last, or of the last so many hours, days… that have one. */
  readonly rules: { readonly [R in CountRule]: (count: number) => string };
  /** The oldest snapshot stays too, where there are fewer periods than a rule would keep. */
  oldest(rule: string): string;
  within(span: string): string;
  readonly newest: string;
  readonly future: string;
  readonly noneGood: string;
  readonly deleted: string;
  readonly toBeDeleted: string;
  readonly notDeleted: string;
  /** Flaws that have no other word. */
  readonly unsound: string;
  readonly otherDate: string;
  summary(deleted: string, size: string, kept: string): string;
  planned(deleted: string, size: string, kept: string): string;
  accepted(loss: string): string;
  /** `--accept`, and nothing was missing. */
  nothingToAccept(): string;
  readonly wouldDelete: string;
}

/** In English. */
export const prunePhrasesInEnglish: PrunePhrases = {
  columns: { age: "AGE", because: "KEPT BECAUSE" },
  rules: {
    last: (count) => `last ${count}`,
    hourly: (count) => `hourly ${count}`,
    daily: (count) => `daily ${count}`,
    weekly: (count) => `weekly ${count}`,
    monthly: (count) => `monthly ${count}`,
    yearly: (count) => `yearly ${count}`,
  },
  oldest: (rule) => `${rule} (oldest)`,
  within: (span) => `within ${span}`,
  newest: "newest good one",
  future: "dated in the future",
  noneGood: "there is no good one",
  deleted: "deleted",
  toBeDeleted: "to be deleted",
  notDeleted: "not deleted",
  unsound: "found damaged",
  otherDate: "dated otherwise than named",
  summary: (deleted, size, kept) => `Deleted: ${deleted} (${size}); kept: ${kept}`,
  planned: (deleted, size, kept) => `To be deleted: ${deleted} (${size}); kept: ${kept}`,
  accepted: (loss) => `Accepted: ${loss}`,
  nothingToAccept: () => "nothing to accept: every snapshot has what the one before it had",
  wouldDelete: "Deleted after",
};

/** In French. */
export const prunePhrasesInFrench: PrunePhrases = {
  columns: { age: "ÂGE", because: "GARDÉ CAR" },
  rules: {
    last: (count) => `${count} derniers`,
    hourly: (count) => `${count} par heure`,
    daily: (count) => `${count} par jour`,
    weekly: (count) => `${count} par semaine`,
    monthly: (count) => `${count} par mois`,
    yearly: (count) => `${count} par an`,
  },
  oldest: (rule) => `${rule} (le plus ancien)`,
  within: (span) => `moins de ${span}`,
  newest: "dernier bon",
  future: "daté du futur",
  noneGood: "il n’y en a aucun bon",
  deleted: "supprimé",
  toBeDeleted: "à supprimer",
  notDeleted: "pas supprimé",
  unsound: "trouvé endommagé",
  otherDate: "date autre que dans le nom",
  summary: (deleted, size, kept) => `Supprimés : ${deleted} (${size}) ; gardés : ${kept}`,
  planned: (deleted, size, kept) => `À supprimer : ${deleted} (${size}) ; gardés : ${kept}`,
  accepted: (loss) => `Accepté : ${loss}`,
  nothingToAccept: () => "rien à accepter : chaque snapshot a ce qu’avait le précédent",
  wouldDelete: "Supprimé après",
};
