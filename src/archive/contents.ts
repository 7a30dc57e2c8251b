import type { ReadableFile } from "../system/readable.ts";
import { MetaListener } from "./metas.ts";
import type { Inflate } from "./own-pieces.ts";
import { Pool } from "./pool.ts";
import { type ArchiveEvent, readArchive } from "./reader.ts";

/** A block as it stands in an archive. */
export interface StoredBlock {
  readonly ulid: string;
  /** Undefined where it has no meta.json that could be one. */
  readonly metaText: string | undefined;
  /** Bytes of its files. */
  readonly bytes: number;
}

/** How an archive is read for its contents. `progress` hears how many bytes of the file are read. */
export interface ContentsTerms {
  /** Starts worker.ts. */
  readonly createWorker: () => Worker;
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly progress: (doneBytes: number) => void;
}

/** How many members may be under way for each worker: one in work and one waiting. */
const membersPerWorker = 2;

/**
 * Reads an archive whole for the blocks in it, in their order there, and writes nothing. Throws `archive.corrupt`, or the
 * signal's reason.
 */
export async function readContents(
  file: ReadableFile,
  { createWorker, workers, signal, progress }: ContentsTerms,
): Promise<readonly StoredBlock[]> {
  using pool = new Pool(createWorker, workers);
  const inflate: Inflate = (packed, unpacked) => pool.inflate(packed, unpacked);
  const contents = new Contents();
  const terms = { inflate, ahead: workers * membersPerWorker, signal, progress };
  for await (const event of readArchive(file, terms)) contents.hear(event);
  return contents.blocks();
}

/** Gathers the blocks from what is read of an archive. */
export class Contents {
  readonly #bytes = new Map<string, number>();
  readonly #texts = new Map<string, string>();
  readonly #metas = new MetaListener(({ ulid, text }) => this.#texts.set(ulid, text));

  hear(event: ArchiveEvent): void {
    this.#metas.hear(event);
    if (event.kind !== "entry") return;
    const [ulid] = event.entry.path;
    if (ulid === undefined) return;
    const own = event.entry.type === "file" ? event.entry.size : 0;
    this.#bytes.set(ulid, (this.#bytes.get(ulid) ?? 0) + own);
  }

  blocks(): StoredBlock[] {
    return [...this.#bytes].map(([ulid, bytes]) => ({ ulid, metaText: this.#texts.get(ulid), bytes }));
  }

  /** The meta.json of a block, once it was read. */
  metaText(ulid: string): string | undefined {
    return this.#texts.get(ulid);
  }
}
