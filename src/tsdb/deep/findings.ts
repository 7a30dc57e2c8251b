import type { Damage } from "../damage.ts";
import type { BlockMeta } from "../meta.ts";

/** What Prometheus does not write so, but reads: nothing is lost by it. */
export type OddityKind =
  | "padding"
  | "order of symbols"
  | "not UTF-8"
  | "unused bytes"
  | "order of labels"
  | "order of series"
  | "order of chunks"
  | "times of a chunk"
  | "outside the block"
  | "order of references"
  | "label index"
  | "order of entries"
  | "unnamed list"
  | "empty chunk"
  | "stone for no series"
  | "times of a stone"
  | "counts";

/** The first place of its kind in a file, and how many such places there are. */
export interface Oddity {
  readonly block: string;
  readonly file: string;
  readonly offset: number;
  readonly section: string;
  readonly oddity: OddityKind;
  readonly times: number;
}

/** What could not be checked, because this promsnap does not know the form or because it would take too much memory. */
export type UncheckedPart =
  | "index version"
  | "chunk encoding"
  | "references"
  | "long text"
  | "postings by label"
  | "series of stones"
  | "no end known";

/** A part of a file that went unchecked. `value` is the unknown version or encoding; 0 where there is none. */
export interface Unchecked {
  readonly block: string;
  readonly file: string;
  readonly part: UncheckedPart;
  readonly value: number;
}

/** What was counted in the files of a block, as far as they could be read; undefined where a damaged file hides it. */
export interface BlockCounts {
  readonly series: number | undefined;
  readonly chunks: number | undefined;
  readonly samples: number | undefined;
  readonly floatSamples: number | undefined;
  readonly histogramSamples: number | undefined;
  readonly tombstones: number | undefined;
}

/** All that the files of a block show. */
export interface BlockFindings {
  readonly ulid: string;
  /** Undefined where its meta.json cannot be read. */
  readonly meta: BlockMeta | undefined;
  readonly damage: readonly Damage[];
  readonly oddities: readonly Oddity[];
  readonly unchecked: readonly Unchecked[];
  readonly counts: BlockCounts;
  /**
   * True when the list of references to chunks is not the list of chunks: whether each reference leads to a chunk is then
   * for a {@link ReferenceProof} to show, which is fed the block again.
   */
  readonly unresolved: boolean;
}
