import { count } from "../format.ts";
import type { CleanFaultSentences } from "./sentences.ts";

/** Every fault of `promsnap check --clean` in French. */
export const cleanFaultsInFrench: CleanFaultSentences = {
  "clean.unconfirmed": ({ path, count: amount }) => [
    `rien n’a été supprimé dans ${path} (possible pour ${count(amount, "fr")}) : il n’y a pas de terminal où le confirmer`,
    "Nommez ceux à supprimer : promsnap check --clean NOM…, ou supprimez tous ceux qui ne servent plus : promsnap check --clean --yes",
  ],
  "clean.notFound": ({ path }) => [
    `il n’y a pas de snapshot source ${path}`,
    "Rien n’a été supprimé. Pour voir leurs noms : promsnap check --clean",
  ],
  "clean.busy": ({ path }) => [
    `Prometheus écrit peut-être encore ${path}`,
    "Rien n’a été supprimé. Il pourra l’être un jour plus tard, ou une fois Prometheus relancé.",
  ],
};
