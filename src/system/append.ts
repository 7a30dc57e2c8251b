import * as fs from "node:fs";
import { fault } from "../errors.ts";
import { attempt, ifPresent } from "./errno.ts";

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = fs.constants;

/**
 * Appends a text to a file in one write, so that lines of several processes do not mix. A missing file is made with
 * exactly this mode. A link or anything but a plain file in the last place of the path is refused.
 */
export function appendText(path: string, text: string, mode: number): void {
  const descriptor = openPresent(path) ?? openNew(path, mode);
  try {
    refuseOthers(descriptor, path);
    attempt("write", path, () => writeWhole(descriptor, path, new TextEncoder().encode(text)));
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Throws what keeps this process from appending to a file, which stays as it is; false when it is missing. */
export function proveAppendable(path: string): boolean {
  const descriptor = openPresent(path);
  if (descriptor === undefined) return false;
  try {
    refuseOthers(descriptor, path);
    return true;
  } finally {
    fs.closeSync(descriptor);
  }
}

/** O_NONBLOCK: a FIFO under that path must be refused here, not waited for in open. */
function refuseOthers(descriptor: number, path: string): void {
  if (fs.fstatSync(descriptor).isFile()) return;
  throw fault("files.notPlain", { path, found: "other", wanted: "file" });
}

function openPresent(path: string): number | undefined {
  return ifPresent(() => attempt("open", path, () => fs.openSync(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK)));
}

function openNew(path: string, mode: number): number {
  return attempt("create", path, () => {
    const made = fs.openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    fs.fchmodSync(made, mode);
    return made;
  });
}

/** A disk that fills up in mid-line must not have the next line begin behind half of this one. */
function writeWhole(descriptor: number, path: string, bytes: Uint8Array): void {
  const before = fs.fstatSync(descriptor).size;
  const written = fs.writeSync(descriptor, bytes);
  if (written === bytes.length) return;
  // Unless another process has written behind it, which is not to be lost.
  if (fs.fstatSync(descriptor).size === before + written) fs.ftruncateSync(descriptor, before);
  throw fault("files.full", { operation: "write", path });
}
