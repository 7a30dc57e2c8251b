import * as fs from "node:fs";
import { promisify } from "node:util";
import { fault } from "../errors.ts";
import { giveTo, type Owner, setModified } from "./attributes.ts";
import { attempt, attemptLater } from "./errno.ts";
import type { ReadableFile } from "./readable.ts";

const readLater = promisify(fs.read);
const writeLater = promisify(fs.write);
const syncLater = promisify(fs.fsync);

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

  constructor(descriptor: number, path: string) {
    this.#descriptor = descriptor;
    this.path = path;
  }

  /** Appends the bytes, all of them. Throws `files.full` when the disk is. */
  async write(bytes: Uint8Array): Promise<void> {
    await attemptLater("write", this.path, async () => {
      let written = 0;
      while (written < bytes.length) {
        const { bytesWritten } = await writeLater(this.#descriptor, bytes, written, bytes.length - written, null);
        if (bytesWritten === 0)
          throw fault("files.failed", {
            operation: "write",
            path: this.path,
            errno: "EIO",
            reason: "nothing was written",
          });
        written += bytesWritten;
      }
    });
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
    attempt("close", this.path, () => fs.closeSync(this.#descriptor));
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
