import type { Settings } from "../../config/settings.ts";
import { sayStore } from "../../config/store-setting.ts";
import { asFault, type Fault, isFault } from "../../errors.ts";
import type { Notice } from "../../notices.ts";
import type { JobContext } from "../backup-terms.ts";
import { type Claim, claim } from "./claim.ts";
import type { DaemonRecord } from "./record.ts";

export interface PostEvents {
  /** The data directory cannot be looked after yet; told again only for another reason. */
  unclaimed(failure: Fault): void;
  notice(told: Notice): void;
}

/**
 * The daemon's post at a data directory, with the record that is kept there. Where the directory is not there yet, for
 * Prometheus has not been started before, the record is in memory alone until it is.
 */
export class Post implements Disposable {
  #record: DaemonRecord;
  readonly #events: PostEvents;
  #claim: Claim | undefined;
  #attempted = false;
  #told = "";

  /** `now` is when the daemon began: before the first of them nothing is due. */
  constructor(now: number, events: PostEvents) {
    this.#record = { agenda: { attended: now }, lastRun: {} };
    this.#events = events;
  }

  get record(): DaemonRecord {
    return this.#record;
  }

  /** Claims the data directory of the settings, unless that is done. Throws `daemon.second` and the signal's reason. */
  async hold(context: JobContext): Promise<void> {
    const { settings, signal } = context;
    if (this.#claim?.path === settings.PROMETHEUS_DATA_DIR) return;
    this[Symbol.dispose]();
    try {
      this.#claim = await claim(context);
    } catch (error) {
      signal.throwIfAborted();
      if (isFault(error, "daemon.second")) throw error;
      this.#tell(asFault(error));
      return;
    }
    this.#told = "";
    await this.#takeOver(settings);
  }

  /** Keeps a record, on the disk as far as that can be. */
  async keep(record: DaemonRecord, settings: Settings): Promise<void> {
    this.#record = record;
    this.#attempted = true;
    const warning = await this.#claim?.write(record, sayStore(settings.SNAPSHOT_DIR));
    if (warning !== undefined) this.#events.notice(warning);
  }

  [Symbol.dispose](): void {
    this.#claim?.[Symbol.dispose]();
    this.#claim = undefined;
  }

  /** What an earlier daemon left counts, unless this one has done something since it began. */
  async #takeOver(settings: Settings): Promise<void> {
    const left = this.#attempted ? undefined : this.#claim?.read(sayStore(settings.SNAPSHOT_DIR));
    await this.keep(left ?? this.#record, settings);
  }

  #tell(failure: Fault): void {
    const told = JSON.stringify(failure.data);
    if (told !== this.#told) this.#events.unclaimed(failure);
    this.#told = told;
  }
}
