import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { InputFile } from "../system/file.ts";
import { release } from "../system/memory.ts";

/** How many bytes may be written and not yet read back: the writer waits then, for they are kept in memory. */
const mostPending = 16 << 20;

/**
 * Reads a file back while it is still being written, close behind the writer, and holds every byte against the one that
 * was written. `close` it before the file is closed or deleted.
 */
export class ReadBack {
  readonly #file: InputFile;
  readonly #hash = createHash("sha256");
  #buffer = new Uint8Array(0);
  #pending: { readonly bytes: Uint8Array<ArrayBuffer>; readonly given: boolean }[] = [];
  #pendingBytes = 0;
  #bytes = 0;
  #differs = false;
  #failure: unknown;
  #reading: Promise<void> | undefined;

  constructor(file: InputFile) {
    this.#file = file;
  }

  /**
   * Tells that these bytes are written behind all earlier ones; they must not change any more. Returns at once, unless
   * the reading is far behind. Memory that is `given` is freed once it was compared.
   */
  async follow(written: Uint8Array<ArrayBuffer>, memory?: "given"): Promise<void> {
    if (written.length === 0) return;
    this.#pending.push({ bytes: written, given: memory === "given" });
    this.#pendingBytes += written.length;
    this.#reading ??= this.#catchUp();
    if (this.#pendingBytes > mostPending) await this.#reading;
  }

  /**
   * The SHA-256 in hexadecimal and the length of what was read, once all that is written was; undefined when the file
   * gave other bytes back. Throws `files.failed`.
   */
  async finish(): Promise<{ sha256: string; bytes: number } | undefined> {
    await this.#reading;
    if (this.#failure !== undefined) throw this.#failure;
    return this.#differs ? undefined : { sha256: this.#hash.digest("hex"), bytes: this.#bytes };
  }

  /** Ends the reading, wherever it is. Never throws. */
  async close(): Promise<void> {
    this.#pending = [];
    await this.#reading;
  }

  async #catchUp(): Promise<void> {
    try {
      for (let part = this.#pending.shift(); part !== undefined; part = this.#pending.shift()) {
        const { bytes, given } = part;
        if (!this.#differs) await this.#compare(bytes);
        this.#pendingBytes -= bytes.length;
        if (given) release(bytes);
      }
    } catch (error) {
      this.#failure = error;
      this.#differs = true;
    } finally {
      this.#reading = undefined;
    }
  }

  /** One SHA-256 serves both the proof and the checksum file: it is of the bytes that were read. */
  async #compare(part: Uint8Array): Promise<void> {
    if (this.#buffer.length < part.length) this.#buffer = new Uint8Array(part.length);
    const read = this.#buffer.subarray(0, part.length);
    const count = await this.#file.readLater(read, this.#bytes);
    if (count < part.length || Buffer.compare(read, part) !== 0) this.#differs = true;
    this.#hash.update(read);
    this.#bytes += count;
  }
}
