/** What is said of verified archives beside faults and notices: their table, and what was found in each. */
export interface VerifyPhrases {
  readonly columns: { readonly archive: string; readonly result: string };
  /** How an archive was found, in the table. */
  readonly states: {
    readonly sound: string;
    readonly damaged: string;
    readonly unreadable: string;
    readonly gone: string;
  };
  /** What the last verification found, for `list`; `deep` when it looked into the blocks. */
  foundSound(at: string, deep: boolean): string;
  foundDamaged(at: string, deep: boolean): string;
  /** The heading of what was found in an archive. */
  foundIn(path: string): string;
  /** The mark of damage that Prometheus itself had. */
  known(damage: string): string;
  /** Damage beyond what is shown. */
  more(count: string): string;
  /** What is odd, or went unchecked, in so many blocks; `first` says the first of them. */
  odd(name: string, first: string, blocks: string): string;
  unchecked(name: string, first: string, blocks: string): string;
  /** What to do about damage that came after the archive was stored, and about damage that was there before. */
  adviceOnNew(name: string): string;
  adviceOnKnown(name: string): string;
}

/** In English. */
export const verifyPhrasesInEnglish: VerifyPhrases = {
  columns: { archive: "ARCHIVE", result: "RESULT" },
  states: { sound: "✓ sound", damaged: "✗ damaged", unreadable: "✗ not verified", gone: "– gone" },
  foundSound: (at, deep) => `✓ ${at}${deep ? " (deep)" : ""}`,
  foundDamaged: (at, deep) => `✗ damaged ${at}${deep ? " (deep)" : ""}`,
  foundIn: (path) => `${path}:`,
  known: (damage) => `${damage}; Prometheus itself had this when it was stored`,
  more: (count) => `and ${count} more; --json names them all`,
  odd: (name, first, blocks) => `${name}: odd, though nothing is lost, in ${blocks} of its blocks: first ${first}`,
  unchecked: (name, first, blocks) => `${name}: in ${blocks} of its blocks, first ${first}`,
  adviceOnNew: (name) =>
    `Use another archive or another copy of this one for these blocks. The others: promsnap restore ${name} --skip-damaged`,
  adviceOnKnown: (name) =>
    `Keep an older snapshot that has these blocks intact. The others: promsnap restore ${name} --skip-damaged`,
};

/** In French. */
export const verifyPhrasesInFrench: VerifyPhrases = {
  columns: { archive: "ARCHIVE", result: "RÉSULTAT" },
  states: { sound: "✓ bonne", damaged: "✗ endommagée", unreadable: "✗ pas vérifiée", gone: "– disparue" },
  foundSound: (at, deep) => `✓ ${at}${deep ? " (en profondeur)" : ""}`,
  foundDamaged: (at, deep) => `✗ endommagée ${at}${deep ? " (en profondeur)" : ""}`,
  foundIn: (path) => `${path} :`,
  known: (damage) => `${damage} ; Prometheus l’avait déjà lors de l’enregistrement`,
  more: (count) => `et ${count} de plus ; --json les nomme tous`,
  odd: (name, first, blocks) =>
    `${name} : inhabituel, sans que rien ne soit perdu, dans ${blocks} de ses blocs : d’abord ${first}`,
  unchecked: (name, first, blocks) => `${name} : dans ${blocks} de ses blocs, d’abord ${first}`,
  adviceOnNew: (name) =>
    `Pour ces blocs, utilisez une autre archive ou une autre copie de celle-ci. Les autres : promsnap restore ${name} --skip-damaged`,
  adviceOnKnown: (name) =>
    `Gardez un snapshot plus ancien où ces blocs sont intacts. Les autres : promsnap restore ${name} --skip-damaged`,
};
