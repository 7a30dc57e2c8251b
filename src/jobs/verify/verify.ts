import type { Notice } from "../../notices.ts";
import type { ReadingContext } from "../backup-terms.ts";
import { type Target, targetsOf } from "./targets.ts";
import type { VerifiedSnapshot, VerifyEvents, VerifyRequest } from "./terms.ts";
import { Verdicts } from "./verdicts.ts";
import { type OneEvents, verifyOne } from "./verify-one.ts";

/**
 * Verifies archives one after the other, all of them whatever is wrong with some, and changes none. It takes no lock: a run
 * or a prune may go on beside it. Throws what `targetsOf` throws, and the signal's reason.
 */
export async function verify(
  context: ReadingContext,
  request: VerifyRequest,
  events: VerifyEvents,
): Promise<VerifiedSnapshot[]> {
  const targets = await targetsOf(context, request);
  const verdicts = new Verdicts(context, events);
  const verified: VerifiedSnapshot[] = [];
  const reading = new ReadingProgress(targets, events);
  for (const target of targets) {
    context.signal.throwIfAborted();
    const told = { ...reading.of(target), notice: (one: Notice) => events.notice(one) };
    verified.push(await verifyOne(context, target, request.deep, verdicts, told));
    reading.done(target);
  }
  return verified;
}

/** How far the reading of all archives is, one of which may turn out to be read once more than was thought. */
class ReadingProgress {
  readonly #events: VerifyEvents;
  #left: number;
  #done = 0;
  #readAgain = false;

  constructor(targets: readonly Target[], events: VerifyEvents) {
    this.#events = events;
    this.#left = targets.reduce((total, target) => total + bytesToRead(target), 0);
    this.#begin();
  }

  of({ bytes }: Target): Pick<OneEvents, "progress" | "again"> {
    const done = this.#done;
    return {
      progress: (doneBytes) => this.#events.progress(done + doneBytes),
      again: () => {
        this.#readAgain = true;
        this.#events.phase("following", bytes);
        return (doneBytes) => this.#events.progress(doneBytes);
      },
    };
  }

  done(target: Target): void {
    this.#left -= bytesToRead(target);
    this.#done += bytesToRead(target);
    if (this.#readAgain) this.#begin();
    else this.#events.progress(this.#done);
  }

  #begin(): void {
    [this.#done, this.#readAgain] = [0, false];
    this.#events.phase("verifying", this.#left);
  }
}

function bytesToRead({ bytes, passes }: Target): number {
  return bytes * passes;
}
