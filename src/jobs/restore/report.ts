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
  if (ready !== undefined) tidyUp(tx);
  return {
    kind: kindOf(journal, ready),
    file,
    ...(archive === "" ? {} : { archive }),
    blocks: ulids.length,
    ...(kind === "restore" ? { minTime: range.from, maxTime: range.to } : {}),
    ...(ready !== undefined && wasRunning ? { stoppedMilliseconds: ready - stopped } : {}),
    ...(wasRunning ? { missingFrom: Math.min(range.to, stopped), missingTo: stopped } : {}),
    // There is none where there was nothing to put aside.
    ...(own.entry(previous) && { previous: own.pathOf(previous), previousBytes: bytesUnder(own, previous) }),
    proof,
    leftOut,
  };
}

function kindOf({ kind }: Conclusion["journal"], ready: number | undefined): RestoreReport["kind"] {
  if (kind === "undo") return "undone";
  return ready === undefined ? "exchanged" : "restored";
}
