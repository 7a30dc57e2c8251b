import { type BlockFileKind, beginCheck, headBytes, kindOfBlockFile } from "../tsdb/block-files.ts";
import { missingChunks } from "../tsdb/chunk-counts.ts";
import { ChunkTrace, type SegmentTrace } from "../tsdb/chunk-trace.ts";
import type { Damage, Finding } from "../tsdb/damage.ts";
import { endFrames, type FrameState, pushFrames } from "../tsdb/frames.ts";
import { type BlockMeta, readMeta } from "../tsdb/meta.ts";
import { missingFiles } from "../tsdb/missing-files.ts";
import type { BlockEvidence } from "./prove.ts";

const none = new Uint8Array(0);

/** What is learnt of a block while its files go by. Its index is checked when it is written whole. */
export class StagedBlock {
  readonly ulid: string;
  /** When the archive says it was changed last: seconds since 1970. */
  readonly modified: number;
  readonly damage: Damage[] = [];
  readonly segments = new Map<string, SegmentTrace & { readonly size: number }>();
  #meta: BlockMeta | undefined;
  #metaRead = false;
  readonly #names = new Set<string>();
  #bytes = 0;

  constructor(ulid: string, modified: number) {
    this.ulid = ulid;
    this.modified = modified;
  }

  get meta(): BlockMeta | undefined {
    return this.#meta;
  }

  /** Bytes of all its files. */
  get bytes(): number {
    return this.#bytes;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  addDirectory(name: string): void {
    this.#names.add(name);
  }

  /** Begins a file: what is answered is fed its bytes in order. */
  begin(name: string, size: number): FileCheck {
    this.#names.add(name);
    this.#bytes += size;
    return new FileCheck(kindOfBlockFile(name), size, (finding, trace) => {
      if (finding !== undefined) this.#tell(name, finding);
      else if (trace !== undefined) this.segments.set(name, { ...trace, size });
    });
  }

  readMeta(text: string): void {
    const reading = readMeta(text, this.ulid);
    this.#metaRead = true;
    if ("meta" in reading) this.#meta = reading.meta;
    else this.#tell("meta.json", reading.finding);
  }

  /** What only the whole block shows: files and chunks that are not there. */
  complete(): void {
    if (!this.#metaRead) {
      const there = this.has("meta.json");
      this.#tell("meta.json", {
        offset: 0,
        problem: there ? "not JSON" : "missing",
        section: there ? "meta.json" : "",
      });
    }
    const chunks = [...this.#names].flatMap((name) => (name.startsWith("chunks/") ? [name.slice(7)] : []));
    const names = { index: this.has("index"), chunks: this.has("chunks") ? chunks : undefined };
    this.damage.push(...missingFiles(this.ulid, names, this.#meta?.samples ?? 0));
    if (this.#meta === undefined) return;
    const counts = [...this.segments.values()].map((segment) => ({ block: this.ulid, chunks: segment.starts.count }));
    this.damage.push(...missingChunks([this.#meta], counts, this.damage));
  }

  /** What its index is to be held against: its segments in the order in which Prometheus counts them. */
  evidence(): BlockEvidence {
    const told = this.damage.some(({ file }) => file.startsWith("chunks"));
    const segments = [...this.segments].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      ulid: this.ulid,
      segments: told ? undefined : segments.map(([name, { size, starts }]) => ({ name, size, starts })),
    };
  }

  #tell(file: string, finding: Finding): void {
    this.damage.push({ block: this.ulid, file, ...finding });
  }
}

/** The check of one file from the bytes as they are written. */
export class FileCheck {
  readonly #kind: BlockFileKind | undefined;
  readonly #size: number;
  readonly #tell: (finding: Finding | undefined, trace: SegmentTrace | undefined) => void;
  readonly #trace: ChunkTrace | undefined;
  #state: FrameState | undefined;

  constructor(
    kind: BlockFileKind | undefined,
    size: number,
    tell: (finding: Finding | undefined, trace: SegmentTrace | undefined) => void,
  ) {
    this.#kind = kind;
    this.#size = size;
    this.#tell = tell;
    if (kind === "chunks") this.#trace = new ChunkTrace();
  }

  /** Checks the next bytes; the first come as whole tar blocks, so that what a file begins with comes together. */
  push(bytes: Uint8Array): void {
    if (this.#kind === undefined || this.#kind === "index") return;
    this.#state ??= beginCheck(this.#kind, this.#size, bytes.subarray(0, headBytes), none);
    pushFrames(this.#state, bytes, this.#trace);
  }

  end(): void {
    if (this.#kind === undefined || this.#kind === "index") return;
    const state = this.#state ?? beginCheck(this.#kind, this.#size, none, none);
    this.#tell(endFrames(state), this.#trace?.finish());
  }
}
