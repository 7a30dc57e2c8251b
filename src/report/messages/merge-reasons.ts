import type { LeftOutReason } from "../../faults/merge.ts";

const english: { readonly [R in LeftOutReason]: string } = {
  newer: "it reaches beyond the beginning of Prometheus's head, samples of which would be lost at its next start",
  overlap: "it overlaps a block that is there; --allow-overlap adds it all the same",
  expired: "it is older than what Prometheus keeps",
  replaced: "another block of the archive holds its samples",
  replaces: "Prometheus would delete a block that is there in its favour",
  deletable: "it holds nothing",
  damaged: "it is damaged",
};

const french: { readonly [R in LeftOutReason]: string } = {
  newer: "il dépasse le début de la tête de Prometheus, dont des échantillons seraient perdus à son prochain démarrage",
  overlap: "il chevauche un bloc présent ; --allow-overlap l’ajoute malgré tout",
  expired: "il est plus ancien que ce que Prometheus garde",
  replaced: "un autre bloc de l’archive contient ses échantillons",
  replaces: "Prometheus supprimerait en sa faveur un bloc présent",
  deletable: "il ne contient rien",
  damaged: "il est endommagé",
};

/** Why a merge leaves a block out, in English. */
export function leftOutInEnglish(reason: LeftOutReason): string {
  return english[reason];
}

/** The same in French. */
export function leftOutInFrench(reason: LeftOutReason): string {
  return french[reason];
}
