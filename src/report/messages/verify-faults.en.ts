import type { VerifyFaultSentences } from "./sentences.ts";

/** Every fault of a verification in English. */
export const verifyFaultsInEnglish: VerifyFaultSentences = {
  "verify.checksumWrong": ({ path, expected, found }) => [
    `${path} is not the file that its checksum file is of: ${found} instead of ${expected}`,
    "It has changed since it was stored. Use another archive or another copy of this one.",
  ],
  "verify.checksumUnreadable": ({ path, reason }) => [
    reason === undefined
      ? `${path} does not hold the checksum of its archive`
      : `the checksum file ${path} cannot be read: ${reason}`,
    reason === undefined
      ? "The archive itself reads well. Delete the checksum file: the next run writes it again."
      : "Check its permissions, and the disk that holds it.",
  ],
  "verify.damaged": ({ total, names }) => [
    total === 1
      ? `${names.join(", ")} is damaged`
      : `${names.length} of ${total} archives are damaged: ${names.join(", ")}`,
    "promsnap list shows the others. Find out what damaged it: look at the kernel log and check disk and memory.",
  ],
  "verify.unread": ({ total, names }) => [
    total === 1
      ? `${names.join(", ")} could not be verified`
      : `${names.length} of ${total} archives could not be verified: ${names.join(", ")}`,
  ],
};
