import { fault } from "../errors.ts";
import { archiveFileOf, nameOfArchiveFile, partialFileOf } from "../snapshots/name.ts";
import type { Directory } from "../system/directory.ts";
import type { InputFile, OutputFile } from "../system/file.ts";
import { Flush } from "./flush.ts";
import { ReadBack } from "./read-back.ts";

const archiveMode = 0o640;
/** Names the partial that is being written, so that the next run deletes that one and no other. */
export const writingFile = ".promsnap-writing";

/** A directory that archives are written to, one at a time. */
export class SnapshotDirectory {
  readonly directory: Directory;

  constructor(directory: Directory) {
    this.directory = directory;
  }

  /** Begins an archive under its partial name, which is recorded first. */
  async begin(name: string): Promise<Draft> {
    const partial = partialFileOf(name);
    try {
      await this.directory.replace(writingFile, `${partial}\n`, archiveMode);
      return this.#draft(name, this.directory.create(partial, archiveMode));
    } catch (error) {
      this.directory.tryRemove(writingFile);
      throw error;
    }
  }

  /** What was just made and cannot be opened for reading back is deleted again. */
  #draft(name: string, output: OutputFile): Draft {
    try {
      return new Draft(this.directory, name, output);
    } catch (error) {
      output.close();
      this.directory.tryRemove(partialFileOf(name));
      throw error;
    }
  }

  /** The path of the partial that a killed run left, if any. */
  leftover(): string | undefined {
    const partial = this.#recorded();
    return partial === undefined || this.directory.entry(partial) === undefined
      ? undefined
      : this.directory.pathOf(partial);
  }

  /** Deletes what `leftover` names, and the record of it. */
  removeLeftover(): void {
    const partial = this.#recorded();
    if (partial !== undefined) this.directory.remove(partial);
    this.directory.remove(writingFile);
    this.directory.sync();
  }

  /** Only a partial's name is ever believed, whatever the record says. */
  #recorded(): string | undefined {
    const partial = this.directory.readText(writingFile, 200)?.trimEnd();
    const name = partial?.endsWith(".partial") ? nameOfArchiveFile(partial.slice(0, -".partial".length)) : undefined;
    return name === undefined ? undefined : partialFileOf(name);
  }
}

/** An archive that does not carry its final name yet. Either `commit` or `discard` ends it. */
export class Draft {
  readonly name: string;
  readonly output: OutputFile;
  readonly #directory: Directory;
  readonly #input: InputFile;
  readonly #readBack: ReadBack;
  readonly #flush: Flush;

  constructor(directory: Directory, name: string, output: OutputFile) {
    this.#directory = directory;
    this.name = name;
    this.output = output;
    this.#input = directory.file(partialFileOf(name));
    this.#readBack = new ReadBack(this.#input);
    this.#flush = new Flush(output);
  }

  /** Appends bytes, which must not change any more: they are read back and flushed while the rest is being written. */
  async write(bytes: Uint8Array<ArrayBuffer>, memory?: "given"): Promise<void> {
    await this.output.write(bytes);
    const { length } = bytes;
    await this.#readBack.follow(bytes, memory);
    this.#flush.follow(length);
  }

  /**
   * Returns the SHA-256 of the file once the disk holds it and every byte was read back as it was written. Throws
   * `archive.readBack` where one was not.
   */
  async prove(): Promise<string> {
    const [read] = await Promise.all([this.#readBack.finish(), this.#flush.finish()]);
    const size = this.#directory.entry(partialFileOf(this.name))?.size;
    if (read === undefined || size !== read.bytes) throw fault("archive.readBack", { path: this.output.path });
    return read.sha256;
  }

  /** Gives the archive its final name, durably, and answers its path. */
  async commit(): Promise<string> {
    const file = archiveFileOf(this.name);
    await this.#closeInput();
    this.output.close();
    if (this.#directory.entry(file) !== undefined) {
      throw fault("files.failed", {
        operation: "rename",
        path: this.#directory.pathOf(file),
        errno: "EEXIST",
        reason: "the name was taken meanwhile",
      });
    }
    this.#directory.rename(partialFileOf(this.name), file);
    this.#directory.sync();
    // A record that stays names a partial that is gone: the next run deletes it.
    this.#directory.tryRemove(writingFile);
    return this.#directory.pathOf(file);
  }

  /**
   * Deletes what was written so far. It never throws, for it is called while another failure is on its way; what it
   * answers kept a partial from being deleted, which is then the next run's to delete.
   */
  async discard(): Promise<unknown> {
    await this.#closeInput();
    const failure = this.#directory.tryRemove(partialFileOf(this.name));
    // The record of a partial stays with it.
    if (failure === undefined) this.#directory.tryRemove(writingFile);
    try {
      this.output.close();
    } catch {
      // What was in the file is not wanted any more.
    }
    return failure;
  }

  async #closeInput(): Promise<void> {
    await this.#readBack.close();
    this.#input[Symbol.dispose]();
  }
}
