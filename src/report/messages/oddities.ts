import type { Oddity, OddityKind, Unchecked, UncheckedPart } from "../../tsdb/deep/findings.ts";
import type { Language } from "./sentences.ts";

/** What is odd about a file of a block, as the end of a sentence that has named block, file and offset. */
export const oddityKinds: { readonly [L in Language]: { readonly [K in OddityKind]: string } } = {
  en: {
    padding: "padding that is not zero; nobody reads it",
    "order of symbols": "symbols out of order",
    "not UTF-8": "a text that is not UTF-8",
    "unused bytes": "bytes that belong to nothing",
    "order of labels": "labels of a series out of order, or one twice",
    "order of series": "series out of order, or one twice",
    "order of chunks": "chunks of a series that overlap",
    "times of a chunk": "a chunk that ends before it begins",
    "outside the block": "samples outside the times of the block",
    "order of references": "series of a list out of order, or one twice",
    "label index": "a label index that does not fit; Prometheus does not read it any more",
    "order of entries": "entries of a table out of order, or one twice",
    "unnamed list": "a list that no label names",
    "empty chunk": "a chunk without a sample",
    "stone for no series": "a deletion in a series that is not there",
    "times of a stone": "a deletion that ends before it begins",
    counts: "meta.json counts otherwise",
  },
  fr: {
    padding: "remplissage qui n’est pas nul ; personne ne le lit",
    "order of symbols": "symboles en désordre",
    "not UTF-8": "un texte qui n’est pas en UTF-8",
    "unused bytes": "des octets qui n’appartiennent à rien",
    "order of labels": "labels d’une série en désordre ou en double",
    "order of series": "séries en désordre ou en double",
    "order of chunks": "chunks d’une série qui se chevauchent",
    "times of a chunk": "un chunk qui finit avant de commencer",
    "outside the block": "des échantillons hors des dates du bloc",
    "order of references": "séries d’une liste en désordre ou en double",
    "label index": "un index de labels qui ne convient pas ; Prometheus ne le lit plus",
    "order of entries": "entrées d’une table en désordre ou en double",
    "unnamed list": "une liste qu’aucun label ne nomme",
    "empty chunk": "un chunk sans échantillon",
    "stone for no series": "une suppression dans une série qui n’existe pas",
    "times of a stone": "une suppression qui finit avant de commencer",
    counts: "meta.json compte autrement",
  },
};

/** What went unchecked in a file of a block. `#` stands for the version or the encoding that promsnap does not know. */
export const uncheckedParts: { readonly [L in Language]: { readonly [P in UncheckedPart]: string } } = {
  en: {
    "index version": "the index, whose version # this promsnap does not know",
    "chunk encoding": "the samples of chunks of encoding #, which this promsnap does not know",
    references: "whether each reference leads to a chunk, for want of memory",
    "long text": "texts of more than 16 MiB",
    "postings by label": "whether each label’s list holds its series",
    "series of stones": "whether the series of so many deletions are there, for want of memory",
    "no end known": "the index, whose end was not at hand",
  },
  fr: {
    "index version": "l’index, dont ce promsnap ne connaît pas la version #",
    "chunk encoding": "les échantillons des chunks d’encodage #, que ce promsnap ne connaît pas",
    references: "que chaque référence mène à un chunk, faute de mémoire",
    "long text": "les textes de plus de 16 Mio",
    "postings by label": "que la liste de chaque label contienne ses séries",
    "series of stones": "que les séries de si nombreuses suppressions existent, faute de mémoire",
    "no end known": "l’index, dont la fin n’était pas disponible",
  },
};

/** `block ULID, index, byte 4711: symbols out of order (symbols, 3 times)`. */
export function sayOddity({ block, file, offset, section, oddity, times }: Oddity, language: Language): string {
  const often = times === 1 ? "" : `${times} ${language === "fr" ? "fois" : "times"}`;
  const where = [section, often].filter((part) => part !== "").join(", ");
  const what = `${oddityKinds[language][oddity]}${where === "" ? "" : ` (${where})`}`;
  return language === "fr"
    ? `bloc ${block}, ${file}, octet ${offset} : ${what}`
    : `block ${block}, ${file}, byte ${offset}: ${what}`;
}

/** `block ULID, index: unchecked: the index, whose version 4 this promsnap does not know`. */
export function sayUnchecked({ block, file, part, value }: Unchecked, language: Language): string {
  const what = uncheckedParts[language][part].replace("#", String(value));
  return language === "fr"
    ? `bloc ${block}, ${file} : non vérifié : ${what}`
    : `block ${block}, ${file}: unchecked: ${what}`;
}
