import type { Directory } from "../system/directory.ts";
import type { ReadableFile } from "../system/readable.ts";
import { SnapshotDirectory, writingFile } from "./snapshot-directory.ts";
import type { Store, StoreDraft, StoredFile } from "./store.ts";

const fileMode = 0o640;

/** A directory as a store. It closes the directory when it is disposed of. */
export class DirectoryStore implements Store {
  readonly location: string;
  readonly #directory: Directory;
  readonly #snapshots: SnapshotDirectory;

  constructor(directory: Directory) {
    this.location = directory.path;
    this.#directory = directory;
    this.#snapshots = new SnapshotDirectory(directory);
  }

  pathOf(name: string): string {
    return this.#directory.pathOf(name);
  }

  async names(): Promise<readonly string[]> {
    return this.#directory.names();
  }

  async files(): Promise<readonly StoredFile[]> {
    const files = this.#directory.entries().filter(({ kind, name }) => kind === "file" && !isOwn(name));
    return files.map(({ name, size, modified }) => ({ name, bytes: size, modified }));
  }

  async file(name: string): Promise<StoredFile | undefined> {
    const entry = this.#directory.entry(name);
    return entry?.kind === "file" ? { name, bytes: entry.size, modified: entry.modified } : undefined;
  }

  async open({ name }: StoredFile): Promise<ReadableFile> {
    return this.#directory.file(name);
  }

  async readText(name: string, limit: number): Promise<string | undefined> {
    return this.#directory.readText(name, limit);
  }

  async replace(name: string, text: string): Promise<void> {
    await this.#directory.replace(name, text, fileMode);
  }

  async remove(name: string): Promise<void> {
    if (this.#directory.entry(name) === undefined) return;
    this.#directory.remove(name);
    this.#directory.sync();
  }

  async begin(snapshot: string): Promise<StoreDraft> {
    const draft = await this.#snapshots.begin(snapshot);
    return {
      name: snapshot,
      path: draft.output.path,
      write: (bytes, memory) => draft.write(bytes, memory),
      prove: () => draft.prove(),
      commit: () => draft.commit(),
      discard: () => draft.discard(),
    };
  }

  async leftovers(): Promise<readonly string[]> {
    return [this.#snapshots.leftover()].filter((path) => path !== undefined);
  }

  async removeLeftovers(): Promise<readonly string[]> {
    const found = await this.leftovers();
    this.#snapshots.removeLeftover();
    return found;
  }

  async strays(): Promise<readonly string[]> {
    const known = await this.leftovers();
    const partials = this.#directory.names().filter(isUnfinished);
    const paths = partials.map((name) => this.#directory.pathOf(name));
    return paths.filter((path) => !known.includes(path));
  }

  free(): number {
    return this.#directory.free();
  }

  [Symbol.dispose](): void {
    this.#directory[Symbol.dispose]();
  }
}

/** What the store keeps for itself while it writes. */
function isOwn(name: string): boolean {
  return name === writingFile || isUnfinished(name);
}

function isUnfinished(name: string): boolean {
  return name.endsWith(".tar.gz.partial");
}
