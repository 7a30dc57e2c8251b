import * as fs from "node:fs";
import { basename, dirname } from "node:path/posix";
import { attempt } from "./errno.ts";

/** A mount as the kernel lists it for this process. */
export interface Mount {
  /** Where, as a real path. */
  readonly point: string;
  /** Major and minor number of its file system. */
  readonly device: string;
  /** The kind of file system, such as `ext4`. */
  readonly type: string;
  /** What is mounted, such as `/dev/sda1`. */
  readonly source: string;
}

/** The mounts that the kernel lists for this process, in its order: a later one hides an earlier one at its point. */
export function mounts(): Mount[] {
  return readMounts(attempt("read", "/proc/self/mountinfo", () => fs.readFileSync("/proc/self/mountinfo", "utf8")));
}

/** Lines of mountinfo: `36 35 98:0 /root /point rw,noatime master:1 - ext3 /dev/root rw`. */
export function readMounts(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    const [before = "", after = ""] = line.split(" - ");
    const [, , device, , point] = before.split(" ");
    const [type = "", source = ""] = after.split(" ");
    return device === undefined || point === undefined
      ? []
      : [{ point: plain(point), device, type, source: plain(source) }];
  });
}

/** The mount that a real path lies in; undefined where the kernel lists none. */
export function mountOf(path: string, all: readonly Mount[]): Mount | undefined {
  const holds = ({ point }: Mount) => point === "/" || `${path}/`.startsWith(`${point}/`);
  return all.filter(holds).reduce<Mount | undefined>(
    // Of two at one point the later one is seen.
    (innermost, one) => (innermost === undefined || one.point.length >= innermost.point.length ? one : innermost),
    undefined,
  );
}

/**
 * The names of the disks below a mount, such as `sda`: of partitions the disk, of a volume of several its parts. A file
 * system without a device of its own stands for itself.
 */
export function disksOf({ type, source, device }: Mount): string[] {
  // A pool of ZFS has many file systems, each with a number of its own.
  if (type === "zfs") return [`zfs ${source.split("/")[0]}`];
  const name = source.startsWith("/dev/") ? realName(source) : undefined;
  const disks = name === undefined ? [] : disksBelow(name);
  return disks.length === 0 ? [device] : disks;
}

function disksBelow(name: string): string[] {
  const place = `/sys/class/block/${name}`;
  const parts = namesIn(`${place}/slaves`);
  if (parts.length > 0) return parts.flatMap(disksBelow);
  const real = realName(place, (path) => path);
  if (real === undefined) return [];
  return [fs.existsSync(`${place}/partition`) ? basename(dirname(real)) : name];
}

function realName(path: string, part: (path: string) => string = basename): string | undefined {
  try {
    return part(fs.realpathSync(path));
  } catch {
    // The device is not in this /dev: a container's.
    return undefined;
  }
}

function namesIn(path: string): string[] {
  try {
    return fs.readdirSync(path);
  } catch {
    return [];
  }
}

function plain(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
