import type { OutputFile } from "../system/file.ts";

/** How many files may wait for the disk at once: enough to keep it busy, few enough for open files and memory. */
const atOnce = 16;

/** Fsyncs and closes written files in the background. What goes wrong is kept, and thrown at the next call. */
export class Syncs {
  readonly #running = new Set<Promise<void>>();
  readonly #failures: unknown[] = [];

  /** Takes a file over; waits first where many are under way. */
  async add(file: OutputFile): Promise<void> {
    while (this.#running.size >= atOnce) await Promise.race(this.#running);
    const running = this.#sync(file).finally(() => this.#running.delete(running));
    this.#running.add(running);
    this.#throwFailure();
  }

  /** Returns when the disk holds every file taken over. */
  async finish(): Promise<void> {
    await Promise.all(this.#running);
    this.#throwFailure();
  }

  async #sync(file: OutputFile): Promise<void> {
    try {
      using held = file;
      await held.sync();
    } catch (error) {
      this.#failures.push(error);
    }
  }

  #throwFailure(): void {
    if (this.#failures.length > 0) throw this.#failures[0];
  }
}
