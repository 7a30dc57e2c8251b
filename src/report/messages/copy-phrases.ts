/** What is said of an archive that was copied. */
export interface CopyPhrases {
  copied(archive: string, size: string, time: string): string;
  /** The store had it already. */
  there(archive: string): string;
}

/** In English. */
export const copyPhrasesInEnglish: CopyPhrases = {
  copied: (archive, size, time) => `Copied: ${archive} (${size} in ${time})`,
  there: (archive) => `Already there: ${archive}`,
};

/** In French. */
export const copyPhrasesInFrench: CopyPhrases = {
  copied: (archive, size, time) => `Copié : ${archive} (${size} en ${time})`,
  there: (archive) => `Déjà là : ${archive}`,
};
