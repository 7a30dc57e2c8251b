import * as fs from "node:fs";
import { fault } from "../errors.ts";
import type { Owner } from "./attributes.ts";
import { attempt, ifPresent } from "./errno.ts";
import { InputFile, OutputFile } from "./file.ts";

const { O_RDONLY, O_RDWR, O_WRONLY, O_CREAT, O_EXCL, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;

export type EntryKind = "file" | "directory" | "link" | "other";

/** What lies under a name, links not followed. `modified` is in milliseconds since 1970. */
export interface Entry {
  readonly name: string;
  readonly kind: EntryKind;
  readonly size: number;
  readonly modified: number;
  readonly owner: number;
  readonly group: number;
}

/**
 * A directory held open by its descriptor. Everything below it is reached one plain name at a time, through
 * /proc/self/fd, and never through a symbolic link: whoever may write there cannot lead promsnap elsewhere, not even
 * by swapping a directory while promsnap works in it.
 */
export class Directory {
  readonly path: string;
  /** Valid in every thread of this process while the directory is open. */
  readonly descriptor: number;

  constructor(descriptor: number, path: string) {
    this.descriptor = descriptor;
    this.path = path;
  }

  /** Opens a directory by a path that the operator wrote; links in that path are followed. */
  static open(path: string): Directory {
    const descriptor = attempt("open", path, () => fs.openSync(path, O_RDONLY | O_DIRECTORY));
    return new Directory(descriptor, path);
  }

  /** Opens a directory directly below this one. A link or another file in its place is a fault. */
  directory(name: string): Directory {
    const path = this.pathOf(name);
    const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
    return new Directory(
      attempt("open", path, () => fs.openSync(this.#anchor(name), flags)),
      path,
    );
  }

  /** Opens a regular file directly below this one for reading. */
  file(name: string): InputFile {
    const path = this.pathOf(name);
    // O_NONBLOCK: a FIFO under that name must be refused below, not waited for here.
    const descriptor = attempt("open", path, () => fs.openSync(this.#anchor(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
    const stats = fs.fstatSync(descriptor);
    if (stats.isFile()) return new InputFile(descriptor, path, stats.size);
    fs.closeSync(descriptor);
    throw fault("files.notPlain", { path, found: kindOf(stats), wanted: "file" });
  }

  /** Makes a file that must not exist yet, with exactly this mode where the file system has modes. */
  create(name: string, mode: number): OutputFile {
    const path = this.pathOf(name);
    const flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
    const descriptor = attempt("create", path, () => fs.openSync(this.#anchor(name), flags, mode));
    const file = new OutputFile(descriptor, path);
    try {
      attempt("create", path, () => setMode(descriptor, mode));
      return file;
    } catch (error) {
      file.close();
      this.tryRemove(name);
      throw error;
    }
  }

  /** Makes sure that a file exists and may be written; an existing one is left as it is. */
  touch(name: string, mode: number): void {
    const path = this.pathOf(name);
    attempt("open", path, () => fs.closeSync(fs.openSync(this.#anchor(name), O_RDWR | O_CREAT | O_NOFOLLOW, mode)));
  }

  /** Makes a directory that must not exist yet, with exactly this mode, and fsyncs this one. */
  makeDirectory(name: string, mode: number): void {
    this.createDirectory(name, mode)[Symbol.dispose]();
    this.sync();
  }

  /** Makes a directory that must not exist yet, with exactly this mode, and opens it. Nothing is fsynced. */
  createDirectory(name: string, mode: number): Directory {
    return attempt("mkdir", this.pathOf(name), () => {
      fs.mkdirSync(this.#anchor(name), { mode });
      const made = this.directory(name);
      try {
        fs.fchmodSync(made.descriptor, mode);
        return made;
      } catch (error) {
        made[Symbol.dispose]();
        throw error;
      }
    });
  }

  /** Whose this directory itself is, whatever its name leads to by now. */
  ownership(): Owner {
    const { uid, gid } = attempt("stat", this.path, () => fs.fstatSync(this.descriptor));
    return { user: uid, group: gid };
  }

  /** Makes this directory itself belong to the user with this uid, with exactly this mode; its group stays. */
  changeOwner(user: number, mode: number): void {
    attempt("chown", this.path, () => fs.fchownSync(this.descriptor, user, fs.fstatSync(this.descriptor).gid));
    attempt("chmod", this.path, () => fs.fchmodSync(this.descriptor, mode));
  }

  /** The names in this directory, unsorted. */
  names(): string[] {
    return attempt("list", this.path, () => fs.readdirSync(`/proc/self/fd/${this.descriptor}`));
  }

  /** What lies under a name; undefined when nothing does. */
  entry(name: string): Entry | undefined {
    const path = this.pathOf(name);
    const stats = ifPresent(() => attempt("stat", path, () => fs.lstatSync(this.#anchor(name))));
    if (stats === undefined) return undefined;
    const { size, mtimeMs, uid, gid } = stats;
    return { name, kind: kindOf(stats), size, modified: mtimeMs, owner: uid, group: gid };
  }

  /** Everything in this directory, sorted by name. What vanishes meanwhile is left out. */
  entries(): Entry[] {
    const found = this.names()
      .sort()
      .map((name) => this.entry(name));
    return found.filter((entry) => entry !== undefined);
  }

  /** The text of a file of at most `limit` bytes; undefined when there is none. */
  readText(name: string, limit: number): string | undefined {
    const file = ifPresent(() => this.file(name));
    if (file === undefined) return undefined;
    using held = file;
    const bytes = new Uint8Array(Math.min(held.size, limit));
    return new TextDecoder().decode(bytes.subarray(0, held.read(bytes, 0)));
  }

  /** Puts a small file in place whole, or not at all: written aside, fsynced, renamed over the old one, fsynced. */
  async replace(name: string, text: string, mode: number): Promise<void> {
    const aside = `${name}.new`;
    this.remove(aside);
    using file = this.create(aside, mode);
    try {
      await file.write(new TextEncoder().encode(text));
      await file.sync();
      this.rename(aside, name);
    } catch (error) {
      this.tryRemove(aside);
      throw error;
    }
    this.sync();
  }

  /** Renames within this directory, over whatever file carries the new name. */
  rename(from: string, to: string): void {
    attempt("rename", this.pathOf(from), () => fs.renameSync(this.#anchor(from), this.#anchor(to)));
  }

  /** Deletes a file or a link; none is fine. */
  remove(name: string): void {
    ifPresent(() => attempt("delete", this.pathOf(name), () => fs.unlinkSync(this.#anchor(name))));
  }

  /** As `remove`, for use while another failure is on its way: undefined when it is gone, else why it is not. */
  tryRemove(name: string): unknown {
    try {
      this.remove(name);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** Deletes a directory with everything below it; links are deleted, not followed; none is fine. */
  removeTree(name: string): void {
    const child = ifPresent(() => this.directory(name));
    if (child === undefined) return;
    using held = child;
    for (const entry of held.entries()) {
      if (entry.kind === "directory") held.removeTree(entry.name);
      else held.remove(entry.name);
    }
    ifPresent(() => attempt("delete", held.path, () => fs.rmdirSync(this.#anchor(name))));
  }

  /** Returns when the disk holds the names in this directory. */
  sync(): void {
    attempt("fsync", this.path, () => fs.fsyncSync(this.descriptor));
  }

  /** Bytes that this process may still write on the file system of this directory. */
  free(): number {
    return attempt("statfs", this.path, () => {
      const { bavail, bsize } = fs.statfsSync(`/proc/self/fd/${this.descriptor}`);
      return bavail * bsize;
    });
  }

  /** Bytes of the whole file system of this directory. */
  capacity(): number {
    return attempt("statfs", this.path, () => {
      const { blocks, bsize } = fs.statfsSync(`/proc/self/fd/${this.descriptor}`);
      return blocks * bsize;
    });
  }

  /** The path of an entry for messages. Throws when the name is not a plain one. */
  pathOf(name: string): string {
    if (name === "" || name === "." || name === ".." || name.includes("/") || name.includes("\0")) {
      throw fault("files.notPlain", { path: `${this.path}/${JSON.stringify(name)}`, found: "other", wanted: "name" });
    }
    return `${this.path}/${name}`;
  }

  [Symbol.dispose](): void {
    fs.closeSync(this.descriptor);
  }

  #anchor(name: string): string {
    this.pathOf(name);
    return `/proc/self/fd/${this.descriptor}/${name}`;
  }
}

/** vfat, exFAT and some network shares have no modes of their own and say EPERM: their mount decides who may read. */
function setMode(descriptor: number, mode: number): void {
  try {
    fs.fchmodSync(descriptor, mode);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) throw error;
  }
}

function kindOf(stats: fs.Stats): EntryKind {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  return stats.isSymbolicLink() ? "link" : "other";
}
