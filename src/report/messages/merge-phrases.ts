/** What is said of a merge: the table of its blocks, and how it ended. */
export interface MergePhrases {
  readonly columns: { readonly block: string; readonly size: string; readonly state: string; readonly why: string };
  readonly states: { readonly add: string; readonly added: string; readonly there: string; readonly leftOut: string };
  /** The block that holds the samples of another. */
  within(block: string): string;
  /** A block that was left out: which, from when to when, and why. */
  leftOut(block: string, from: string, to: string, why: string): string;
  readonly headBeginning: string;
  /** Every block is there already. */
  nothingToDo(archive: string): string;
  summary(added: string, there: string, leftOut: string): string;
}

/** In English. */
export const mergePhrasesInEnglish: MergePhrases = {
  columns: { block: "BLOCK", size: "SIZE", state: "STATE", why: "WHY" },
  states: { add: "to add", added: "added", there: "there already", leftOut: "left out" },
  within: (block) => `in ${block}`,
  leftOut: (block, from, to, why) => `left out: ${block} from ${from} to ${to}: ${why}`,
  headBeginning: "Blocks may end by",
  nothingToDo: (archive) => `Nothing to add: Prometheus has what it can take of ${archive}`,
  summary: (added, there, leftOut) => `${added} blocks added, ${there} there already, ${leftOut} left out`,
};

/** In French. */
export const mergePhrasesInFrench: MergePhrases = {
  columns: { block: "BLOC", size: "TAILLE", state: "ÉTAT", why: "RAISON" },
  states: { add: "à ajouter", added: "ajouté", there: "déjà présent", leftOut: "laissé de côté" },
  within: (block) => `dans ${block}`,
  leftOut: (block, from, to, why) => `laissé de côté : ${block} du ${from} au ${to} : ${why}`,
  headBeginning: "Fin des blocs au plus tard",
  nothingToDo: (archive) => `Rien à ajouter : Prometheus a ce qu’il peut prendre de ${archive}`,
  summary: (added, there, leftOut) =>
    `blocs ajoutés : ${added}, déjà présents : ${there}, laissés de côté : ${leftOut}`,
};
