import { Buffer } from "node:buffer";
import { basename, dirname } from "node:path/posix";
import { ifPresent } from "../../system/errno.ts";
import type { InputFile } from "../../system/file.ts";
import type { System } from "../../system/system.ts";

type Opening = Pick<System, "openDirectory" | "realPath">;

const programMode = 0o755;
const pieceBytes = 4 << 20;

/** Whether two files hold the same bytes; false where either is missing. */
export function isSame(system: Opening, one: string, other: string): boolean {
  if (system.realPath(one) === system.realPath(other)) return system.realPath(one) !== undefined;
  using left = openFile(system, one);
  using right = openFile(system, other);
  if (left === undefined || right === undefined || left.size !== right.size) return false;
  const [a, b] = [Buffer.alloc(pieceBytes), Buffer.alloc(pieceBytes)];
  for (let at = 0; at < left.size; at += pieceBytes) {
    const [read, readToo] = [left.read(a, at), right.read(b, at)];
    if (read !== readToo || a.compare(b, 0, readToo, 0, read) !== 0) return false;
  }
  return true;
}

/** Puts a copy of a program in place whole, or not at all. One that runs from there goes on with the old one. */
export async function copyProgram(system: Opening, from: string, to: string): Promise<void> {
  using source = openFile(system, from);
  if (source === undefined) return;
  using directory = system.openDirectory(dirname(to));
  const aside = `${basename(to)}.new`;
  directory.remove(aside);
  using file = directory.create(aside, programMode);
  try {
    const piece = new Uint8Array(pieceBytes);
    for (let at = 0; at < source.size; at += pieceBytes) await file.write(piece.subarray(0, source.read(piece, at)));
    await file.sync();
    directory.rename(aside, basename(to));
  } catch (error) {
    directory.tryRemove(aside);
    throw error;
  }
  directory.sync();
}

/** Links to a program are followed. */
function openFile(system: Opening, path: string): InputFile | undefined {
  const real = system.realPath(path);
  if (real === undefined) return undefined;
  using directory = system.openDirectory(dirname(real));
  return ifPresent(() => directory.file(basename(real)));
}
