import type { OutputFile } from "../system/file.ts";
import { release } from "../system/memory.ts";
import type { PlacedEntry } from "./entries.ts";
import { MetaListener } from "./metas.ts";
import type { ArchiveEvent } from "./reader.ts";
import { FileCheck, StagedBlock } from "./staged-block.ts";
import type { Staging } from "./staging.ts";

/** The file being written. */
interface OpenFile {
  readonly output: OutputFile;
  readonly check: FileCheck;
  readonly modified: number;
}

/** What was extracted before its indexes are looked at; blocks are sorted by name. */
export interface Unproved {
  readonly top: string;
  readonly bytes: number;
  readonly blocks: readonly StagedBlock[];
}

/** A tombstones file without a stone: magic number, version, and the checksum of nothing. */
const emptyTombstones = Uint8Array.from([0x01, 0x30, 0xba, 0x30, 1, 0, 0, 0, 0]);

/** Turns what is read of an archive into staged files, each checked while it is written. */
export class Extraction {
  readonly #staging: Staging;
  readonly #wanted: (ulid: string) => boolean;
  readonly #blocks = new Map<string, StagedBlock>();
  readonly #metas = new MetaListener(({ ulid, text }) => this.#blocks.get(ulid)?.readMeta(text));
  #file: OpenFile | undefined;
  /** The write under way: the next bytes are made ready meanwhile. */
  #writing: Promise<void> = Promise.resolve();
  #top = "";
  #bytes = 0;

  /** Of blocks that are not `wanted` nothing is staged or checked. */
  constructor(staging: Staging, wanted: (ulid: string) => boolean) {
    this.#staging = staging;
    this.#wanted = wanted;
  }

  async take(event: ArchiveEvent): Promise<void> {
    this.#metas.hear(event);
    if (event.kind === "entry") this.#begin(event.entry);
    else if (event.kind === "content") await this.#write(event.bytes);
    else if (event.kind === "end") await this.#end();
    else [this.#top, this.#bytes] = [event.top, event.content];
  }

  /** Takes over the bytes of events that were taken: they are needed until they are written. */
  release(piece: Uint8Array<ArrayBuffer>): void {
    const free = () => release(piece);
    this.#writing.then(free, free);
  }

  /** Ends the extraction once all is taken: adds what blocks lack, and judges them as wholes. */
  async complete(): Promise<Unproved> {
    const blocks = [...this.#blocks.values()].sort((a, b) => (a.ulid < b.ulid ? -1 : 1));
    for (const block of blocks) {
      block.complete();
      if (!block.has("tombstones")) await this.#addTombstones(block);
    }
    return { top: this.#top, bytes: this.#bytes, blocks };
  }

  /** Returns when nothing more will be written, however it went. */
  async abandon(): Promise<void> {
    await this.#writing.catch(() => undefined);
    this.#file?.output.close();
    this.#file = undefined;
  }

  #begin({ path, type, size, modified }: PlacedEntry): void {
    const [ulid, ...below] = path;
    if (ulid === undefined || !this.#wanted(ulid)) return;
    const name = below.join("/");
    if (type === "directory") {
      this.#staging.makeDirectory(path, modified);
      if (below.length === 0) this.#blocks.set(ulid, new StagedBlock(ulid, modified));
      else this.#blocks.get(ulid)?.addDirectory(name);
      return;
    }
    const check = this.#blocks.get(ulid)?.begin(name, size);
    if (check !== undefined) this.#file = { output: this.#staging.createFile(path, size), check, modified };
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    await this.#writing;
    this.#writing = file.output.write(bytes);
    // Whoever awaits it hears of a failure; until then it must not count as an unhandled one.
    this.#writing.catch(() => undefined);
    file.check.push(bytes);
  }

  async #end(): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    await this.#writing;
    this.#file = undefined;
    file.check.end();
    await this.#staging.finishFile(file.output, file.modified);
  }

  async #addTombstones({ ulid, modified }: StagedBlock): Promise<void> {
    const output = this.#staging.createFile([ulid, "tombstones"], emptyTombstones.length);
    this.#file = { output, check: new FileCheck(undefined, 0, () => undefined), modified };
    await this.#write(emptyTombstones);
    await this.#end();
  }
}
