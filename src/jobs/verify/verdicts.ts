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
  /** What kept one from being written keeps all of them mostly: it is said once. */
  readonly #told = new Set<string>();

  constructor(context: JobContext, events: Pick<VerifyEvents, "notice">) {
    this.#context = context;
    this.#events = events;
  }

  /** Keeps a verdict on the archive of this name in a directory, if that is the store. */
  async keep(directory: Directory, name: string, found: Omit<Verdict, "at">): Promise<void> {
    if (!this.#isStore(directory.path)) return;
    try {
      if (outranked(directory, name, found)) return;
      await writeVerdict(directory, name, { ...found, at: this.#context.system.clock.now() });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const reason = reasonOf(error);
      if (this.#told.has(reason)) return;
      this.#told.add(reason);
      const path = directory.pathOf(verdictFileOf(name));
      this.#events.notice(notice("verify.verdictNotKept", { path, reason }));
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
