import { tarBlock, tarPadding } from "./tar.ts";

/** The header of a regular file or a directory in a tar stream. */
export interface TarHeader {
  readonly path: string;
  readonly type: "file" | "directory";
  readonly size: number;
  /** Seconds since 1970. */
  readonly modified: number;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads one header block: a header, `end` for a block of zeros, undefined for everything that is no header of a regular
 * file or a directory with a right checksum. Both POSIX ustar and GNU's older form are read.
 */
export function readTarHeader(block: Uint8Array): TarHeader | "end" | undefined {
  if (block.every((byte) => byte === 0)) return "end";
  const sum = block.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  const type = typeOf(block[156]);
  const [stored, size, modified] = [numberAt(block, 148, 8), numberAt(block, 124, 12), numberAt(block, 136, 12)];
  if (stored !== sum || type === undefined || size === undefined || modified === undefined) return undefined;
  const name = textAt(block, 0, 100);
  const prefix = textAt(block, 257, 6) === "ustar" ? textAt(block, 345, 155) : "";
  if (name === undefined || name === "" || prefix === undefined) return undefined;
  return { path: prefix === "" ? name : `${prefix}/${name}`, type, size, modified };
}

/** Told of what a tar stream holds. Contents arrive in pieces of any size, only for files that `begin` wants. */
export interface TarVisitor {
  /** True when the contents of this file are wanted. */
  begin(header: TarHeader): boolean;
  content(bytes: Uint8Array): void;
  end(): void;
}

/** Walks a tar stream that arrives in pieces. `push` answers false when the bytes are no tar stream. */
export class TarReader {
  readonly #visitor: TarVisitor;
  readonly #header = new Uint8Array(tarBlock);
  #collected = 0;
  #contentLeft = 0;
  #paddingLeft = 0;
  #wanted = false;
  #ended = false;

  constructor(visitor: TarVisitor) {
    this.#visitor = visitor;
  }

  /** True once the zero block at the end was seen. */
  get ended(): boolean {
    return this.#ended;
  }

  push(bytes: Uint8Array): boolean {
    for (let at = 0; at < bytes.length && !this.#ended; ) {
      const rest = bytes.subarray(at);
      if (this.#contentLeft > 0) at += this.#takeContent(rest);
      else if (this.#paddingLeft > 0) at += this.#takePadding(rest);
      else {
        at += this.#takeHeader(rest);
        if (this.#collected === tarBlock && !this.#headerRead()) return false;
      }
    }
    return true;
  }

  #takeContent(bytes: Uint8Array): number {
    const count = Math.min(bytes.length, this.#contentLeft);
    if (this.#wanted) this.#visitor.content(bytes.subarray(0, count));
    this.#contentLeft -= count;
    if (this.#contentLeft === 0 && this.#wanted) this.#visitor.end();
    return count;
  }

  #takePadding(bytes: Uint8Array): number {
    const count = Math.min(bytes.length, this.#paddingLeft);
    this.#paddingLeft -= count;
    return count;
  }

  #takeHeader(bytes: Uint8Array): number {
    const count = Math.min(bytes.length, tarBlock - this.#collected);
    this.#header.set(bytes.subarray(0, count), this.#collected);
    this.#collected += count;
    return count;
  }

  #headerRead(): boolean {
    this.#collected = 0;
    const header = readTarHeader(this.#header);
    if (header === undefined) return false;
    if (header === "end") this.#ended = true;
    else {
      this.#contentLeft = header.size;
      this.#paddingLeft = tarPadding(header.size);
      this.#wanted = this.#visitor.begin(header);
      if (this.#wanted && header.size === 0) this.#visitor.end();
    }
    return true;
  }
}

function typeOf(flag: number | undefined): TarHeader["type"] | undefined {
  if (flag === 0 || flag === 0x30) return "file";
  return flag === 0x35 ? "directory" : undefined;
}

/** Octal digits, or GNU's base 256 for what does not fit; undefined for anything else or beyond exact numbers. */
function numberAt(block: Uint8Array, offset: number, length: number): number | undefined {
  const field = block.subarray(offset, offset + length);
  if (field[0] === 0x80) {
    const number = field.subarray(1).reduce((total, byte) => total * 256 + byte, 0);
    return Number.isSafeInteger(number) ? number : undefined;
  }
  const digits = /^ *([0-7]+)[ \0]*$/.exec(String.fromCharCode(...field))?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 8);
}

function textAt(block: Uint8Array, offset: number, length: number): string | undefined {
  const field = block.subarray(offset, offset + length);
  const end = field.indexOf(0);
  try {
    return decoder.decode(end === -1 ? field : field.subarray(0, end)).trimEnd();
  } catch {
    return undefined;
  }
}
