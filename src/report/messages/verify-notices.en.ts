import { count } from "../format.ts";
import { sayOddity, sayUnchecked } from "./oddities.ts";
import type { VerifyNoticeSentences } from "./sentences.ts";

/** Every notice of a verification in English. */
export const verifyNoticesInEnglish: VerifyNoticeSentences = {
  "verify.gone": ({ path }) => [`not verified: ${path} was deleted in the meantime`],
  "verify.noChecksum": ({ path }) => [
    `${path} has no checksum file: everything else was verified`,
    "The next run writes it.",
  ],
  "verify.odd": ({ path, blocks, block, file, offset, section, oddity, times }) => [
    `odd, but no damage, in ${count(blocks, "en")} ${blocks === 1 ? "block" : "blocks"} of ${path}: ${sayOddity(oddity, "en")} (first in block ${block}, ${file}, byte ${offset}${section === "" ? "" : `, ${section}`}${times > 1 ? `; ${count(times, "en")} times there` : ""})`,
  ],
  "verify.unchecked": ({ path, blocks, block, file, part, value }) => [
    `not checked, in ${count(blocks, "en")} ${blocks === 1 ? "block" : "blocks"} of ${path}: ${sayUnchecked(part, value, "en")} (first in block ${block}, ${file})`,
  ],
  "verify.verdictNotKept": ({ path, reason }) => [
    `what was found cannot be kept beside the archives: ${path}: ${reason}`,
    "promsnap list and promsnap prune will not know of it.",
  ],
};
