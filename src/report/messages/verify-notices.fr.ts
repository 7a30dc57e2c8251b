import { count } from "../format.ts";
import { sayOddity, sayUnchecked } from "./oddities.ts";
import type { VerifyNoticeSentences } from "./sentences.ts";

/** Every notice of a verification in French. */
export const verifyNoticesInFrench: VerifyNoticeSentences = {
  "verify.gone": ({ path }) => [`pas vérifiée : ${path} a été supprimée entre-temps`],
  "verify.noChecksum": ({ path }) => [
    `${path} n’a pas de fichier de somme de contrôle : tout le reste a été vérifié`,
    "La prochaine exécution l’écrira.",
  ],
  "verify.odd": ({ path, blocks, block, file, offset, section, oddity, times }) => [
    `inhabituel, mais pas endommagé, dans ${count(blocks, "fr")} ${blocks === 1 ? "bloc" : "blocs"} de ${path} : ${sayOddity(oddity, "fr")} (d’abord dans le bloc ${block}, ${file}, octet ${offset}${section === "" ? "" : `, ${section}`}${times > 1 ? ` ; ${count(times, "fr")} fois à cet endroit` : ""})`,
  ],
  "verify.unchecked": ({ path, blocks, block, file, part, value }) => [
    `pas vérifié, dans ${count(blocks, "fr")} ${blocks === 1 ? "bloc" : "blocs"} de ${path} : ${sayUnchecked(part, value, "fr")} (d’abord dans le bloc ${block}, ${file})`,
  ],
  "verify.verdictNotKept": ({ path, reason }) => [
    `ce qui a été constaté ne peut pas être gardé à côté des archives : ${path} : ${reason}`,
    "promsnap list et promsnap prune n’en sauront rien.",
  ],
};
