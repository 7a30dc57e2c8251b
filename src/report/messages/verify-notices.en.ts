import type { VerifyNoticeSentences } from "./sentences.ts";

/** Every notice of a verification in English. */
export const verifyNoticesInEnglish: VerifyNoticeSentences = {
  "verify.gone": ({ path }) => [`not verified: ${path} was deleted in the meantime`],
  "verify.noChecksum": ({ path }) => [
    `${path} has no checksum file: everything else was verified`,
    "The next run writes it.",
  ],
  "verify.verdictNotKept": ({ path, reason }) => [
    `what was found cannot be kept beside the archives: ${path}: ${reason}`,
    "promsnap list and promsnap prune will not know of it.",
  ],
};
