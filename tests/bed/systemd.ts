import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type CommandOptions, must, type Outcome, type Place, run, start } from "./processes.ts";
import { temporaryDirectory } from "./temporary.ts";
import { until } from "./waiting.ts";

/**
 * A real systemd, booted over this machine's files with changes that stay inside. It has a loopback network of its
 * own, a journal, and timers; /tmp and /run are its own too.
 */
export interface Systemd extends AsyncDisposable {
  /** Runs a command inside. */
  readonly place: Place;
  exec(command: readonly string[], options?: CommandOptions): Promise<Outcome>;
  /** The same, for commands that have to succeed; returns stdout. */
  must(...command: readonly string[]): Promise<string>;
  /** Where this process finds a file that is at `path` inside. */
  path(path: string): string;
  stop(): Promise<void>;
}

/**
 * Each has control groups of its own where they lie in a tree of systemd's (version 1): it would share those of another
 * that is up at the same time, and fail over the processes there, which are none to it.
 */
const boot = `
set -euo pipefail
memory=$1
shift
mount -t tmpfs promsnap-test "$memory"
mkdir "$memory"/{upper,work,root}
mount -t overlay promsnap-test -o "lowerdir=/,upperdir=$memory/upper,workdir=$memory/work" "$memory/root"
: >"$memory/root/etc/fstab"
: >"$memory/root/etc/machine-id"
for tree in /sys/fs/cgroup/{systemd,unified}; do
  if mkdir "$tree/promsnap-test-$$" 2>/dev/null; then echo $$ >"$tree/promsnap-test-$$/cgroup.procs"; fi
done
exec systemd-nspawn --quiet --directory="$memory/root" --register=no --keep-unit --private-network --console=pipe --machine="promsnap-$$" "$@"
`;

const leave = 'find /sys/fs/cgroup/*/"promsnap-test-$1" -depth -type d -delete';

/** Boots it and waits until it is up: about a second. Root only. */
export async function startSystemd(): Promise<Systemd> {
  const scratch = await temporaryDirectory();
  await mkdir(join(scratch.path, "memory"));
  const kernel = ["systemd.unit=basic.target", "systemd.firstboot=no", "systemd.mask=apt-daily.timer"];
  const shell = ["bash", "-c", boot, "bash", join(scratch.path, "memory")];
  const child = start(["unshare", "--mount", "--propagation", "private", ...shell, "--boot", ...kernel]);
  const stop = async () => {
    await child.stop();
    await run(["bash", "-c", leave, "bash", `${child.pid}`]);
    await scratch.remove();
  };
  try {
    const init = await until("systemd up", () => runningInit(child.pid));
    const place = inside(init);
    return {
      place,
      exec: (command, options) => run(place(command), options),
      must: (...command) => must(place(command)),
      path: (path) => `/proc/${init}/root${path}`,
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw new Error(`${error}\n${child.output().stdout}${child.output().stderr}`);
  }
}

const inside =
  (init: string): Place =>
  (command) => {
    const namespaces = ["--mount", "--uts", "--ipc", "--net", "--pid", `--root=/proc/${init}/root`, "--wdns=/"];
    return ["nsenter", "--target", init, ...namespaces, ...command];
  };

/** The child of systemd-nspawn that answers as a systemd which is up; its first child only prepares the ground. */
async function runningInit(nspawn: number): Promise<string | undefined> {
  const children = (await readFile(`/proc/${nspawn}/task/${nspawn}/children`, "utf8")).split(" ").filter(Boolean);
  for (const child of children) {
    const state = (await run(inside(child)(["systemctl", "is-system-running"]))).stdout.trim();
    if (state === "running" || state === "degraded") return child;
  }
  return undefined;
}
