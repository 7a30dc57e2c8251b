import { fault, isFault } from "../../errors.ts";
import { releaseUnshared } from "../../system/memory.ts";
import type { ReadableFile } from "../../system/readable.ts";
import type { Bucket } from "./bucket.ts";
import { transfer } from "./patience.ts";
import { ReadAhead } from "./read-ahead.ts";

/** An object open for reading, in ranges, several at once where the reading goes straight on. */
export class ObjectFile implements ReadableFile {
  readonly path: string;
  readonly size: number;
  readonly #ahead: ReadAhead;

  /** `version` is what the object's entity tag was: another content is never taken for it. */
  constructor(bucket: Bucket, key: string, size: number, version: string | undefined, signal: AbortSignal) {
    this.path = bucket.urlOf(key);
    this.size = size;
    this.#ahead = new ReadAhead(size, (position, length, stop) =>
      readRange(bucket, { key, size, version }, position, length, AbortSignal.any([signal, stop])),
    );
  }

  read(buffer: Uint8Array, position: number): Promise<number> {
    return this.readLater(buffer, position);
  }

  async readLater(buffer: Uint8Array, position: number): Promise<number> {
    return await this.#ahead.read(buffer, position);
  }

  [Symbol.dispose](): void {
    this.#ahead.stop();
  }
}

/** Exactly these bytes of an object. Throws `s3.changed` when it is not the same any more. */
async function readRange(
  bucket: Bucket,
  { key, size, version }: { readonly key: string; readonly size: number; readonly version: string | undefined },
  position: number,
  length: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const url = bucket.urlOf(key);
  const input = {
    Bucket: bucket.name,
    Key: key,
    Range: `bytes=${position}-${position + length - 1}`,
    ...(version === undefined ? {} : { IfMatch: version }),
  };
  const answer = bucket.ask("GetObject", key, transfer(bucket.access, length), signal, async (loaded, stop) => {
    const { Body, ContentRange } = await loaded.client.send(new loaded.sdk.GetObjectCommand(input), {
      abortSignal: stop,
    });
    const range = `bytes ${position}-${position + length - 1}/${size}`;
    if (ContentRange !== range) throw fault("s3.unexpected", { url, operation: "GetObject", what: "Content-Range" });
    return await exactly(length, Body?.transformToWebStream());
  });
  return await answer.catch((error: unknown) => {
    const changed = isFault(error, "s3.absent") || (isFault(error, "s3.refused") && error.data.details.status === 412);
    throw changed ? fault("s3.changed", { url }) : error;
  });
}

/** The bytes of a stream that has so many. A connection that ends earlier fails as one that was reset. */
export async function exactly(length: number, stream: ReadableStream | undefined): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  for await (const part of (stream ?? []) as AsyncIterable<Uint8Array>) {
    if (filled + part.length > length) break;
    bytes.set(part, filled);
    filled += part.length;
    releaseUnshared(part);
  }
  if (filled === length) return bytes;
  throw Object.assign(new Error(`the answer ends after ${filled} of ${length} bytes`), { code: "ECONNRESET" });
}
