import { type BlockFileKind, beginCheck, headBytes } from "../block-files.ts";
import type { Finding } from "../damage.ts";
import type { EntryListener } from "../entries.ts";
import { endFrames, type FrameState, pushFrames } from "../frames.ts";
import { ByteList } from "./growing.ts";

const none = new Uint8Array(0);

/** Checks the checksums of a file that comes in pieces of any size, of which its beginning is looked at first. */
export class FrameFeed {
  readonly #size: number;
  readonly #begin: (head: Uint8Array) => Fed | undefined;
  readonly #head = new ByteList();
  #fed: Fed | undefined;
  #passed = false;

  /** `begin` gets the first bytes of the file, or all of a shorter one; where it answers nothing the file is passed over. */
  constructor(size: number, begin: (head: Uint8Array) => Fed | undefined) {
    this.#size = size;
    this.#begin = begin;
  }

  push(bytes: Uint8Array): void {
    if (this.#fed !== undefined) pushFrames(this.#fed.state, bytes, this.#fed.listener);
    else if (!this.#passed) {
      // No more is copied than is to be looked at beforehand: the first bytes may be megabytes.
      const taken = Math.min(bytes.length, headBytes - this.#head.length);
      this.#head.add(bytes, 0, taken);
      if (this.#head.length < Math.min(headBytes, this.#size)) return;
      this.#start();
      if (taken < bytes.length) this.push(bytes.subarray(taken));
    }
  }

  /** What is wrong with the file, which ends here. */
  end(): Finding | undefined {
    if (this.#fed === undefined && !this.#passed) this.#start();
    return this.#fed && endFrames(this.#fed.state);
  }

  #start(): void {
    const head = this.#head.bytes.slice(0, this.#head.length);
    this.#fed = this.#begin(head);
    this.#passed = this.#fed === undefined;
    if (this.#fed !== undefined) pushFrames(this.#fed.state, head, this.#fed.listener);
  }
}

/** A check that has begun, and who hears of the file's entries. */
export interface Fed {
  readonly state: FrameState;
  readonly listener: EntryListener;
}

/** The feed of a file that is known by its beginning alone. */
export function feedOf(kind: Exclude<BlockFileKind, "index">, size: number, listener: EntryListener): FrameFeed {
  return new FrameFeed(size, (head) => ({ state: beginCheck(kind, size, head, none), listener }));
}
