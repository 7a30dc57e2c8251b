import { unlessAborted } from "../system/abort.ts";
import type { Directory } from "../system/directory.ts";
import { type ChunkCount, missingChunks } from "../tsdb/chunk-counts.ts";
import type { Damage } from "../tsdb/damage.ts";
import type { BlockMeta } from "../tsdb/meta.ts";
import { layOut, type SourceTree, tarBytes } from "./layout.ts";
import type { Checked } from "./pack.ts";
import type { Packing, Pool } from "./pool.ts";
import { writeTrailer } from "./trailer.ts";

/** What to store and how. */
export interface ArchiveOrder {
  readonly root: Directory;
  readonly tree: SourceTree;
  /** The name of the top directory in the archive. */
  readonly name: string;
  /** When the snapshot was taken: milliseconds since 1970. */
  readonly taken: number;
  readonly level: number;
  /** Damage known before the files are read; it goes into the trailer with what is found. */
  readonly damage: readonly Damage[];
  /** What the blocks say of themselves, as far as it could be read. */
  readonly metas: readonly Pick<BlockMeta, "ulid" | "chunks">[];
}

/** What was written. */
export interface WrittenArchive {
  readonly bytes: number;
  /** Bytes of all files in it. */
  readonly content: number;
  readonly damage: readonly Damage[];
}

/**
 * Where an archive goes, from its first byte to its last. Bytes handed over do not change any more; memory that is `given`
 * is the sink's to give back.
 */
export interface ArchiveSink {
  write(bytes: Uint8Array<ArrayBuffer>, memory?: "given"): Promise<void>;
}

/** How many pieces may be under way for each worker: one in work and one waiting. */
const piecesPerWorker = 2;

/**
 * Writes a whole archive: pieces are packed in parallel, written in order, and no more of them are under way than keeps
 * the workers busy. `progress` hears of every piece how many bytes of the tar stream are done.
 */
export async function writeArchive(
  order: ArchiveOrder,
  pool: Pool,
  workers: number,
  output: ArchiveSink,
  signal: AbortSignal,
  progress: (doneBytes: number) => void,
): Promise<WrittenArchive> {
  const damage = [...order.damage];
  const counts: ChunkCount[] = [];
  const underWay: { packing: Packing; length: number }[] = [];
  let bytes = 0;
  let done = 0;
  const write = async (part: Uint8Array<ArrayBuffer>) => {
    bytes += part.length;
    await output.write(part, "given");
  };
  const finishOldest = async () => {
    const oldest = underWay.shift();
    if (oldest === undefined) return;
    const checked = await unlessAborted(oldest.packing.checked, signal);
    damage.push(...checked.damage);
    counts.push(...checked.counts);
    for (const part of await unlessAborted(oldest.packing.member, signal)) await write(part);
    done += oldest.length;
    progress(done);
  };
  let carry: Promise<Checked> | undefined;
  for (const piece of layOut(order.tree, order.name, order.taken)) {
    if (underWay.length >= workers * piecesPerWorker) await finishOldest();
    const begun = carry && (await unlessAborted(carry, signal)).carry;
    const packing = pool.pack(order.root, piece, begun, order.level);
    underWay.push({ packing, length: piece.length });
    carry = piece.continues ? packing.checked : undefined;
  }
  while (underWay.length > 0) await finishOldest();
  damage.push(...missingChunks(order.metas, counts, damage));
  const { taken, tree } = order;
  const content = tree.files.reduce((total, { size }) => total + size, 0);
  await write(writeTrailer({ taken, unpacked: tarBytes(tree), content, damage }));
  return { bytes, content, damage };
}
