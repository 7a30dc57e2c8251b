import * as fs from "node:fs";
import type { Directory } from "./directory.ts";
import { attempt } from "./errno.ts";
import { type Identity, identityOf, identityOfDirectory } from "./moving.ts";

/** A process that uses a directory, and by what it is known to. */
export interface Occupant {
  readonly process: number;
  /** Its name as the kernel has it, without controls. */
  readonly program: string;
  readonly uses: "lock" | "file";
}

/**
 * Who holds the lock file `lockName` of a directory, or has the directory or anything below it open, other than this
 * process and apart from what is below `leaveOut`. By device and inode: a container names the same files by other paths. Processes that this user may not look
 * into, or that are in another PID namespace, are not seen.
 */
export function occupantsOf(directory: Directory, lockName: string, leaveOut: string): Occupant[] {
  const holders = lockHolders(identityOf(directory, lockName));
  const users = holders.length > 0 ? [] : openBelow(directory, leaveOut);
  return [
    ...holders.map((process) => ({ process, program: programOf(process), uses: "lock" as const })),
    ...users.map((process) => ({ process, program: programOf(process), uses: "file" as const })),
  ];
}

/** Whether any process holds this lock file of a directory. */
export function isLocked(directory: Directory, lockName: string): boolean {
  return lockHolders(identityOf(directory, lockName)).length > 0;
}

/** Lines of /proc/locks: `1: FLOCK  ADVISORY  WRITE 4711 fe:00:131090 0 EOF`, device in hexadecimal. */
function lockHolders(lock: Identity | undefined): number[] {
  if (lock === undefined) return [];
  const text = attempt("read", "/proc/locks", () => fs.readFileSync("/proc/locks", "utf8"));
  const place = `${deviceInHex(BigInt(lock.device))}:${lock.inode}`;
  return text.split("\n").flatMap((line) => {
    const [, , , , process, where] = line.replace(/->\s*/, "").trim().split(/\s+/);
    return where === place ? [Number(process)] : [];
  });
}

/** Major and minor number as the kernel prints them there; glibc's layout of dev_t. */
function deviceInHex(device: bigint): string {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn);
  const minor = (device & 0xffn) | ((device >> 12n) & ~0xffn);
  const two = (number: bigint) => number.toString(16).padStart(2, "0");
  return `${two(major)}:${two(minor)}`;
}

function openBelow(directory: Directory, leaveOut: string): number[] {
  const { device } = identityOfDirectory(directory);
  let below: Set<string> | undefined;
  const isBelow = (identity: Identity | undefined) => {
    if (identity?.device !== device) return false;
    below ??= inodesOf(directory, leaveOut);
    return below.has(identity.inode);
  };
  return otherProcesses().filter((process) => openedBy(process).some((path) => isBelow(followed(path))));
}

function otherProcesses(): number[] {
  const self = fs.readlinkSync("/proc/self");
  const names = attempt("list", "/proc", () => fs.readdirSync("/proc"));
  return names.filter((name) => /^\d+$/.test(name) && name !== self).map(Number);
}

/**
 * The links of /proc to what a process has open; none for one that ended meanwhile or is another user's. A working
 * directory is none of it: the shell that promsnap is typed into may well be there.
 */
function openedBy(process: number): string[] {
  try {
    return fs.readdirSync(`/proc/${process}/fd`).map((number) => `/proc/${process}/fd/${number}`);
  } catch {
    return [];
  }
}

function followed(path: string): Identity | undefined {
  try {
    const { dev, ino } = fs.statSync(path, { bigint: true });
    return { device: `${dev}`, inode: `${ino}` };
  } catch {
    return undefined;
  }
}

function inodesOf(directory: Directory, leaveOut: string, into = new Set<string>()): Set<string> {
  into.add(identityOfDirectory(directory).inode);
  for (const { name, kind } of directory.entries()) {
    if (name === leaveOut) continue;
    const identity = identityOf(directory, name);
    if (identity !== undefined) into.add(identity.inode);
    if (kind !== "directory") continue;
    using child = directory.directory(name);
    inodesOf(child, leaveOut, into);
  }
  return into;
}

function programOf(process: number): string {
  try {
    return fs.readFileSync(`/proc/${process}/comm`, "utf8").trim();
  } catch {
    return "?";
  }
}
