import { createHash } from "node:crypto";
import type { InputFile } from "../system/file.ts";

const bufferBytes = 1 << 20;

/**
 * Reads a file back while it is still being written, close behind the writer, so that little is left to read at the
 * end. `close` it before the file is closed or deleted.
 */
export class ReadBack {
  readonly #file: InputFile;
  readonly #hash = createHash("sha256");
  readonly #buffer = new Uint8Array(bufferBytes);
  #written = 0;
  #read = 0;
  #failure: unknown;
  #reading: Promise<void> | undefined;

  constructor(file: InputFile) {
    this.#file = file;
  }

  /** Tells that this many bytes are written by now, all of them beyond change. */
  follow(written: number): void {
    this.#written = written;
    if (this.#reading === undefined && this.#read < written) this.#reading = this.#catchUp();
  }

  /** The SHA-256 in hexadecimal and the length of what was read, once all that is written was. Throws `files.failed`. */
  async finish(): Promise<{ sha256: string; bytes: number }> {
    await this.#reading;
    if (this.#failure !== undefined) throw this.#failure;
    return { sha256: this.#hash.digest("hex"), bytes: this.#read };
  }

  /** Ends the reading, wherever it is. Never throws. */
  async close(): Promise<void> {
    this.#written = 0;
    await this.#reading;
  }

  async #catchUp(): Promise<void> {
    try {
      while (this.#read < this.#written && this.#failure === undefined) {
        const wanted = this.#buffer.subarray(0, Math.min(bufferBytes, this.#written - this.#read));
        const count = await this.#file.readLater(wanted, this.#read);
        if (count === 0) break;
        this.#hash.update(wanted.subarray(0, count));
        this.#read += count;
      }
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#reading = undefined;
    }
  }
}
