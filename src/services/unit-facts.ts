import type { ServiceObstacle } from "../faults/services.ts";
import type { ServiceState } from "./service.ts";

/** What a restore needs of a unit as `systemctl show` describes it. */
export interface Unit {
  readonly name: string;
  readonly state: Exclude<ServiceState, "unknown">;
  readonly failed: boolean;
  /** 0 while it has none. */
  readonly process: number;
  /** Of the main process's last end. */
  readonly exitCode: number;
  readonly load: string;
  /** The command as the unit file has it, undefined where it cannot be told apart into words. */
  readonly argv: readonly string[] | undefined;
  readonly workingDirectory: string;
  /** True where its processes see the files of this host at the same paths. */
  readonly seesHost: boolean;
}

/** The properties that are read. */
export const unitProperties = [
  "LoadState",
  "ActiveState",
  "FreezerState",
  "MainPID",
  "ExecMainStatus",
  "ExecStart",
  "WorkingDirectory",
  "RootDirectory",
  "RootImage",
  "BindPaths",
] as const;

type Properties = Readonly<Partial<Record<(typeof unitProperties)[number], string>>>;

/** Every state of a unit. One that systemd is about to start again is `activating`. */
const states: ReadonlyMap<string | undefined, Unit["state"]> = new Map([
  ["active", "running"],
  ["reloading", "running"],
  ["activating", "running"],
  ["deactivating", "running"],
  ["refreshing", "running"],
  ["maintenance", "running"],
  ["inactive", "stopped"],
  ["failed", "stopped"],
]);

/** Reads the output of `systemctl show`; undefined where it is not as systemd writes it. */
export function readUnit(name: string, text: string): Unit | undefined {
  const properties: Properties = Object.fromEntries(text.split("\n").map(readProperty));
  const { LoadState: load, ActiveState, MainPID = "0", ExecMainStatus = "0" } = properties;
  const state = states.get(ActiveState);
  if (load === undefined || state === undefined || !isNumber(MainPID) || !isNumber(ExecMainStatus)) return undefined;
  const { FreezerState, ExecStart = "", WorkingDirectory = "", RootDirectory, RootImage, BindPaths } = properties;
  return {
    name,
    state: stateOf(state, load, FreezerState),
    failed: ActiveState === "failed",
    process: Number(MainPID),
    exitCode: Number(ExecMainStatus),
    load,
    argv: wordsOf(ExecStart),
    workingDirectory: WorkingDirectory.replace(/^[!-]/, "") || "/",
    seesHost: [RootDirectory, RootImage, BindPaths].every((value) => value === undefined || value === ""),
  };
}

/** What systemd would not start again. */
export function unitObstacles({ name, load, state }: Unit): readonly ServiceObstacle[] {
  const broken = load === "masked" || load === "bad-setting" || load === "error" || load === "not-found";
  return broken && state !== "missing" ? [{ kind: "unit not startable", unit: name, load }] : [];
}

function stateOf(state: Unit["state"], load: string, freezer: string | undefined): Unit["state"] {
  if (load === "not-found" && state === "stopped") return "missing";
  return state === "running" && freezer === "frozen" ? "paused" : state;
}

function readProperty(line: string): [key: string, value: string] {
  const end = line.indexOf("=");
  return [line.slice(0, Math.max(end, 0)), line.slice(end + 1)];
}

/** systemd joins the words with spaces and quotes none: a word that is no option may be a part of the one before it. */
function wordsOf(execStart: string): readonly string[] | undefined {
  const [, joined = ""] = /^\{ path=\S+ ; argv\[\]=(.*?) ; ignore_errors=/.exec(execStart) ?? [];
  const [program = "", ...options] = joined.split(" ");
  return program !== "" && options.every((word) => word.startsWith("-")) ? [program, ...options] : undefined;
}

function isNumber(text: string): boolean {
  return /^\d{1,10}$/.test(text);
}
