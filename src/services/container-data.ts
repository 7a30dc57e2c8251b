import type { ServiceObstacle } from "../faults/services.ts";
import type { Command } from "../system/processes.ts";
import { type Container, objectOf, parsed } from "./container-facts.ts";
import type { Manager } from "./manager.ts";
import { hostPath, type MountedPath, mountedPath, storagePaths } from "./storage-path.ts";

/** Where this host has the data of a container's Prometheus; see ServiceFacts.dataPaths. */
export interface ContainerData {
  readonly paths: readonly string[] | undefined;
  readonly obstacles: readonly ServiceObstacle[];
}

/**
 * Finds the mounts that hold a container's Prometheus data. Where its command line does not tell its directory, any of
 * its mounts may.
 */
export async function dataOf(
  program: "docker" | "podman",
  { argv, workingDirectory, mounts }: Container,
  manager: Manager,
  signal: AbortSignal,
): Promise<ContainerData> {
  const storage = storagePaths(argv, workingDirectory);
  if (storage === undefined) return { paths: mounts.map(({ source }) => source), obstacles: [] };
  const mounted = storage.map((path) => mountedPath(mounts, path)).filter((place) => place !== undefined);
  const found = await Promise.all(mounted.map((place) => onHost(program, place, manager, signal)));
  return {
    paths: found.map(({ path }) => path).filter((path) => path !== undefined),
    obstacles: found.map(({ obstacle }) => obstacle).filter((obstacle) => obstacle !== undefined),
  };
}

interface OnHost {
  readonly path?: string;
  readonly obstacle?: ServiceObstacle;
}

async function onHost(
  program: "docker" | "podman",
  { mount, rest }: MountedPath,
  manager: Manager,
  signal: AbortSignal,
): Promise<OnHost> {
  if (mount.type === "bind") return { path: hostPath(mount.source, rest) };
  // A tmpfs goes with the container.
  if (mount.type !== "volume") return {};
  const source = mount.driver === "local" ? await volumeSource(program, mount, manager, signal) : undefined;
  return source === undefined
    ? { obstacle: { kind: "unmounted when stopped", volume: mount.name } }
    : { path: hostPath(source, rest) };
}

/**
 * The directory that a volume keeps its files in. One made with a device or a type is mounted at its own directory
 * only while a container uses it: then it is the directory that it binds, or undefined where it is no directory.
 */
async function volumeSource(
  program: "docker" | "podman",
  { source, name }: MountedPath["mount"],
  manager: Manager,
  signal: AbortSignal,
): Promise<string | undefined> {
  const command: Command = [program, "volume", "inspect", name];
  const outcome = await manager.run(command, { signal });
  if (outcome.code !== 0) throw manager.refusal(command, outcome);
  const answer = parsed(outcome.stdout);
  if (!Array.isArray(answer) || answer.length !== 1) throw manager.unexpected(command, outcome);
  const { device, type, o } = objectOf(objectOf(answer[0])["Options"]);
  if (!device && !type) return source;
  const binds = typeof o === "string" && /(?:^|,)r?bind(?:,|$)/.test(o);
  return binds && typeof device === "string" && device.startsWith("/") ? device : undefined;
}
