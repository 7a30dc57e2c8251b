import * as fs from "node:fs";
import { promisify } from "node:util";
import { fault } from "../errors.ts";
import { giveTo, type Owner, setModified } from "./attributes.ts";
import { attempt, attemptLater } from "./errno.ts";
import type { ReadableFile } from "./readable.ts";

const readLater = promisify(fs.read);
const writeLater = promisify(fs.write);
const syncLater = promisify(fs.fsync);

const { O_WRONLY, O_DIRECT } = fs.constants;
/** Where a write past the page cache has to begin and end: the largest block that disks and file systems ask for. */
const directBlock = 4096;

/** A regular file open for reading. `size` is what it held when it was opened, in bytes. */
export class InputFile implements ReadableFile {
  readonly path: string;
  readonly size: number;
  readonly #descriptor: number;
  #open = true;

  constructor(descriptor: number, path: string, size: number) {
    this.#descriptor = descriptor;
    this.path = path;
    this.size = size;
  }

  /** Fills the buffer from a position on and answers how many bytes there were; fewer than asked only at the end. */
  read(buffer: Uint8Array, position: number): number {
    return attempt("read", this.path, () => {
      let filled = 0;
      while (filled < buffer.length) {
        const count = fs.readSync(this.#descriptor, buffer, filled, buffer.length - filled, position + filled);
        if (count === 0) break;
        filled += count;
      }
      return filled;
    });
  }

  /** As `read`, without blocking the thread. */
  async readLater(buffer: Uint8Array, position: number): Promise<number> {
    return await attemptLater("read", this.path, async () => {
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await readLater(
          this.#descriptor,
          buffer,
          filled,
          buffer.length - filled,
          position + filled,
        );
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled;
    });
  }

  /** Closes the file; once is enough, for the descriptor may be another file's by the second time. */
  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    fs.closeSync(this.#descriptor);
  }
}

/** A new file open for writing from its beginning. */
export class OutputFile {
  readonly path: string;
  readonly #descriptor: number;
  #open = true;
  /** The same file, written past the page cache. */
  #direct: number | undefined;
  /** Where the next byte comes, once two descriptors write. */
  #position: number | undefined;

  constructor(descriptor: number, path: string) {
    this.#descriptor = descriptor;
    this.path = path;
  }

  /**
   * Keeps what will be written out of the page cache as far as the file system and the place of the bytes in memory allow:
   * for large files that nobody reads soon. Comes before the first write.
   */
  bypassCache(): void {
    try {
      this.#direct = fs.openSync(`/proc/self/fd/${this.#descriptor}`, O_WRONLY | O_DIRECT);
      this.#position = 0;
    } catch {
      // Not every file system can; all can do without.
    }
  }

  /** Appends the bytes, all of them. Throws `files.full` when the disk is. */
  async write(bytes: Uint8Array): Promise<void> {
    await attemptLater("write", this.path, async () => {
      for (let written = 0; written < bytes.length; ) {
        const count = await this.#writeSome(bytes.subarray(written));
        if (count === 0)
          throw fault("files.failed", {
            operation: "write",
            path: this.path,
            errno: "EIO",
            reason: "nothing was written",
          });
        written += count;
        if (this.#position !== undefined) this.#position += count;
      }
    });
  }

  /** Blocks that are whole in these bytes are written directly, what comes before and behind them is not. */
  async #writeSome(bytes: Uint8Array): Promise<number> {
    const position = this.#position ?? null;
    const begun = (position ?? 0) % directBlock;
    const whole = bytes.length - (bytes.length % directBlock);
    if (this.#direct !== undefined && begun === 0 && whole > 0) {
      const count = await this.#writeDirectly(this.#direct, bytes.subarray(0, whole), position);
      if (count !== undefined) return count;
    }
    const rest = this.#direct !== undefined && begun > 0 ? Math.min(directBlock - begun, bytes.length) : bytes.length;
    return (await writeLater(this.#descriptor, bytes, 0, rest, position)).bytesWritten;
  }

  /** Undefined where that is not possible with these bytes or on this file system; it is not tried again then. */
  async #writeDirectly(descriptor: number, bytes: Uint8Array, position: number | null): Promise<number | undefined> {
    try {
      return (await writeLater(descriptor, bytes, 0, bytes.length, position)).bytesWritten;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code !== "EINVAL" && code !== "EOPNOTSUPP") throw error;
      this.#closeDirect();
      return undefined;
    }
  }

  /** Makes the file belong to this user and group. */
  giveTo(owner: Owner): void {
    giveTo(this.#descriptor, this.path, owner);
  }

  /** Dates the file: seconds since 1970. What is written afterwards dates it anew. */
  setModified(seconds: number): void {
    setModified(this.#descriptor, this.path, seconds);
  }

  /** Returns when the disk holds every byte written so far. */
  async sync(): Promise<void> {
    await attemptLater("fsync", this.path, () => syncLater(this.#descriptor));
  }

  /** Closes the file. Call `sync` before it where the bytes matter: Bun keeps to itself what close fails with. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    attempt("close", this.path, () => {
      try {
        this.#closeDirect();
      } finally {
        fs.closeSync(this.#descriptor);
      }
    });
  }

  #closeDirect(): void {
    if (this.#direct !== undefined) fs.closeSync(this.#direct);
    this.#direct = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
