/** What is said of an archive's contents: its head lines, the picture of its time, its blocks and metrics. */
export interface InspectPhrases {
  readonly rows: {
    readonly archive: string;
    readonly size: string;
    readonly taken: string;
    readonly maker: string;
    readonly verified: string;
    readonly damage: string;
    readonly samples: string;
  };
  sizeOf(archive: string, content: string, ratio: string): string;
  readonly unknown: string;
  readonly script: string;
  verifiedAt(time: string, deep: boolean, sound: boolean): string;
  readonly noVerdict: string;
  readonly noDamage: string;
  /** Damage beyond that which is named. */
  moreDamage(count: string): string;
  /** From when to when there are samples, and how long that is. */
  span(from: string, to: string, length: string): string;
  /** The last sample lies so long before the snapshot. */
  endsBefore(length: string): string;
  readonly noSamples: string;
  /** What the marks of the picture mean. */
  readonly marks: {
    readonly first: string;
    readonly second: string;
    readonly higher: string;
    readonly head: string;
    readonly gap: string;
    readonly gapWithin: string;
    readonly overlap: string;
  };
  /** Blocks whose times no calendar has are not in the picture. */
  undrawn(count: number): string;
  gaps(count: string, length: string): string;
  readonly noGaps: string;
  overlaps(count: string): string;
  /** Rows of a table that are left out. */
  more(count: string): string;
  olderBlocks(count: string): string;
  readonly outOfOrder: string;
  readonly columns: {
    readonly block: string;
    readonly blocks: string;
    readonly length: string;
    readonly chunks: string;
    readonly size: string;
    readonly level: string;
    readonly note: string;
    readonly share: string;
    readonly metric: string;
    readonly values: string;
    readonly label: string;
    readonly pair: string;
  };
  blocks(count: number, shown: string): string;
  readonly notes: {
    readonly head: string;
    readonly outOfOrder: string;
    readonly empty: string;
  };
  /** Which block's series are counted, and how many there are of everything. */
  metricsOf(parts: { block: string; from: string; to: string }): string;
  metricTotals(parts: { series: string; metrics: string; labels: string; pairs: string }): string;
  readonly noMetrics: string;
  uncounted(block: string): string;
}

/** In English. */
export const inspectPhrasesInEnglish: InspectPhrases = {
  rows: {
    archive: "Archive",
    size: "Size",
    taken: "Taken",
    maker: "Made by",
    verified: "Verified",
    damage: "Damage",
    samples: "Samples",
  },
  sizeOf: (archive, content, ratio) => `${archive} for ${content} of files (ratio ${ratio})`,
  unknown: "unknown",
  script: "the bash script",
  verifiedAt: (time, deep, sound) => `${time}${deep ? ", deep" : ""}: ${sound ? "sound" : "damaged"}`,
  noVerdict: "not yet, as far as is known here",
  noDamage: "none when it was stored",
  moreDamage: (count) => `and ${count} more`,
  span: (from, to, length) => `from ${from} to ${to}, ${length}`,
  endsBefore: (length) => `the last ones end ${length} before the snapshot`,
  noSamples: "none",
  marks: {
    first: "level 1",
    second: "level 2",
    higher: "level 3 and more",
    head: "head block",
    gap: "no block",
    gapWithin: "a gap too short to draw",
    overlap: "blocks overlap",
  },
  undrawn: (count) =>
    count === 1
      ? "1 block is not drawn: no calendar has its times"
      : `${count} blocks are not drawn: no calendar has their times`,
  gaps: (count, length) => `Gaps between blocks: ${count}, together ${length}`,
  noGaps: "No gaps between blocks",
  overlaps: (count) => `Overlapping blocks: ${count}`,
  more: (count) => `and ${count} more (--json has all)`,
  olderBlocks: (count) => `${count} older blocks are not shown (--json has all)`,
  outOfOrder: "This Prometheus takes samples out of order. Those that are still in its head are not in a snapshot.",
  columns: {
    block: "BLOCK",
    blocks: "BLOCKS",
    length: "LENGTH",
    chunks: "CHUNKS",
    size: "SIZE",
    level: "LEVEL",
    note: "NOTE",
    share: "SHARE",
    metric: "METRIC",
    values: "VALUES",
    label: "LABEL",
    pair: "LABEL PAIR",
  },
  blocks: (count, shown) => (count === 1 ? "1 block" : `${shown} blocks`),
  notes: { head: "head", outOfOrder: "out of order", empty: "empty" },
  metricsOf: ({ block, from, to }) => `Series of the newest block, ${block}, from ${from} to ${to}:`,
  metricTotals: ({ series, metrics, labels, pairs }) =>
    `series: ${series}, metrics: ${metrics}, labels: ${labels}, pairs of label and value: ${pairs}`,
  noMetrics: "No block has series to count",
  uncounted: (block) => `The series of block ${block} cannot be counted: its index is damaged, or too large to keep`,
};

