import { fault } from "../errors.ts";
import type { Directory } from "../system/directory.ts";
import type { SourceDirectory, SourceFile, SourceTree } from "./layout.ts";

/**
 * Lists everything below a directory, sorted by path. Throws `source.unexpected` for a link or a device,
 * `source.changed` when an entry vanishes meanwhile.
 */
export function listTree(root: Directory): SourceTree {
  const directories: SourceDirectory[] = [];
  const files: SourceFile[] = [];
  walk(root, [], directories, files);
  return { directories, files };
}

function walk(here: Directory, above: readonly string[], directories: SourceDirectory[], files: SourceFile[]): void {
  for (const name of here.names().sort()) {
    const path = [...above, name];
    const entry = here.entry(name);
    if (entry === undefined) throw fault("source.changed", { path: here.pathOf(name) });
    const { kind, size, modified } = entry;
    const seconds = Math.max(0, Math.floor(modified / 1000));
    if (kind === "file") files.push({ path, size, modified: seconds });
    else if (kind === "directory") {
      directories.push({ path, modified: seconds });
      using child = here.directory(name);
      walk(child, path, directories, files);
    } else throw fault("source.unexpected", { path: here.pathOf(name), found: kind });
  }
}
