import { Fault } from "../../errors.ts";
import { notice } from "../../notices.ts";
import { reasonOf } from "../../report/reason.ts";
import { verdictFileOf } from "../../snapshots/name.ts";
import { readVerdict, type Verdict, writeVerdict } from "../../stores/verdict.ts";
import type { Directory } from "../../system/directory.ts";
import type { JobContext } from "../backup-terms.ts";
import type { VerifyEvents } from "./terms.ts";

/** Keeps what was found of each archive of the store beside it, for `list` and `prune`. */
export class Verdicts {
  readonly #context: JobContext;
  readonly #events: Pick<VerifyEvents, "notice">;
  /** Where one cannot be written, no other can be either: that is said once. */
  #unwritable = false;

  constructor(context: JobContext, events: Pick<VerifyEvents, "notice">) {
    this.#context = context;
    this.#events = events;
  }

  /** Keeps a verdict on the archive of this name in a directory, if that is the store. */
  async keep(directory: Directory, name: string, found: Omit<Verdict, "at">): Promise<void> {
    if (this.#unwritable || !this.#isStore(directory.path) || outranked(directory, name, found)) return;
    try {
      await writeVerdict(directory, name, { ...found, at: this.#context.system.clock.now() });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#unwritable = true;
      const path = directory.pathOf(verdictFileOf(name));
      this.#events.notice(notice("verify.verdictNotKept", { path, reason: reasonOf(error) }));
    }
  }

  #isStore(path: string): boolean {
    const { system, settings } = this.#context;
    return system.realPath(path) === system.realPath(settings.SNAPSHOT_DIR);
  }
}

/** Damage that only a deep verification sees is not refuted by another that does not look so far. */
function outranked(directory: Directory, name: string, { deep, sound, bytes }: Omit<Verdict, "at">): boolean {
  if (deep || !sound) return false;
  const before = readVerdict(directory, name, bytes);
  return before?.deep === true && !before.sound;
}
