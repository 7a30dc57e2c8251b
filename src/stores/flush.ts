import type { OutputFile } from "../system/file.ts";

/** Each time this many bytes are written the disk is sent off with them, so that little is left to wait for at the end. */
const flushBytes = 64 << 20;

/** Brings a file to the disk while it is still being written. */
export class Flush {
  readonly #file: OutputFile;
  #unflushed = 0;
  #failure: { readonly error: unknown } | undefined;
  #running: Promise<void> | undefined;

  constructor(file: OutputFile) {
    this.#file = file;
  }

  /** Tells that this many more bytes are written. */
  follow(written: number): void {
    this.#unflushed += written;
    if (this.#unflushed < flushBytes || this.#running !== undefined) return;
    this.#unflushed = 0;
    this.#running = this.#sync();
  }

  /** Returns when the disk holds all that is written. Throws what any flush on the way failed with. */
  async finish(): Promise<void> {
    await this.#running;
    // The kernel tells of a failed flush once: a later one that succeeds says nothing of the earlier bytes.
    if (this.#failure === undefined) await this.#sync();
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #sync(): Promise<void> {
    try {
      await this.#file.sync();
    } catch (error) {
      this.#failure ??= { error };
    } finally {
      this.#running = undefined;
    }
  }
}
