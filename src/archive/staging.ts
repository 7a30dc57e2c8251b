import { giveTo, type Owner, setModified } from "../system/attributes.ts";
import type { Directory } from "../system/directory.ts";
import type { OutputFile } from "../system/file.ts";
import { Syncs } from "./syncs.ts";

const modes = { directory: 0o755, file: 0o644 } as const;
/**
 * A file as large as this goes past the page cache: the copy costs as much as half of inflating it, and would drive out what
 * Prometheus works with. Not an index, which is read again at once.
 */
const largeBytes = 256 << 10;

/**
 * Writes files and directories below a directory, each of which must not be there yet. Every name is reached from that
 * directory one at a time and never through a link.
 */
export class Staging {
  readonly #into: Directory;
  readonly #owner: Owner | undefined;
  readonly #syncs = new Syncs();
  readonly #directories: { readonly path: readonly string[]; readonly modified: number }[] = [];

  constructor(into: Directory, owner: Owner | undefined) {
    this.#into = into;
    this.#owner = owner;
  }

  /** Makes a directory; it is dated when all is written. */
  makeDirectory(path: readonly string[], modified: number): void {
    this.#inParent(path, (parent, name) => {
      using made = parent.createDirectory(name, modes.directory);
      if (this.#owner !== undefined) giveTo(made.descriptor, made.path, this.#owner);
    });
    this.#directories.push({ path, modified });
  }

  /** Makes a file that will have so many bytes, and opens it for writing. */
  createFile(path: readonly string[], size: number): OutputFile {
    return this.#inParent(path, (parent, name) => {
      const file = parent.create(name, modes.file);
      try {
        if (size >= largeBytes && name !== "index") file.bypassCache();
        if (this.#owner !== undefined) file.giveTo(this.#owner);
        return file;
      } catch (error) {
        file.close();
        throw error;
      }
    });
  }

  /** Takes a written file over, to be fsynced and closed. Errors of earlier ones are thrown here. */
  async finishFile(file: OutputFile, modified: number): Promise<void> {
    try {
      file.setModified(modified);
    } catch (error) {
      file.close();
      throw error;
    }
    await this.#syncs.add(file);
  }

  /** Returns when the disk holds everything, directories dated and fsynced from the inside out. */
  async finish(): Promise<void> {
    await this.#syncs.finish();
    for (const { path, modified } of this.#directories.toReversed()) {
      this.#inParent(path, (parent, name) => {
        using directory = parent.directory(name);
        setModified(directory.descriptor, directory.path, modified);
        directory.sync();
      });
    }
    this.#into.sync();
  }

  #inParent<T>(path: readonly string[], act: (parent: Directory, name: string) => T): T {
    return inParent(this.#into, path, act);
  }
}

function inParent<T>(
  here: Directory,
  [name = "", ...below]: readonly string[],
  act: (parent: Directory, name: string) => T,
): T {
  if (below.length === 0) return act(here, name);
  using child = here.directory(name);
  return inParent(child, below, act);
}
