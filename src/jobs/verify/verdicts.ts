import { sayStore } from "../../config/store-setting.ts";
import { Fault } from "../../errors.ts";
import { notice } from "../../notices.ts";
import { reasonOf } from "../../report/reason.ts";
import { verdictFileOf } from "../../snapshots/name.ts";
import type { Store } from "../../stores/store.ts";
import { readVerdict, type Verdict, writeVerdict } from "../../stores/verdict.ts";
import type { ReadingContext } from "../backup-terms.ts";
import type { VerifyEvents } from "./terms.ts";

/** Keeps what was found of each archive of the store beside it, for `list` and `prune`. */
export class Verdicts {
  readonly #context: ReadingContext;
  readonly #events: Pick<VerifyEvents, "notice">;
  /** What kept one from being written keeps all of them mostly: it is said once. */
  readonly #told = new Set<string>();

  constructor(context: ReadingContext, events: Pick<VerifyEvents, "notice">) {
    this.#context = context;
    this.#events = events;
  }

  /** Keeps a verdict on the archive of this name in the store where it lies, if that is SNAPSHOT_DIR. */
  async keep(store: Store, name: string, found: Omit<Verdict, "at">): Promise<void> {
    if (!this.#isSnapshotDir(store)) return;
    try {
      if (await outranked(store, name, found)) return;
      await writeVerdict(store, name, { ...found, at: this.#context.system.clock.now() });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const reason = reasonOf(error);
      if (this.#told.has(reason)) return;
      this.#told.add(reason);
      const path = store.pathOf(verdictFileOf(name));
      this.#events.notice(notice("verify.verdictNotKept", { path, reason }));
    }
  }

  #isSnapshotDir({ location }: Store): boolean {
    const { system, settings } = this.#context;
    const { SNAPSHOT_DIR: setting } = settings;
    if (setting === undefined) return false;
    if (setting.kind === "s3") return location === sayStore(setting);
    return system.realPath(location) === system.realPath(setting.path);
  }
}

/** Damage that only a deep verification sees is not refuted by another that does not look so far. */
async function outranked(store: Store, name: string, { deep, sound, bytes }: Omit<Verdict, "at">): Promise<boolean> {
  if (deep || !sound) return false;
  const before = await readVerdict(store, name, bytes);
  return before?.deep === true && !before.sound;
}
