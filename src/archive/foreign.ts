import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { InputFile } from "../system/file.ts";
import { largestMeta } from "../tsdb/meta.ts";
import { corrupt, type StoredMeta } from "./head.ts";
import { type TarHeader, TarReader } from "./tar-reader.ts";

const readBytes = 1 << 20;

/**
 * Reads a `tar.gz` that promsnap did not write, whole, for the meta.json of its blocks: the script's are spread over
 * all of it. `progress` hears how many bytes of the file are read. Throws `archive.corrupt`, or the signal's reason.
 */
export async function readForeignMetas(
  file: InputFile,
  signal: AbortSignal,
  progress: (doneBytes: number) => void,
): Promise<StoredMeta[]> {
  const collector = new MetaCollector();
  const tar = new TarReader(collector);
  let done = 0;
  const source = async function* () {
    for (; done < file.size; progress(done)) {
      const bytes = new Uint8Array(Math.min(readBytes, file.size - done));
      const count = await file.readLater(bytes, done);
      if (count === 0) return;
      done += count;
      yield bytes.subarray(0, count);
    }
  };
  const walk = async (unpacked: AsyncIterable<Uint8Array>) => {
    for await (const bytes of unpacked) if (!tar.push(bytes)) throw corrupt(file, done, "tar header");
  };
  try {
    await pipeline(source, createGunzip(), walk, { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (isZlibError(error)) throw corrupt(file, done, "gzip data");
    throw error;
  }
  if (!tar.ended) throw corrupt(file, file.size, "cut off");
  return collector.metas;
}

class MetaCollector {
  readonly metas: StoredMeta[] = [];
  #ulid = "";
  #parts: Uint8Array[] = [];

  begin({ path, type, size }: TarHeader): boolean {
    const [, ulid, last, ...more] = path.split("/");
    if (type !== "file" || last !== "meta.json" || more.length > 0 || size > largestMeta) return false;
    this.#ulid = ulid ?? "";
    this.#parts = [];
    return true;
  }

  content(bytes: Uint8Array): void {
    this.#parts.push(bytes.slice());
  }

  end(): void {
    const decoder = new TextDecoder();
    const text = this.#parts.map((part) => decoder.decode(part, { stream: true })).join("") + decoder.decode();
    this.metas.push({ ulid: this.#ulid, text });
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}
