import type { FileProof } from "../tsdb/deep/block-proof.ts";
import type { TailOf } from "./index-tails.ts";
import type { ArchiveEvent } from "./reader.ts";

/** What is fed the files of one block. */
export interface BlockListener {
  addDirectory?(name: string): void;
  /** Begins a file; `tail` is the end of an index. */
  begin(name: string, size: number, tail?: Uint8Array): FileProof;
}

/** Deals the files of an archive out to whoever listens to their block, made when its first comes by. */
export class BlockWalk<L extends BlockListener> {
  readonly #make: (ulid: string) => L | undefined;
  readonly #tailOf: TailOf;
  readonly #blocks = new Map<string, L | undefined>();
  #file: FileProof | undefined;

  /** Blocks that `make` answers undefined for are passed over. */
  constructor(make: (ulid: string) => L | undefined, tailOf: TailOf = async () => undefined) {
    this.#make = make;
    this.#tailOf = tailOf;
  }

  /** Those who listened, in the order of the archive. */
  get blocks(): readonly L[] {
    return [...this.#blocks.values()].filter((block) => block !== undefined);
  }

  /** Returns once the next event may come: the end of an index has to be read before its beginning is heard. */
  async hear(event: ArchiveEvent): Promise<void> {
    if (event.kind === "entry") await this.#begin(event);
    else if (event.kind === "content") this.#file?.push(event.bytes);
    else if (event.kind === "end") {
      this.#file?.end();
      this.#file = undefined;
    }
  }

  async #begin({ entry: { path, type, size }, start }: Extract<ArchiveEvent, { kind: "entry" }>): Promise<void> {
    const [ulid, ...below] = path;
    if (ulid === undefined) return;
    if (!this.#blocks.has(ulid)) this.#blocks.set(ulid, this.#make(ulid));
    const block = this.#blocks.get(ulid);
    const name = below.join("/");
    if (block === undefined || name === "") return;
    if (type === "directory") block.addDirectory?.(name);
    else this.#file = block.begin(name, size, name === "index" ? await this.#tailOf(ulid, start, size) : undefined);
  }
}
