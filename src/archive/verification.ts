import { createHash } from "node:crypto";
import { release } from "../system/memory.ts";
import type { ReadableFile } from "../system/readable.ts";
import { BlockProof } from "../tsdb/deep/block-proof.ts";
import type { BlockFindings } from "../tsdb/deep/findings.ts";
import { ReferenceProof, ReferenceRoom } from "../tsdb/deep/reference-proof.ts";
import { type BlockListener, BlockWalk } from "./block-walk.ts";
import { corrupt } from "./corrupt.ts";
import { TailCollector, type TailOf, tailsAhead } from "./index-tails.ts";
import { inflateHere } from "./inflate.ts";
import { type Inflate, isPromsnapArchive, readTrailerOf } from "./own-pieces.ts";
import { Pool } from "./pool.ts";
import { type ReadingTerms, readArchive } from "./reader.ts";
import { SurveyedBlock } from "./surveyed-block.ts";
import { type Trailer, trailerFits } from "./trailer.ts";
import type { ArchiveSink } from "./writer.ts";

/** How an archive is verified. */
export interface VerificationTerms {
  /** Starts worker.ts. */
  readonly createWorker: () => Worker;
  readonly workers: number;
  /** Whether the blocks are proved too, down to every checksum, reference and count. */
  readonly deep: boolean;
  readonly signal: AbortSignal;
  /** Hears how many bytes of the file are read, in all of the passes that `passesOver` counts. */
  readonly progress: (doneBytes: number) => void;
  /** Hears that the file is read once more, beyond these passes, and gives who hears how many bytes of it are read. */
  readonly again: () => (doneBytes: number) => void;
}

/** An archive that is one from its first byte to its last. */
export interface VerifiedArchive {
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
  /** Of one of promsnap's. */
  readonly trailer: Trailer | undefined;
  /** Bytes of all files in it. */
  readonly content: number;
  /** In the order of their names, which is that of their time. */
  readonly blocks: readonly BlockFindings[];
}

/** How many members may be under way for each worker: one in work and one waiting. */
const membersPerWorker = 2;

/**
 * How often a verification reads the file: where the indexes of a script's archive end is only known once it was read.
 */
export async function passesOver(file: ReadableFile, deep: boolean): Promise<1 | 2> {
  return deep && !(await isPromsnapArchive(file)) ? 2 : 1;
}

/**
 * Reads an archive whole, promsnap's or the script's, and writes nothing: what it holds is proved as it goes by. Throws
 * `archive.corrupt` where it is no archive from end to end; what is wrong within a block is told. Memory is bounded by the
 * number of workers and of blocks.
 */
export async function verifyArchive(file: ReadableFile, terms: VerificationTerms): Promise<VerifiedArchive> {
  const { createWorker, workers, signal } = terms;
  using pool = new Pool(createWorker, workers);
  const inflate: Inflate = (packed, unpacked) => pool.inflate(packed, unpacked);
  const reading = { inflate, ahead: workers * membersPerWorker, release, signal } as const;
  return terms.deep ? await prove(file, reading, terms) : await survey(file, reading, terms);
}

/**
 * Reads an archive as `verifyArchive` does without `deep`, and hands its bytes on, in order, as they are read: what came
 * is known to be an archive from end to end once it returns, not before. All in this thread: whoever takes the bytes is
 * slower, and what is sent to workers and back would have to be copied first, twice the memory.
 */
export async function handOnArchive(
  file: ReadableFile,
  output: ArchiveSink,
  { signal, progress }: Pick<VerificationTerms, "signal" | "progress">,
): Promise<Pick<VerifiedArchive, "sha256" | "trailer">> {
  const reading = { inflate: inflateHere, ahead: 1, release, signal, progress } as const;
  return await readHashed(file, reading, new BlockWalk((ulid) => new SurveyedBlock(ulid)), output);
}

type Reading = Omit<ReadingTerms, "progress" | "hear">;

