import type { ReadableFile } from "../system/readable.ts";
import { largestMeta } from "../tsdb/meta.ts";
import { inflateHere } from "./inflate.ts";
import { type ArchiveEvent, readArchive } from "./reader.ts";

/** The meta.json of a block, as it stands in an archive. */
export interface StoredMeta {
  readonly ulid: string;
  readonly text: string;
}

/** More than the meta.json files of 100,000 blocks take, in bytes; what is beyond is not kept. */
const mostBytes = 512 << 20;

/**
 * Reads an archive whole for the meta.json of its blocks: the script's are spread over all of it. `progress` hears how
 * many bytes of the file are read. Throws `archive.corrupt`, or the signal's reason.
 */
export async function readStoredMetas(
  file: ReadableFile,
  signal: AbortSignal,
  progress: (doneBytes: number) => void,
): Promise<readonly StoredMeta[]> {
  const metas: StoredMeta[] = [];
  let bytes = 0;
  const listener = new MetaListener((meta) => {
    bytes += meta.text.length;
    if (bytes <= mostBytes) metas.push(meta);
  });
  for await (const event of readArchive(file, { inflate: inflateHere, ahead: 1, signal, progress })) {
    listener.hear(event);
  }
  return metas;
}

/** Picks the meta.json files out of what is read of an archive and tells them in its order; never one too large. */
export class MetaListener {
  readonly #tell: (meta: StoredMeta) => void;
  #ulid: string | undefined;
  #parts: Uint8Array[] = [];

  constructor(tell: (meta: StoredMeta) => void) {
    this.#tell = tell;
  }

  hear(event: ArchiveEvent): void {
    if (event.kind === "entry") {
      const { path, type, size } = event.entry;
      const [ulid, name] = path;
      const wanted = type === "file" && path.length === 2 && name === "meta.json" && size <= largestMeta;
      this.#ulid = wanted ? ulid : undefined;
    } else if (this.#ulid === undefined) return;
    else if (event.kind === "content") this.#parts.push(event.bytes.slice());
    else if (event.kind === "end") {
      this.#tell({ ulid: this.#ulid, text: textOf(this.#parts) });
      this.#parts = [];
    }
  }
}

function textOf(parts: readonly Uint8Array[]): string {
  const bytes = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return decoder.decode(bytes);
}

/** One for all: making one takes longer than what it does here. */
const decoder = new TextDecoder();
