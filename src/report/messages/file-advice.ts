import type { Language } from "./sentences.ts";

type Advice = Readonly<Record<string, string>>;

const english: Advice = {
  EACCES: "Run promsnap as root, or as a user who may do that there.",
  EPERM: "The file system or its owner forbids that: look at its attributes (lsattr) and how it is mounted.",
  EIO: "The disk or the network behind it failed: look at the kernel log (dmesg) before you rely on what is there.",
  ENOENT: "Check that path in the configuration, and that its disk is mounted.",
  ENOTDIR: "Check that path in the configuration: a part of it is a file.",
};

const french: Advice = {
  EACCES: "Lancez promsnap sous root, ou sous un utilisateur qui en a le droit à cet endroit.",
  EPERM: "Le système de fichiers ou son propriétaire l’interdit : regardez ses attributs (lsattr) et son montage.",
  EIO: "Le disque, ou le réseau qui y mène, a failli : consultez le journal du noyau (dmesg) avant de vous fier à ce qui s’y trouve.",
  ENOENT: "Vérifiez ce chemin dans la configuration, et que son disque est monté.",
  ENOTDIR: "Vérifiez ce chemin dans la configuration : il passe par un fichier.",
};

const advice: { readonly [L in Language]: Advice } = { en: english, fr: french };

/** What to do about a call to the kernel that failed with this errno; undefined where that is not known. */
export function fileAdvice(errno: string, language: Language): string | undefined {
  return advice[language][errno];
}
