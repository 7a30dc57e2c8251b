import type { ExaminationId, FactCode, FactDetails, FindingState } from "../findings.ts";
import { checkPhrasesInEnglish } from "./check.en.ts";
import { checkPhrasesInFrench } from "./check.fr.ts";
import { factsInEnglish } from "./check-facts.en.ts";
import { factsInFrench } from "./check-facts.fr.ts";
import type { Language, Sentence } from "./sentences.ts";

/** A sentence for every fact that `check` tells. */
export type FactSentences = { readonly [C in FactCode]: (details: FactDetails[C]) => Sentence };

/** The facts in each language. */
export const facts: { readonly [L in Language]: FactSentences } = { en: factsInEnglish, fr: factsInFrench };

/** The words of `promsnap check`. */
export interface CheckPhrases {
  readonly columns: { readonly state: string; readonly what: string; readonly finding: string };
  readonly states: { readonly [S in FindingState]: string };
  /** What is looked at, by a word or two. */
  readonly titles: { readonly [I in ExaminationId]: string };
  /** Several at once: the first, and how many others. */
  andMore(first: string, others: number): string;
  summary(amounts: { readonly [S in FindingState]: string }): string;
  readonly allWell: string;
  readonly clean: CleanPhrases;
}

/** The words of `promsnap check --clean`. */
export interface CleanPhrases {
  readonly columns: {
    readonly name: string;
    readonly asked: string;
    readonly age: string;
    readonly frees: string;
    readonly state: string;
  };
  readonly states: { readonly ours: string; readonly foreign: string; readonly busy: string };
  none(path: string): string;
  question(name: string, asked: string, frees: string): string;
  /** What may be answered, by its first letter or whole; anything else is no. */
  readonly answers: { readonly yes: RegExp; readonly all: RegExp; readonly quit: RegExp };
  deleted(path: string): string;
  /** How much is free now that was not. */
  freed(size: string): string;
  readonly nothingDeleted: string;
}

/** The phrases in each language. */
export const checkPhrases: { readonly [L in Language]: CheckPhrases } = {
  en: checkPhrasesInEnglish,
  fr: checkPhrasesInFrench,
};
