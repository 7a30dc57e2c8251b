import { kindOfBlockFile } from "../block-files.ts";
import { missingChunks } from "../chunk-counts.ts";
import type { Damage } from "../damage.ts";
import { type BlockMeta, largestMeta, readMeta } from "../meta.ts";
import { missingFiles } from "../missing-files.ts";
import { ChunkProof, type SegmentFacts } from "./chunk-proof.ts";
import { compareFiles } from "./compare-files.ts";
import type { BlockFindings } from "./findings.ts";
import { ByteList } from "./growing.ts";
import { type IndexFacts, IndexProof } from "./index-proof.ts";
import { Notes } from "./notes.ts";
import { type TombstoneFacts, TombstoneProof } from "./tombstone-proof.ts";

/** The check of one file, which is fed its bytes in order, in pieces of any size. */
export interface FileProof {
  push(bytes: Uint8Array): void;
  /** The file ends here. */
  end(): void;
}

/** What the files of a block that were read to their end show; a damaged one shows nothing. */
export interface BlockFacts {
  readonly meta: BlockMeta | undefined;
  readonly metaText: string;
  readonly index: IndexFacts | undefined;
  /** In their order; undefined where one is damaged. */
  readonly segments: readonly SegmentFacts[] | undefined;
  /** Undefined where the file is damaged; a block may lack it. */
  readonly tombstones: TombstoneFacts | undefined;
}

/**
 * Checks a whole block while its files go by, in any order: what is in each, and what each says of the others. Memory is
 * a small part of the index, whatever the files say.
 */
export class BlockProof {
  readonly ulid: string;
  readonly #names = new Set<string>();
  readonly #notes = new Map<string, Notes>();
  readonly #segments = new Map<string, SegmentFacts | undefined>();
  #meta: BlockMeta | undefined;
  #metaText: string | undefined;
  #index: IndexFacts | undefined;
  #tombstones: TombstoneFacts | undefined = { stones: 0, series: new Map() };

  constructor(ulid: string) {
    this.ulid = ulid;
  }

  /** A directory of the block (`chunks`), so that a missing one is told from an empty one. */
  addDirectory(name: string): void {
    this.#names.add(name);
  }

  /**
   * Begins a file of the block (`index`, `chunks/000001`, …; others are passed over) of this size. Of an index, `tail`
   * has to be its last 52 bytes, or all of a shorter one: its table of contents stands there.
   */
  begin(name: string, size: number, tail?: Uint8Array): FileProof {
    this.#names.add(name);
    const kind = kindOfBlockFile(name);
    if (kind === "index")
      return finishing(new IndexProof(this.#about(name), size, tail), (facts) => {
        this.#index = facts;
      });
    if (kind === "chunks") {
      this.#segments.set(name, undefined);
      return finishing(new ChunkProof(this.#about(name), size), (facts) => void this.#segments.set(name, facts));
    }
    if (kind === "tombstones") {
      return finishing(new TombstoneProof(this.#about(name), size), (facts) => {
        this.#tombstones = facts;
      });
    }
    return name === "meta.json" ? this.#metaProof(size) : passedOver;
  }

  /** What the block shows once all its files have ended. */
  complete(): BlockFindings {
    if (this.#metaText === undefined) this.#tellMissingMeta();
    const segments = [...this.#segments].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, facts]) => facts);
    const sound = segments.filter((facts) => facts !== undefined);
    const facts: BlockFacts = {
      meta: this.#meta,
      metaText: this.#metaText ?? "",
      index: this.#index,
      segments: sound.length === segments.length ? sound : undefined,
      tombstones: this.#tombstones,
    };
    const missing = this.#missing(sound);
    const compared = compareFiles(facts, (file) => this.#about(file));
    const notes = [...this.#notes.values()];
    const damage = [...notes.flatMap((note) => note.damage), ...missing];
    return {
      ulid: this.ulid,
      meta: this.#meta,
      damage,
      oddities: notes.flatMap((note) => note.oddities),
      unchecked: notes.flatMap((note) => note.unchecked),
      counts: compared.counts,
      unresolved: compared.unresolved && damage.length === 0,
    };
  }

  #metaProof(size: number): FileProof {
    const text = new ByteList();
    const notes = this.#about("meta.json");
    return {
      push: (bytes) => {
        if (size <= largestMeta) text.add(bytes, 0, bytes.length);
      },
      end: () => {
        this.#metaText = new TextDecoder().decode(text.bytes.subarray(0, text.length));
        const reading = readMeta(this.#metaText, this.ulid);
        if ("meta" in reading) this.#meta = reading.meta;
        else notes.found(reading.finding);
      },
    };
  }

  #tellMissingMeta(): void {
    this.#about("meta.json").wrong("missing", 0, "");
  }

  /** Files that are not there, and chunks: a file that ends between two chunks has no checksum that could be wrong. */
  #missing(segments: readonly SegmentFacts[]): readonly Damage[] {
    const chunks = [...this.#names].flatMap((name) => (name.startsWith("chunks/") ? [name.slice(7)] : []));
    const directory = this.#names.has("chunks") || chunks.length > 0;
    const names = { index: this.#names.has("index"), chunks: directory ? chunks : undefined };
    const files = missingFiles(this.ulid, names, this.#meta?.samples ?? 0);
    const known = [...files, ...[...this.#notes.values()].flatMap((note) => note.damage)];
    const counts = segments.map(({ starts }) => ({ block: this.ulid, chunks: starts.count }));
    return [...files, ...missingChunks(this.#meta === undefined ? [] : [this.#meta], counts, known)];
  }

  #about(file: string): Notes {
    const notes = this.#notes.get(file) ?? new Notes(this.ulid, file);
    this.#notes.set(file, notes);
    return notes;
  }
}

const passedOver: FileProof = { push: () => undefined, end: () => undefined };

/** A proof that hands over what it found when its file ends. */
function finishing<T>(
  proof: { push(bytes: Uint8Array): void; finish(): T | undefined },
  take: (facts: T | undefined) => void,
): FileProof {
  return { push: (bytes) => proof.push(bytes), end: () => take(proof.finish()) };
}
