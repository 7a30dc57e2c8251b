import type { VerifyFaultSentences } from "./sentences.ts";

/** Every fault of a verification in French. */
export const verifyFaultsInFrench: VerifyFaultSentences = {
  "verify.checksumWrong": ({ path, expected, found }) => [
    `${path} n’est pas le fichier que décrit son fichier de somme de contrôle : ${found} au lieu de ${expected}`,
    "Il a changé depuis qu’il a été enregistré. Utilisez une autre archive ou une autre copie de celle-ci.",
  ],
  "verify.checksumUnreadable": ({ path, reason }) => [
    reason === undefined
      ? `${path} ne contient pas la somme de contrôle de son archive`
      : `le fichier de somme de contrôle ${path} est illisible : ${reason}`,
    reason === undefined
      ? "L’archive elle-même se lit bien. Supprimez le fichier de somme de contrôle : la prochaine exécution l’écrira de nouveau."
      : "Vérifiez ses permissions et le disque qui le contient.",
  ],
  "verify.damaged": ({ total, names }) => [
    total === 1
      ? `${names.join(", ")} est endommagée`
      : `archives endommagées (${names.length} sur ${total}) : ${names.join(", ")}`,
    "promsnap list montre les autres. Cherchez la cause : consultez le journal du noyau, vérifiez le disque et la mémoire.",
  ],
  "verify.unread": ({ total, names }) => [
    total === 1
      ? `${names.join(", ")} n’a pas pu être vérifiée`
      : `archives qui n’ont pas pu être vérifiées (${names.length} sur ${total}) : ${names.join(", ")}`,
  ],
};
