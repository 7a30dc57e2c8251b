import { count } from "../format.ts";
import type { CleanFaultSentences } from "./sentences.ts";

/** Every fault of `promsnap check --clean` in English. */
export const cleanFaultsInEnglish: CleanFaultSentences = {
  "clean.unconfirmed": ({ path, count: amount }) => [
    `nothing was deleted in ${path} (${count(amount, "en")} could be): there is no terminal to confirm it on`,
    "Name those to delete: promsnap check --clean NAME…, or delete all that are not in use: promsnap check --clean --yes",
  ],
  "clean.notFound": ({ path }) => [
    `there is no source snapshot ${path}`,
    "Nothing was deleted. To see their names: promsnap check --clean",
  ],
  "clean.busy": ({ path }) => [
    `Prometheus may still be writing ${path}`,
    "Nothing was deleted. A day later, or once Prometheus was started anew, it may go.",
  ],
};
