import type { Conclusion } from "./conclude.ts";
import { bytesUnder } from "./room.ts";
import type { LeftOut, RestoreReport, Transaction } from "./terms.ts";
import { tidyUp } from "./tidying.ts";

/** What a concluded exchange is reported as; what it has no more use for is deleted. */
export function reportOf(
  tx: Transaction,
  { journal, proof, ready }: Conclusion,
  leftOut: readonly LeftOut[],
): RestoreReport {
  const { kind, file, archive, ulids, range, wasRunning, stopped, previous } = journal;
  const { own } = tx;
  if (ready !== undefined) tidyUp(tx, journal);
  return {
    kind: ready === undefined ? "exchanged" : kind === "undo" ? "undone" : "restored",
    file,
    ...(archive === "" ? {} : { archive }),
    blocks: ulids.length,
    ...(kind === "restore" ? { minTime: range.from, maxTime: range.to } : {}),
    ...(ready !== undefined && wasRunning ? { stoppedMilliseconds: ready - stopped } : {}),
    ...(wasRunning ? { missingFrom: Math.min(range.to, stopped), missingTo: stopped } : {}),
    previous: own.pathOf(previous),
    previousBytes: bytesUnder(own, previous),
    proof,
    leftOut,
  };
}
