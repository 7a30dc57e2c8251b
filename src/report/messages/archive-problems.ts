import type { ArchiveProblem } from "../../faults/archive.ts";
import type { Language } from "./sentences.ts";

/** Why the bytes of an archive are refused. */
export const archiveProblems: Record<Language, Record<ArchiveProblem, string>> = {
  en: {
    "not gzip": "no gzip data",
    "gzip data": "the compressed data or its checksum is wrong",
    "tar header": "no valid tar header",
    "entry type": "it holds something other than plain files and directories",
    "entry name": "it holds a name that no snapshot has",
    "entry place": "it holds something where no snapshot has it",
    "entry size": "it announces a file of impossible size",
    "entry twice": "it holds a name twice",
    "too many entries": "it holds more files than any snapshot",
    padding: "there are bytes where only zeros belong",
    "cut off": "the file ends too early",
    "trailing bytes": "bytes follow the end of the archive",
    "member sizes": "a size in its headers is wrong",
    totals: "it holds more or less than it announces",
    "no trailer": "the file does not end as an archive of promsnap",
    trailer: "what stands at its end does not fit the rest",
  },
  fr: {
    "not gzip": "ce ne sont pas des données gzip",
    "gzip data": "les données compressées ou leur somme de contrôle sont fausses",
    "tar header": "l’en-tête tar n’est pas valide",
    "entry type": "elle contient autre chose que de simples fichiers et répertoires",
    "entry name": "elle contient un nom qu’aucun snapshot ne porte",
    "entry place": "elle contient quelque chose là où aucun snapshot ne l’a",
    "entry size": "elle annonce un fichier d’une taille impossible",
    "entry twice": "elle contient deux fois le même nom",
    "too many entries": "elle contient plus de fichiers qu’aucun snapshot",
    padding: "il y a des octets là où il ne doit y avoir que des zéros",
    "cut off": "le fichier se termine trop tôt",
    "trailing bytes": "des octets suivent la fin de l’archive",
    "member sizes": "une taille indiquée par ses en-têtes est fausse",
    totals: "elle contient plus ou moins qu’elle n’annonce",
    "no trailer": "le fichier ne se termine pas comme une archive de promsnap",
    trailer: "ce qui se trouve à sa fin ne correspond pas au reste",
  },
};
