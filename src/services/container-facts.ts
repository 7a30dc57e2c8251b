import type { ServiceObstacle } from "../faults/services.ts";
import type { ServiceState } from "./service.ts";
import type { Mount } from "./storage-path.ts";

/** What a restore needs of a container as `docker inspect` and `podman inspect` describe it. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly state: Exclude<ServiceState, "unknown">;
  /** Of its last end. */
  readonly exitCode: number;
  /** Its main process on this host; 0 while it has none. */
  readonly process: number;
  readonly argv: readonly string[];
  readonly workingDirectory: string;
  readonly mounts: readonly Mount[];
  readonly labels: Readonly<Record<string, unknown>>;
  readonly removedWhenStopped: boolean;
  /** How often its restart policy has started it since it was started by command; 0 where it has none. */
  readonly restarts: number;
}

type Json = Readonly<Record<string, unknown>>;

/** Every state of docker and podman; one that is being removed is as good as gone. */
const states: ReadonlyMap<unknown, Container["state"]> = new Map([
  ["running", "running"],
  ["restarting", "running"],
  ["stopping", "running"],
  ["paused", "paused"],
  ["created", "stopped"],
  ["configured", "stopped"],
  ["initialized", "stopped"],
  ["exited", "stopped"],
  ["stopped", "stopped"],
  ["dead", "stopped"],
  ["removing", "missing"],
]);

/** Reads the one container in an inspection; undefined where anything is not as docker and podman write it. */
export function readContainer(text: string): Container | undefined {
  const [found, ...others] = listOf(parsed(text)) ?? [];
  const { Id: id, Name: name, Path: path, Args: args, State, HostConfig, Config, Mounts } = objectOf(found);
  const { RestartCount: restarts = 0 } = objectOf(found);
  const { Status, ExitCode: exitCode, Pid: process } = objectOf(State);
  const { WorkingDir: directory, Labels } = objectOf(Config);
  const state = states.get(Status);
  const mounts = listOf(Mounts ?? [])?.map(readMount);
  if (others.length > 0 || !isText(id) || !/^[0-9a-f]{64}$/.test(id) || state === undefined) return undefined;
  if (!isText(name) || !isText(path) || !isTexts(args) || !isText(directory ?? "")) return undefined;
  if (!isCount(exitCode) || !isCount(process) || !isCount(restarts) || !isWhole(mounts)) return undefined;
  return {
    id,
    name: name.replace(/^\//, ""),
    state,
    exitCode,
    process,
    argv: [path, ...args],
    workingDirectory: directory === "" || !isText(directory) ? "/" : directory,
    mounts,
    labels: objectOf(Labels),
    removedWhenStopped: objectOf(HostConfig)["AutoRemove"] === true,
    restarts,
  };
}

/** What of the container's making would undo a restore, the one with the clearest remedy first. */
export function obstaclesOf({ labels, removedWhenStopped }: Container): readonly ServiceObstacle[] {
  const unit = labels["PODMAN_SYSTEMD_UNIT"];
  const service = firstLabel(labels, "com.docker.swarm.", "service.name");
  const pod = firstLabel(labels, "io.kubernetes.pod.", "name");
  return [
    ...(isText(unit) && !isCompose(unit) ? [{ kind: "under a unit", unit: cut(unit) } as const] : []),
    ...(service === undefined ? [] : [{ kind: "swarm", service } as const]),
    ...(pod === undefined ? [] : [{ kind: "kubernetes", pod } as const]),
    ...(removedWhenStopped ? [{ kind: "removed when stopped" } as const] : []),
  ];
}

/** podman-compose labels all its containers with a unit that starts them once, if it exists at all. */
function isCompose(unit: string): boolean {
  return unit.startsWith("podman-compose@");
}

/** The label of that name below the prefix, or any other one's value below it. */
function firstLabel(labels: Json, prefix: string, name: string): string | undefined {
  const key = Object.keys(labels).find((label) => label.startsWith(prefix));
  const value = labels[prefix + name] ?? (key === undefined ? undefined : labels[key]);
  return isText(value) ? cut(value) : undefined;
}

/** Labels are whatever somebody wrote there. */
function cut(label: string): string {
  return label.slice(0, 200);
}

function readMount(mount: unknown): Mount | undefined {
  const {
    Type: type,
    Source: source,
    Destination: destination,
    Name: name = "",
    Driver: driver = "",
  } = objectOf(mount);
  if (!isText(type) || !isText(source) || !isText(destination) || !isText(name) || !isText(driver)) return undefined;
  return { type, source, destination, name, driver };
}

/** The JSON value in a text; undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The value as an object; an empty one where it is none. */
export function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isWhole(mounts: readonly (Mount | undefined)[] | undefined): mounts is readonly Mount[] {
  return mounts?.every((mount) => mount !== undefined) ?? false;
}
