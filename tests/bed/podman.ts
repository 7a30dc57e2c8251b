import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fillImage, image, imageSettings } from "./image.ts";
import { type CommandOptions, must, type Outcome, type Place, run, start } from "./processes.ts";
import type { Systemd } from "./systemd.ts";
import { temporaryDirectory } from "./temporary.ts";
import { until } from "./waiting.ts";

/**
 * A podman with storage, locks, and mount and network namespaces of its own. There is no network but the loopback, and
 * port 9090 is free.
 */
export interface Podman extends AsyncDisposable {
  /** Runs a command inside; `podman` there has this storage. */
  readonly place: Place;
  exec(command: readonly string[], options?: CommandOptions): Promise<Outcome>;
  /** The same, for commands that have to succeed; returns stdout. */
  must(...command: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

const boot = `
set -euo pipefail
mount -t tmpfs promsnap-test /dev/shm
ip link set lo up
exec sleep infinity
`;

/**
 * The limits are some that every machine allows; podman's own defaults are beyond those of many a container or VM. So are
 * keyrings and filters of system calls within a booted systemd. crun refuses machines that mount both versions of cgroups.
 */
const configuration = (place: string) => `
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=16000:16000"]
log_driver = "k8s-file"
keyring = false
seccomp_profile = "unconfined"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
tmp_dir = "${place}/tmp"
`;

const storage = (place: string, driver: string) => `
[storage]
driver = "${driver}"
graphroot = "${place}/storage"
runroot = "${place}/run"
`;

/** Makes the namespaces and gives podman the image. About a second. Root only. */
export async function startPodman(): Promise<Podman> {
  const scratch = await temporaryDirectory();
  const at = (name: string) => join(scratch.path, name);
  await Bun.write(at("containers.conf"), configuration(scratch.path));
  await Bun.write(at("storage.conf"), storage(scratch.path, "overlay"));
  await mkdir(at("image"));
  const child = start(["unshare", "--mount", "--propagation", "private", "--net", "bash", "-c", boot]);
  const namespaces = ["nsenter", "--target", `${child.pid}`, "--mount", "--net", "--wd=/"];
  const settings = [`CONTAINERS_CONF=${at("containers.conf")}`, `CONTAINERS_STORAGE_CONF=${at("storage.conf")}`];
  const place: Place = (command) => [...namespaces, "env", ...settings, ...command];
  const podman = {
    place,
    exec: (command: readonly string[], options?: CommandOptions) => run(place(command), options),
    must: (...command: readonly string[]) => must(place(command)),
  };
  const stop = async () => {
    await podman.exec(["podman", "rm", "--all", "--force", "--time", "0"]);
    await podman.exec(["umount", at("storage/overlay")]);
    await child.stop();
    await scratch.remove();
    await removeControlGroups();
  };
  try {
    await until("the namespaces", async () => (await podman.exec(["ip", "link", "show", "up", "lo"])).stdout !== "");
    await fillImage(at("image"));
    await must(place(importing(at("image"))));
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...podman, stop, [Symbol.asyncDispose]: stop };
}

/** podman within a booted systemd, whose units may run containers with this environment. */
export interface PodmanUnits extends AsyncDisposable {
  readonly place: Place;
  /** For a unit's Environment=. */
  readonly environment: string;
}

/** Gives podman in a booted systemd its storage and the image. About three seconds. */
export async function podmanUnder(systemd: Systemd): Promise<PodmanUnits> {
  const at = (name: string) => `/run/podman-bed/${name}`;
  await systemd.must("mkdir", "-p", at("image"));
  // systemd-nspawn mounts them for reading only.
  await systemd.must("bash", "-c", "for group in /sys/fs/cgroup/*/; do mount -o remount,rw,bind $group; done");
  await Bun.write(systemd.path(at("containers.conf")), configuration(at("")));
  await Bun.write(systemd.path(at("storage.conf")), storage(at(""), "vfs"));
  await fillImage(systemd.path(at("image")));
  const settings = [`CONTAINERS_CONF=${at("containers.conf")}`, `CONTAINERS_STORAGE_CONF=${at("storage.conf")}`];
  // This process's own TMPDIR is not there.
  const place: Place = (command) => systemd.place(["env", "TMPDIR=/tmp", ...settings, ...command]);
  await must(place(importing(at("image"))));
  return { place, environment: settings.join(" "), [Symbol.asyncDispose]: removeControlGroups };
}

const importing = (root: string) => {
  const pipe = 'root=$1; shift; tar -C "$root" -c . | podman import "$@"';
  return ["bash", "-c", pipe, "bash", root, ...imageSettings, "-", image];
};

/** podman leaves its own behind, one below each controller where the machine has them so. Those in use stay. */
async function removeControlGroups(): Promise<void> {
  const own = ["-depth", "-path", "*/libpod_parent*", "(", "-name", "conmon", "-o", "-name", "libpod_parent", ")"];
  await run(["find", "/sys/fs/cgroup", ...own, "-exec", "rmdir", "{}", ";"]);
}