/** In French. */
export const inspectPhrasesInFrench: InspectPhrases = {
  rows: {
    archive: "Archive",
    size: "Taille",
    taken: "Date",
    maker: "Faite par",
    verified: "Vérifiée",
    damage: "Dommages",
    samples: "Échantillons",
  },
  sizeOf: (archive, content, ratio) => `${archive} pour ${content} de fichiers (rapport ${ratio})`,
  unknown: "inconnue",
  script: "le script bash",
  verifiedAt: (time, deep, sound) => `${time}${deep ? ", en profondeur" : ""} : ${sound ? "bonne" : "endommagée"}`,
  noVerdict: "pas encore, pour autant qu’on sache ici",
  noDamage: "aucun lors de l’enregistrement",
  moreDamage: (count) => `et ${count} de plus`,
  span: (from, to, length) => `du ${from} au ${to}, ${length}`,
  endsBefore: (length) => `les derniers s’arrêtent ${length} avant le snapshot`,
  noSamples: "aucun",
  marks: {
    first: "niveau 1",
    second: "niveau 2",
    higher: "niveau 3 et plus",
    head: "bloc de tête",
    gap: "aucun bloc",
    gapWithin: "un trou trop court pour être dessiné",
    overlap: "des blocs se chevauchent",
  },
  undrawn: (count) =>
    count === 1
      ? "1 bloc n’est pas dessiné : aucun calendrier n’a ses dates"
      : `${count} blocs ne sont pas dessinés : aucun calendrier n’a leurs dates`,
  gaps: (count, length) => `Trous entre les blocs : ${count}, en tout ${length}`,
  noGaps: "Aucun trou entre les blocs",
  overlaps: (count) => `Blocs qui se chevauchent : ${count}`,
  more: (count) => `et ${count} de plus (tout est dans --json)`,
  olderBlocks: (count) => `${count} blocs plus anciens ne sont pas montrés (tout est dans --json)`,
  outOfOrder:
    "Ce Prometheus accepte des échantillons hors ordre. Ceux qui sont encore dans sa tête ne font pas partie d’un snapshot.",
  columns: {
    block: "BLOC",
    blocks: "BLOCS",
    length: "DURÉE",
    chunks: "CHUNKS",
    size: "TAILLE",
    level: "NIVEAU",
    note: "REMARQUE",
    share: "PART",
    metric: "MÉTRIQUE",
    values: "VALEURS",
    label: "ÉTIQUETTE",
    pair: "ÉTIQUETTE ET VALEUR",
  },
  blocks: (count, shown) => (count === 1 ? "1 bloc" : `${shown} blocs`),
  notes: { head: "tête", outOfOrder: "hors ordre", empty: "vide" },
  metricsOf: ({ block, from, to }) => `Séries du bloc le plus récent, ${block}, du ${from} au ${to} :`,
  metricTotals: ({ series, metrics, labels, pairs }) =>
    `séries : ${series}, métriques : ${metrics}, étiquettes : ${labels}, couples étiquette-valeur : ${pairs}`,
  noMetrics: "Aucun bloc n’a de séries à compter",
  uncounted: (block) =>
    `Les séries du bloc ${block} ne peuvent pas être comptées : son index est endommagé, ou trop grand pour être gardé`,
};
