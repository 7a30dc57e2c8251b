import type { Directory } from "../system/directory.ts";
import { ifPresent } from "../system/errno.ts";
import type { InputFile } from "../system/file.ts";
import { bytesOf } from "../tsdb/byte-source.ts";
import type { BytesAt } from "../tsdb/cursor.ts";
import { findSample } from "../tsdb/find-sample.ts";
import type { Lineage } from "../tsdb/lineage.ts";
import { type Deletions, readDeletions } from "../tsdb/tombstones.ts";

/** One sample that Prometheus must show when it serves these blocks. */
export interface Probe {
  /** The block that holds it. */
  readonly block: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** In Prometheus's own writing. */
  readonly value: string;
}

/**
 * Blocks that are searched at most, and bytes of tombstones that are read at most; each bounds the work, and memory takes
 * thirty times the latter. A quarter of a million deletions of a real Prometheus fit.
 */
const bounds = { blocks: 50, tombstones: 4 << 20 };

/**
 * Finds a sample by which Prometheus can prove that it serves these blocks of a directory, which are tried in their
 * order: newest first. It is neither stale nor deleted, and no other of the blocks has a sample of its time, which
 * Prometheus might show instead. Undefined when there is none, as where all blocks hold histograms only. A block that
 * vanishes meanwhile, as by compaction, is passed over. Throws `files.…`.
 */
export function findProbe(parent: Directory, blocks: readonly Lineage[]): Probe | undefined {
  for (const block of blocks.slice(0, bounds.blocks)) {
    const others = blocks.filter((other) => other !== block && overlap(other, block));
    const accepts = (time: number) => covers(block, time) && !others.some((other) => covers(other, time));
    const probe = ifPresent(() => probeIn(parent, block.ulid, accepts));
    if (probe !== undefined) return probe;
  }
  return undefined;
}

function probeIn(parent: Directory, ulid: string, accepts: (time: number) => boolean): Probe | undefined {
  using block = parent.directory(ulid);
  const deletions = deletionsIn(block);
  if (deletions === undefined) return undefined;
  using index = block.file("index");
  using segments = new OpenSegment(block);
  const bytes = { index: bytesAtOf(index), indexSize: index.size, segment: segments.bytesAt, deletions };
  const found = findSample(bytes, accepts);
  return found && { block: ulid, labels: found.labels, time: found.time, value: written(found.value) };
}

/** A block may lack the file. Undefined where it cannot be told what was deleted. */
function deletionsIn(block: Directory): Deletions | undefined {
  const file = ifPresent(() => block.file("tombstones"));
  if (file === undefined) return new Map();
  using held = file;
  return held.size > bounds.tombstones ? undefined : readDeletions(bytesOf(held, 0, held.size));
}

/** The chunk files of a block, one open at a time: a block may have any number of them. */
class OpenSegment {
  readonly #chunks: Directory;
  #open: { readonly segment: number; readonly file: InputFile | undefined } | undefined;

  constructor(block: Directory) {
    this.#chunks = block.directory("chunks");
  }

  readonly bytesAt = (segment: number): BytesAt | undefined => {
    if (this.#open?.segment !== segment) {
      this.#open?.file?.[Symbol.dispose]();
      this.#open = { segment, file: ifPresent(() => this.#chunks.file(String(segment + 1).padStart(6, "0"))) };
    }
    return this.#open.file && bytesAtOf(this.#open.file);
  };

  [Symbol.dispose](): void {
    this.#open?.file?.[Symbol.dispose]();
    this.#chunks[Symbol.dispose]();
  }
}

function bytesAtOf(file: InputFile): BytesAt {
  return (offset, length) => bytesOf(file, offset, length);
}

function covers({ minTime, maxTime }: Lineage, time: number): boolean {
  return minTime <= time && time < maxTime;
}

function overlap(one: Lineage, other: Lineage): boolean {
  return one.minTime < other.maxTime && other.minTime < one.maxTime;
}

/** A number as Prometheus writes it: as JavaScript does, but for these. */
export function written(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (Object.is(value, -0)) return "-0";
  return String(value).replace(/e([+-])(\d)$/, "e$10$2");
}
