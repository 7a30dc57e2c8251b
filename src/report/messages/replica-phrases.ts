/** What is said of the further stores. */
export interface ReplicaPhrases {
  /** The heading of where a snapshot is, and the word for SNAPSHOT_DIR there. */
  readonly where: string;
  readonly here: string;
  /** Why a snapshot stays. */
  neededBy(store: string): string;
  copied(store: string, names: string): string;
  deleted(store: string, names: string): string;
  /** What `prune` did in it. */
  pruned(store: string, names: string): string;
  upToDate(store: string): string;
  /** In a dry run: what would be copied where, and deleted where. */
  readonly copyTo: string;
  readonly deleteFrom: string;
  unknown(store: string, reason: string): string;
}

/** In English. */
export const replicaPhrasesInEnglish: ReplicaPhrases = {
  where: "WHERE",
  here: "here",
  neededBy: (store) => `${store} lacks it`,
  copied: (store, names) => `copied into ${store}: ${names}`,
  deleted: (store, names) => `deleted from ${store}: ${names}`,
  pruned: (store, names) => `Deleted from ${store}: ${names}`,
  upToDate: (store) => `${store} is up to date`,
  copyTo: "Copied then",
  deleteFrom: "Deleted there",
  unknown: (store, reason) => `${store}: not known: ${reason}`,
};

/** In French. */
export const replicaPhrasesInFrench: ReplicaPhrases = {
  where: "OÙ",
  here: "ici",
  neededBy: (store) => `manque à ${store}`,
  copied: (store, names) => `copié dans ${store} : ${names}`,
  deleted: (store, names) => `supprimé de ${store} : ${names}`,
  pruned: (store, names) => `Supprimés de ${store} : ${names}`,
  upToDate: (store) => `${store} est à jour`,
  copyTo: "Copié ensuite",
  deleteFrom: "Supprimé là-bas",
  unknown: (store, reason) => `${store} : inconnu : ${reason}`,
};
