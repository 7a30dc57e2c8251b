import type { OddityKind, UncheckedPart } from "../../tsdb/deep/findings.ts";
import type { Language } from "./sentences.ts";

/** What is odd about a block, as the end of a sentence that has named the place. */
export const oddities: { readonly [L in Language]: { readonly [K in OddityKind]: string } } = {
  en: {
    padding: "bytes other than zero where only padding is",
    "order of symbols": "symbols that are not sorted",
    "not UTF-8": "a text that is not UTF-8",
    "unused bytes": "bytes that belong to nothing",
    "order of labels": "labels of a series that are not sorted",
    "order of series": "series that are not sorted",
    "order of chunks": "chunks of a series that are not in the order of their times",
    "times of a chunk": "a chunk whose times are not those that the index gives",
    "outside the block": "samples outside the time range of the block",
    "order of references": "postings that do not ascend",
    "label index": "a label index that does not agree with the series",
    "order of entries": "a table whose entries are not sorted",
    "unnamed list": "a list that no table names",
    "empty chunk": "a chunk without samples",
    "stone for no series": "a tombstone for a series that is not there",
    "times of a stone": "a tombstone that ends before it begins",
    counts: "counts that do not agree with meta.json",
  },
  fr: {
    padding: "des octets non nuls là où il n’y a que du remplissage",
    "order of symbols": "des symboles qui ne sont pas triés",
    "not UTF-8": "un texte qui n’est pas en UTF-8",
    "unused bytes": "des octets qui n’appartiennent à rien",
    "order of labels": "les labels d’une série ne sont pas triés",
    "order of series": "des séries qui ne sont pas triées",
    "order of chunks": "les chunks d’une série ne suivent pas l’ordre de leurs dates",
    "times of a chunk": "un chunk dont les dates ne sont pas celles que donne l’index",
    "outside the block": "des échantillons hors de l’intervalle du bloc",
    "order of references": "des postings qui ne sont pas croissants",
    "label index": "un index de labels qui ne correspond pas aux séries",
    "order of entries": "une table dont les entrées ne sont pas triées",
    "unnamed list": "une liste qu’aucune table ne nomme",
    "empty chunk": "un chunk sans échantillon",
    "stone for no series": "une suppression (tombstone) pour une série absente",
    "times of a stone": "une suppression (tombstone) qui finit avant de commencer",
    counts: "des totaux qui ne concordent pas avec meta.json",
  },
};

type SayPart = (value: number) => string;

/** What was not checked, and why; `value` is the version or encoding that promsnap does not know. */
export const uncheckedParts: { readonly [L in Language]: { readonly [P in UncheckedPart]: SayPart } } = {
  en: {
    "index version": (version) => `the index, whose version ${version} this promsnap does not know`,
    "chunk encoding": (encoding) =>
      `what is inside the chunks of encoding ${encoding}, which this promsnap does not know; their checksums were checked`,
    references: () => "whether each reference leads to a chunk",
    "long text": () => "texts too long to be kept",
    "order of series": () => "the order of the series",
    "postings by label": () => "which series the postings of each label name",
    "no end known": () => "an index whose end could not be read beforehand",
  },
  fr: {
    "index version": (version) => `l’index, dont ce promsnap ne connaît pas la version ${version}`,
    "chunk encoding": (encoding) =>
      `l’intérieur des chunks au codage ${encoding}, que ce promsnap ne connaît pas ; leurs sommes de contrôle ont été vérifiées`,
    references: () => "si chaque référence mène à un chunk",
    "long text": () => "des textes trop longs pour être gardés",
    "order of series": () => "l’ordre des séries",
    "postings by label": () => "quelles séries les postings de chaque label nomment",
    "no end known": () => "un index dont la fin n’a pas pu être lue d’avance",
  },
};

/** The words for an oddity that a notice names. */
export function sayOddity(oddity: string, language: Language): string {
  const words: Readonly<Record<string, string>> = oddities[language];
  return words[oddity] ?? oddity;
}

/** The words for a part that went unchecked. */
export function sayUnchecked(part: string, value: number, language: Language): string {
  const words: Readonly<Record<string, SayPart>> = uncheckedParts[language];
  return words[part]?.(value) ?? part;
}
