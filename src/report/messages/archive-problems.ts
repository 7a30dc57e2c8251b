import type { ArchiveProblem } from "../../faults/archive.ts";
import type { Language } from "./sentences.ts";

/** Why the bytes of an archive are refused. */
export const archiveProblems: Record<Language, Record<ArchiveProblem, string>> = {
  en: {
    "not gzip": "no gzip data",
    "gzip data": "the compressed data or its checksum is wrong",
    "tar header": "no valid tar header",
    "cut off": "the file ends too early",
    "trailing bytes": "bytes follow the end of the archive",
    "member sizes": "a size in its headers is wrong",
    "no trailer": "the file does not end as an archive of promsnap",
  },
  fr: {
    "not gzip": "ce ne sont pas des données gzip",
    "gzip data": "les données compressées ou leur somme de contrôle sont fausses",
    "tar header": "l’en-tête tar n’est pas valide",
    "cut off": "le fichier se termine trop tôt",
    "trailing bytes": "des octets suivent la fin de l’archive",
    "member sizes": "une taille indiquée par ses en-têtes est fausse",
    "no trailer": "le fichier ne se termine pas comme une archive de promsnap",
  },
};
