import { unlessAborted } from "../system/abort.ts";
import type { Owner } from "../system/attributes.ts";
import type { Directory } from "../system/directory.ts";
import type { ReadableFile } from "../system/readable.ts";
import type { Damage } from "../tsdb/damage.ts";
import type { BlockMeta } from "../tsdb/meta.ts";
import { Extraction } from "./extraction.ts";
import type { Inflate } from "./own-pieces.ts";
import { Pool } from "./pool.ts";
import type { IndexProof } from "./prove.ts";
import { readArchive } from "./reader.ts";
import type { StagedBlock } from "./staged-block.ts";
import { Staging } from "./staging.ts";

/** How an archive is extracted. */
export interface ExtractionTerms {
  /** Starts worker.ts. */
  readonly createWorker: () => Worker;
  readonly workers: number;
  /** Whose everything written will be; without it, this process's user. */
  readonly owner?: Owner;
  /** Which blocks to extract; without it, all. */
  readonly wanted?: (ulid: string) => boolean;
  readonly signal: AbortSignal;
  /** Hears how many bytes of the archive's file are done. */
  readonly progress: (doneBytes: number) => void;
}

/** A block that was extracted, and what its own bytes showed. */
export interface ExtractedBlock {
  readonly ulid: string;
  /** Undefined where its meta.json is missing or wrong, which is among the damage then. */
  readonly meta: BlockMeta | undefined;
  /** Bytes of its files. */
  readonly bytes: number;
  readonly damage: readonly Damage[];
  /** Undefined where there is no such index. */
  readonly indexVersion: number | undefined;
  /** The encodings of its chunks, ascending. */
  readonly encodings: readonly number[];
}

/** What was extracted; blocks are sorted by their names, which is by the time they were made. */
export interface Extracted {
  /** The name of the archive's top directory, which is not made. */
  readonly top: string;
  readonly blocks: readonly ExtractedBlock[];
  /** Bytes of all files, before what was added (tombstones that were missing). */
  readonly bytes: number;
}

/** How many members and blocks may be under way for each worker: one in work and one waiting. */
const jobsPerWorker = 2;

/**
 * Extracts the blocks of an archive, promsnap's or the script's, directly below `into`, checked from the very bytes that
 * are written, and returns when the disk holds everything. Modes are 0755 and 0644, times those of the archive. A block
 * without a tombstones file gets an empty one: it would make every later snapshot fail.
 *
 * What is wrong with the archive is thrown (`archive.corrupt`), what is wrong within a block is told. Nothing is removed
 * and nothing more is written when this throws: `into` is the caller's. Throws `files.full` where there is no room, and the
 * signal's reason.
 */
export async function extractArchive(file: ReadableFile, into: Directory, terms: ExtractionTerms): Promise<Extracted> {
  const { createWorker, workers, owner, signal, progress, wanted = () => true } = terms;
  using pool = new Pool(createWorker, workers);
  const ahead = workers * jobsPerWorker;
  const inflate: Inflate = (packed, unpacked) => pool.inflate(packed, unpacked);
  const staging = new Staging(into, owner);
  const extraction = new Extraction(staging, wanted);
  try {
    const release = (piece: Uint8Array<ArrayBuffer>) => extraction.release(piece);
    const reading = { inflate, ahead, signal, progress, release };
    for await (const event of readArchive(file, reading)) await extraction.take(event);
    const { top, bytes, blocks } = await extraction.complete();
    const proved = await proveAll(blocks, ahead, signal, (block) => pool.prove(into, block.evidence()));
    await unlessAborted(staging.finish(), signal);
    return { top, bytes, blocks: proved };
  } finally {
    await extraction.abandon();
  }
}

/** Proves block after block, at most `ahead` of them at a time. */
async function proveAll(
  blocks: readonly StagedBlock[],
  ahead: number,
  signal: AbortSignal,
  prove: (block: StagedBlock) => Promise<IndexProof>,
): Promise<ExtractedBlock[]> {
  const proved: ExtractedBlock[] = [];
  const underWay: Promise<ExtractedBlock>[] = [];
  const finishOldest = async () => {
    const oldest = underWay.shift();
    if (oldest !== undefined) proved.push(await unlessAborted(oldest, signal));
  };
  for (const block of blocks) {
    if (underWay.length >= ahead) await finishOldest();
    underWay.push(prove(block).then((proof) => extracted(block, proof)));
  }
  while (underWay.length > 0) await finishOldest();
  return proved;
}

function extracted(block: StagedBlock, { version, damage }: IndexProof): ExtractedBlock {
  const { ulid, meta, bytes, segments } = block;
  const encodings = new Set([...segments.values()].flatMap((segment) => segment.encodings));
  const sorted = [...encodings].sort((a, b) => a - b);
  return { ulid, meta, bytes, damage: [...block.damage, ...damage], indexVersion: version, encodings: sorted };
}
