import { pipeline } from "node:stream/promises";
import { crc32, createInflateRaw } from "node:zlib";
import type { ReadableFile } from "../system/readable.ts";
import { corrupt } from "./corrupt.ts";
import type { ArchivePiece } from "./pieces.ts";
import { tarBlock } from "./tar.ts";

/** Bytes read from the file at once, and bytes of the tar stream in a piece. */
const stretchBytes = 1 << 20;
/** Behind the deflate data: CRC-32 and length of what was deflated. */
const footBytes = 8;
/** gzip's header is ten bytes and, where a file was compressed by its name, that name ended by a zero byte. */
const headerBytes = 10;
const nameFlag = 8;
const longestName = 4096;

/**
 * The pieces of a `tar.gz` that promsnap did not write: one gzip member that fills the file, streamed through zlib.
 * `hear` is told all bytes of the file in order. Throws `archive.corrupt` for anything before, between or behind, and the
 * signal's reason.
 */
export async function* foreignPieces(
  file: ReadableFile,
  signal: AbortSignal,
  hear: (packed: Uint8Array<ArrayBuffer>) => void,
): AsyncGenerator<ArchivePiece> {
  const header = await readForeignHeader(file);
  hear(header);
  const start = header.length;
  const end = file.size - footBytes;
  const inflate = createInflateRaw({ chunkSize: stretchBytes >> 2 });
  const state = { crc: 0, length: 0 };
  const done = () => start + inflate.bytesWritten;
  try {
    // It fails where the data ends before its file; the data itself is judged below.
    const flow = pipeline(stretches(file, start, end, signal, hear), inflate);
    flow.catch(() => undefined);
    for await (const bytes of inBlocks(inflate, state)) yield { bytes, offset: done(), done: done() };
  } catch (error) {
    signal.throwIfAborted();
    if (isZlibError(error)) throw corrupt(file, done(), error.code === "Z_BUF_ERROR" ? "cut off" : "gzip data");
    throw error;
  } finally {
    inflate.destroy();
  }
  if (done() !== end) throw corrupt(file, done(), "trailing bytes");
  const foot = new DataView(new ArrayBuffer(footBytes));
  await file.read(new Uint8Array(foot.buffer), end);
  hear(new Uint8Array(foot.buffer));
  const sound = foot.getUint32(0, true) === state.crc && foot.getUint32(4, true) === state.length % 2 ** 32;
  if (!sound) throw corrupt(file, end, "gzip data");
}

/** What stands before the deflate data. Throws `archive.corrupt` for what is no gzip member of a single file. */
export async function readForeignHeader(file: ReadableFile): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(Math.min(headerBytes + longestName, file.size));
  await file.read(bytes, 0);
  const [magic, more, method, flags = 0] = bytes;
  if (magic !== 0x1f || more !== 0x8b) throw corrupt(file, 0, "not gzip");
  const length = flags === nameFlag ? bytes.indexOf(0, headerBytes) + 1 : headerBytes;
  if (method !== 8 || (flags !== 0 && flags !== nameFlag) || length === 0) throw corrupt(file, 0, "gzip data");
  if (file.size < length + footBytes) throw corrupt(file, file.size, "cut off");
  return bytes.subarray(0, length);
}

/**
 * Looks at both ends of a script's archive, a few bytes: what a full disk, a power cut or a tar that is still at work leaves
 * rarely ends in the length of a whole tar stream. Throws `archive.corrupt`.
 */
export async function readForeignEnds(file: ReadableFile): Promise<void> {
  await readForeignHeader(file);
  const foot = new DataView(new ArrayBuffer(footBytes));
  await file.read(new Uint8Array(foot.buffer), file.size - footBytes);
  const length = foot.getUint32(4, true);
  const isEmptied = length === 0 && foot.getUint32(0, true) === 0;
  if (isEmptied || length % tarBlock !== 0) throw corrupt(file, file.size, "cut off");
}

async function* stretches(
  file: ReadableFile,
  start: number,
  end: number,
  signal: AbortSignal,
  hear: (packed: Uint8Array<ArrayBuffer>) => void,
) {
  for (let at = start; at < end; ) {
    signal.throwIfAborted();
    const bytes = new Uint8Array(Math.min(stretchBytes, end - at));
    const count = await file.readLater(bytes, at);
    if (count === 0) return;
    at += count;
    hear(bytes.subarray(0, count));
    yield bytes.subarray(0, count);
  }
}

/** Puts what zlib answers, in whatever lengths, into buffers of one size; counts and sums it. */
async function* inBlocks(
  source: AsyncIterable<Uint8Array>,
  state: { crc: number; length: number },
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let block = new Uint8Array(stretchBytes);
  let filled = 0;
  for await (const bytes of source) {
    state.crc = crc32(bytes, state.crc);
    state.length += bytes.length;
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + stretchBytes - filled);
      block.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < stretchBytes) continue;
      yield block;
      block = new Uint8Array(stretchBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

function isZlibError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}