async function survey(file: ReadableFile, reading: Reading, { progress }: VerificationTerms): Promise<VerifiedArchive> {
  const walk = new BlockWalk((ulid) => new SurveyedBlock(ulid));
  const whole = await readHashed(file, { ...reading, progress }, walk);
  return { ...whole, blocks: inOrder(walk.blocks.map((block) => block.complete())) };
}

async function prove(file: ReadableFile, reading: Reading, terms: VerificationTerms): Promise<VerifiedArchive> {
  const { progress, again } = terms;
  const earlier = ((await passesOver(file, true)) - 1) * file.size;
  const collected = earlier === 0 ? undefined : await collectTails(file, { ...reading, progress });
  const walk = new BlockWalk((ulid) => new BlockProof(ulid), collected ?? tailsAhead(file));
  const whole = await readHashed(file, { ...reading, progress: (done) => progress(earlier + done) }, walk);
  const blocks = inOrder(walk.blocks.map((block) => block.complete()));
  if (blocks.every(({ unresolved }) => !unresolved)) return { ...whole, blocks };
  const tailOf = collected ?? tailsAhead(file);
  return { ...whole, blocks: await followReferences(file, { ...reading, progress: again() }, blocks, tailOf) };
}

/** Reads the archive once more for the blocks whose references are not the list of their chunks, and adds what they show. */
async function followReferences(
  file: ReadableFile,
  reading: ReadingTerms,
  blocks: readonly BlockFindings[],
  tailOf: TailOf,
): Promise<BlockFindings[]> {
  const unresolved = new Set(blocks.flatMap(({ ulid, unresolved }) => (unresolved ? [ulid] : [])));
  const room = new ReferenceRoom();
  const proofs = new Map<string, ReferenceProof>();
  const walk = new BlockWalk((ulid) => {
    if (!unresolved.has(ulid)) return undefined;
    const proof = new ReferenceProof(ulid, room);
    proofs.set(ulid, proof);
    return proof;
  }, tailOf);
  for await (const event of readArchive(file, reading)) await walk.hear(event);
  return blocks.map((block) => {
    const { damage = [], unchecked = [] } = proofs.get(block.ulid)?.complete() ?? {};
    return { ...block, damage: [...block.damage, ...damage], unchecked: [...block.unchecked, ...unchecked] };
  });
}

/** Reads the archive to its end, where the trailer of promsnap's is held against the rest. */
async function readHashed<L extends BlockListener>(
  file: ReadableFile,
  reading: ReadingTerms,
  walk: BlockWalk<L>,
  output?: ArchiveSink,
): Promise<Omit<VerifiedArchive, "blocks">> {
  const trailer = (await isPromsnapArchive(file)) ? await readTrailerOf(file) : undefined;
  const hash = createHash("sha256");
  let [modified, content] = [0, 0];
  const heard: Uint8Array<ArrayBuffer>[] = [];
  const hear = (packed: Uint8Array<ArrayBuffer>) => {
    hash.update(packed);
    if (output !== undefined) heard.push(packed);
  };
  for await (const event of readArchive(file, { ...reading, hear })) {
    // A member of promsnap's is inflated by now; the script's is read in pieces that are not.
    for (const bytes of heard.splice(0)) await output?.write(bytes, trailer && "given");
    if (event.kind === "entry" && event.entry.path.length === 0) modified = event.entry.modified;
    else if (event.kind === "whole") content = event.content;
    await walk.hear(event);
  }
  if (trailer !== undefined && !trailerFits(trailer, modified)) throw corrupt(file, file.size, "trailer");
  return { sha256: hash.digest("hex"), trailer, content };
}

async function collectTails(file: ReadableFile, reading: ReadingTerms): Promise<TailOf> {
  const tails = new TailCollector();
  for await (const event of readArchive(file, reading)) tails.hear(event);
  return tails.tailOf;
}

function inOrder(blocks: readonly BlockFindings[]): BlockFindings[] {
  return blocks.toSorted((a, b) => (a.ulid < b.ulid ? -1 : 1));
}
