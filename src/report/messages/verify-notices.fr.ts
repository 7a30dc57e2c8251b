import type { VerifyNoticeSentences } from "./sentences.ts";

/** Every notice of a verification in French. */
export const verifyNoticesInFrench: VerifyNoticeSentences = {
  "verify.gone": ({ path }) => [`pas vérifiée : ${path} a été supprimée entre-temps`],
  "verify.noChecksum": ({ path }) => [
    `${path} n’a pas de fichier de somme de contrôle : tout le reste a été vérifié`,
    "La prochaine exécution l’écrira.",
  ],
  "verify.verdictNotKept": ({ path, reason }) => [
    `ce qui a été constaté ne peut pas être gardé à côté des archives : ${path} : ${reason}`,
    "promsnap list et promsnap prune n’en sauront rien.",
  ],
};
