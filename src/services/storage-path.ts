import { basename, join, normalize, resolve } from "node:path/posix";

/** Prometheus's own default, and that of Debian's build, which is installed at one place only. */
const defaultPath = "data";
const debian = { program: "/usr/bin/prometheus", path: "/var/lib/prometheus/metrics2" };

const flag = "--storage.tsdb.path";

/**
 * Where a Prometheus with this command line keeps its data, as it sees it itself: one path by its flag, or the
 * defaults that it may have. Undefined where the command line does not tell: no Prometheus's, or one with arguments
 * from elsewhere (`@file`, a variable).
 */
export function storagePaths(argv: readonly string[], workingDirectory: string): readonly string[] | undefined {
  const [program = "", ...args] = argv;
  const written = flagValue(args);
  if (!workingDirectory.startsWith("/")) return undefined;
  if (written !== undefined) return isPlain(written) ? [resolve(workingDirectory, written)] : undefined;
  if (!basename(program).startsWith("prometheus") || !args.every(isPlain)) return undefined;
  const own = resolve(workingDirectory, defaultPath);
  return program === debian.program ? [debian.path, own] : [own];
}

function flagValue(args: readonly string[]): string | undefined {
  const index = args.findIndex((arg) => arg === flag || arg.startsWith(`${flag}=`));
  const arg = args[index];
  return arg === flag ? args[index + 1] : arg?.slice(flag.length + 1);
}

function isPlain(arg: string): boolean {
  return !arg.startsWith("@") && !arg.includes("$");
}

/** A directory of this host, or a volume, as a container sees it. */
export interface Mount {
  readonly type: string;
  readonly source: string;
  readonly destination: string;
  /** A volume's name and its driver. */
  readonly name: string;
  readonly driver: string;
}

/** A path in a container: the mount that holds it, and the rest of the path below that. */
export interface MountedPath {
  readonly mount: Mount;
  readonly rest: string;
}

/** The innermost mount of a container that a path of it lies in; undefined where it lies in the container's own files. */
export function mountedPath(mounts: readonly Mount[], path: string): MountedPath | undefined {
  const below = (mount: Mount) => restBelow(normalize(mount.destination), path);
  const [mount] = mounts
    .filter((candidate) => below(candidate) !== undefined)
    .toSorted((one, other) => normalize(other.destination).length - normalize(one.destination).length);
  return mount && { mount, rest: below(mount) ?? "" };
}

/** Where this host has it. */
export function hostPath(source: string, rest: string): string {
  return rest === "" ? source : join(source, rest);
}

function restBelow(directory: string, path: string): string | undefined {
  const prefix = directory.endsWith("/") ? directory : `${directory}/`;
  return `${path}/`.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}
