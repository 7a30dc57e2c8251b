import type { JobContext } from "../backup-terms.ts";
import { targetsOf } from "./targets.ts";
import type { VerifiedSnapshot, VerifyEvents, VerifyRequest } from "./terms.ts";
import { Verdicts } from "./verdicts.ts";
import { verifyOne } from "./verify-one.ts";

/**
 * Verifies archives one after the other, all of them whatever is wrong with some, and changes none. It takes no lock: a run
 * or a prune may go on beside it. Throws `restore.nothingStored`, `store.foreign`, and the signal's reason.
 */
export async function verify(
  context: JobContext,
  request: VerifyRequest,
  events: VerifyEvents,
): Promise<VerifiedSnapshot[]> {
  const targets = targetsOf(context, request);
  const verdicts = new Verdicts(context, events);
  const verified: VerifiedSnapshot[] = [];
  let done = 0;
  events.begin(targets.reduce((total, { bytes, passes }) => total + bytes * passes, 0));
  for (const target of targets) {
    context.signal.throwIfAborted();
    const progress = (doneBytes: number) => events.progress(done + doneBytes);
    const told = { progress, notice: (one: Parameters<VerifyEvents["notice"]>[0]) => events.notice(one) };
    verified.push(await verifyOne(context, target, request.deep, verdicts, told));
    done += target.bytes * target.passes;
    events.progress(done);
  }
  return verified;
}
