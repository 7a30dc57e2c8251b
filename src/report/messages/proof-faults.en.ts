import { count, interval, localTime } from "../format.ts";
import type { ProofFaultSentences } from "./sentences.ts";

/** Every fault of the proof that Prometheus serves what was restored, in English. */
export const proofFaultsInEnglish: ProofFaultSentences = {
  "proof.notReady": ({ milliseconds, last }, say) => [
    `Prometheus did not get ready: for ${interval(milliseconds, "en")} nothing went on${last === undefined ? "" : `; last, ${say(last)}`}`,
    "Look at its log. If it only needs longer, raise READY_TIMEOUT.",
  ],
  "proof.ended": () => ["Prometheus ended while it was starting", "Its log says why."],
  "proof.notLoaded": ({ blocks, total }) => [
    `Prometheus runs, but has not loaded ${count(blocks.length, "en")} of ${count(total, "en")} restored blocks: ${blocks.join(", ")}`,
    "Its log says why.",
  ],
  "proof.otherCount": ({ loaded, onDisk }) => [
    `Prometheus has loaded ${count(loaded, "en")} blocks, but ${count(onDisk, "en")} lie in its data directory`,
    "Its log says why. Check that HOST and PROMETHEUS_DATA_DIR belong to the same Prometheus.",
  ],
  "proof.otherSample": ({ block, query, time, expected, found }) => [
    `Prometheus does not serve what is in block ${block}: ${query} at ${localTime(time)} (${time} ms) is ${expected} there, and the answer is ${found ?? "empty"}`,
    "Check that HOST leads to the Prometheus of PROMETHEUS_DATA_DIR, and look at its log.",
  ],
};
