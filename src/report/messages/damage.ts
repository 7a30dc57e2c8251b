import type { Problem } from "../../tsdb/damage.ts";
import type { Language } from "./sentences.ts";

/** What is wrong with a file of a block, as the end of a sentence that has named block, file and offset. */
export const damageProblems: { readonly [L in Language]: { readonly [P in Problem]: string } } = {
  en: {
    missing: "the file is missing",
    "too short": "the file is too short",
    "magic number": "this is not such a file (magic number)",
    version: "unknown format version",
    "table of contents": "the table of contents is damaged",
    "entry length": "impossible length of an entry",
    checksum: "checksum mismatch",
    "cut off": "the file is cut off",
    "missing chunks": "chunks that meta.json counts are missing",
    "series entry": "a series whose entry cannot be read",
    "chunk reference": "a reference that leads to no chunk",
    "chunk data": "a chunk that has no room for its samples",
    "symbol table": "a symbol table that cannot be read",
    "postings list": "a list of postings that cannot be read",
    "series reference": "a list of postings that leads to no series",
    "list reference": "a label whose entry leads to no list of postings",
    "table entry": "a table whose entries cannot be read",
    "postings by label": "the lists of postings are not those of the labels of the series",
    tombstone: "a deletion that cannot be read",
    "not JSON": "not valid JSON",
    "another block's": "it belongs to another block",
    times: "impossible times",
    statistics: "counts do not agree",
  },
  fr: {
    missing: "le fichier manque",
    "too short": "le fichier est trop court",
    "magic number": "ce n’est pas un tel fichier (nombre magique)",
    version: "version de format inconnue",
    "table of contents": "la table des matières est endommagée",
    "entry length": "longueur d’entrée impossible",
    checksum: "somme de contrôle fausse",
    "cut off": "le fichier est tronqué",
    "missing chunks": "il manque des chunks que meta.json compte",
    "series entry": "une série dont l’entrée est illisible",
    "chunk reference": "une référence qui ne mène à aucun chunk",
    "chunk data": "un chunk qui n’a pas la place de ses échantillons",
    "symbol table": "une table de symboles illisible",
    "postings list": "une liste de séries illisible",
    "series reference": "une liste de séries qui ne mène à aucune série",
    "list reference": "un label dont l’entrée ne mène à aucune liste de séries",
    "table entry": "une table dont les entrées sont illisibles",
    "postings by label": "les listes de séries ne sont pas celles des labels des séries",
    tombstone: "une suppression illisible",
    "not JSON": "JSON invalide",
    "another block's": "il appartient à un autre bloc",
    times: "dates impossibles",
    statistics: "les totaux ne concordent pas",
  },
};

/** A damage as a fault carries it; `problem` is one of tsdb's. */
export interface DamageDetails {
  readonly block: string;
  readonly file: string;
  readonly offset: number;
  readonly problem: string;
  readonly section: string;
}

/** `block ULID, chunks/000001, byte 4711: checksum mismatch (series)`. */
export function sayDamage({ block, file, offset, problem, section }: DamageDetails, language: Language): string {
  const words: Readonly<Record<string, string>> = damageProblems[language];
  // A later promsnap may know others, and an archive may hold anything.
  const what = `${Object.hasOwn(words, problem) ? words[problem] : problem}${section === "" ? "" : ` (${section})`}`;
  return language === "fr"
    ? `bloc ${block}, ${file}, octet ${offset} : ${what}`
    : `block ${block}, ${file}, byte ${offset}: ${what}`;
}
