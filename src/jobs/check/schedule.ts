import { dirname } from "node:path/posix";
import type { SettingValues } from "../../config/keys.ts";
import { directoryOf } from "../../config/store-setting.ts";
import { asFault } from "../../errors.ts";
import { type Manager, managerOf } from "../../services/manager.ts";
import { type LastRun, lastRunOf, longestGap, type Timer, timerOf } from "../../services/schedule.ts";
import type { System } from "../../system/system.ts";
import { type Examination, failed, failure, ok, skipped, type Verdict, warning } from "./examination.ts";
import type { Scene } from "./scene.ts";

/** There where the machine was booted with systemd. */
const booted = "/run/systemd/system";

/** Whether this machine was booted with systemd. */
export function isBooted({ realPath }: Pick<System, "realPath">): boolean {
  return realPath(booted) !== undefined;
}

const manager = (unit: string, { system }: Scene): Manager => managerOf(`systemd:${unit}`, system);

/** Asks systemd, where it runs: a run and a restore need none, so that what it does not tell is a warning at most. */
async function underSystemd(scene: Scene, ask: () => Promise<Verdict>): Promise<Verdict[]> {
  if (!isBooted(scene.system)) return [skipped("skipped.noSystemd", {})];
  try {
    return [await ask()];
  } catch (error) {
    scene.signal.throwIfAborted();
    return [{ ...failed(asFault(error).data), state: "warning" }];
  }
}

/** Whether anything starts promsnap by itself, and when next. */
export const timer: Examination = {
  id: "timer",
  examine: (scene) =>
    underSystemd(scene, async () => {
      const { timer: unit } = scene.units;
      return judgeTimer(unit, await timerOf(manager(unit, scene), unit, scene.signal));
    }),
};

/** What is to be said of the timer. */
export function judgeTimer(unit: string, { load, active, enabled, next }: Timer): Verdict {
  if (load === "not-found") return warning("timer.missing", { unit });
  if (load !== "loaded") return warning("timer.broken", { unit, load });
  if (!active) return warning("timer.inactive", { unit });
  if (next === undefined) return warning("timer.spent", { unit });
  return enabled ? ok("timer.next", { unit, next }) : warning("timer.disabled", { unit });
}

/** Whether the unit that the timer starts may write where it has to. */
export const sandbox: Examination = {
  id: "sandbox",
  needs: ["SNAPSHOT_DIR", "PROMETHEUS_DATA_DIR", "LOG_FILE", "METRICS_FILE", "REPLICATE_TO"],
  after: ["timer"],
  examine: (scene) =>
    underSystemd(scene, async () => {
      const { service: unit } = scene.units;
      const run = await lastRunOf(manager(unit, scene), unit, scene.signal);
      if (run.load !== "loaded") return skipped("skipped.noUnit", { unit });
      const paths = forbidden(run, writtenPlaces(scene.settings), scene.system);
      return paths.length === 0 ? ok("sandbox.allows", { unit }) : failure("sandbox.forbids", { unit, paths });
    }),
};

/** The directories that a run has to be able to write below. */
export function writtenPlaces(settings: SettingValues): readonly string[] {
  const { SNAPSHOT_DIR, PROMETHEUS_DATA_DIR, LOG_FILE, METRICS_FILE, REPLICATE_TO = [] } = settings;
  const further = REPLICATE_TO.flatMap((store) => (store.kind === "directory" ? [store.path] : []));
  const around = [LOG_FILE, METRICS_FILE].filter((path) => path !== undefined).map(dirname);
  const places = [directoryOf(SNAPSHOT_DIR), PROMETHEUS_DATA_DIR, ...further, ...around];
  return places.filter((path) => path !== undefined);
}

/** Those of the paths that the unit may not write below. systemd resolves links in its own, and so does the kernel. */
export function forbidden(
  { strict, writable }: Pick<LastRun, "strict" | "writable">,
  paths: readonly string[],
  { realPath }: Pick<System, "realPath">,
): string[] {
  if (!strict) return [];
  const allowed = writable.map((path) => realPath(path) ?? path);
  const isAllowed = (path: string) => allowed.some((above) => `${realPath(path) ?? path}/`.startsWith(`${above}/`));
  return [...new Set(paths)].filter((path) => !isAllowed(path));
}

/** How the unit ended the last time. */
export const lastRun: Examination = {
  id: "last-run",
  examine: (scene) =>
    underSystemd(scene, async () => {
      const { service: unit } = scene.units;
      const run = await lastRunOf(manager(unit, scene), unit, scene.signal);
      return judgeLastRun(unit, run, (await scene.newestIfThere())?.instant);
    }),
};

/** What is to be said of it; `stored` is when the newest snapshot was taken. */
export function judgeLastRun(unit: string, run: LastRun, stored: number | undefined): Verdict {
  const { load, running, result, status, ended } = run;
  if (load === "not-found") return skipped("skipped.noUnit", { unit });
  if (running) return ok("lastRun.now", { unit });
  if (ended === undefined) return ok("lastRun.never", { unit });
  if (result === "success") return ok("lastRun.succeeded", { unit, at: ended });
  // Both are whole seconds.
  const mended = stored !== undefined && stored >= ended;
  return (mended ? warning : failure)("lastRun.failed", { unit, status, at: ended, mended });
}

/** How much later than the timer says a snapshot may be, as a part of its interval, and at least in milliseconds. */
const [leeway, leastLeeway] = [0.25, 3_600_000];
/** How far in the future a snapshot may be dated: clocks are set right by a little. */
const futureTolerance = 60_000;

/** Whether the newest snapshot is as young as the timer promises. */
export const age: Examination = {
  id: "age",
  needs: ["SNAPSHOT_DIR"],
  after: ["store"],
  examine: async (scene) => {
    const newest = await scene.newest();
    if (newest === undefined) return [skipped("skipped.nothingStored", {})];
    const { archive, instant } = newest;
    return [judgeAge(archive.name, instant, scene.system.clock.now(), await intervalOf(scene))];
  },
};

/** What is to be said of a snapshot of this instant; `interval` is that of the timer, where there is one. */
export function judgeAge(name: string, instant: number, now: number, interval: number | undefined): Verdict {
  const age = now - instant;
  if (age < -futureTolerance) return warning("clock.future", { name, instant });
  if (interval === undefined || age <= interval + Math.max(leastLeeway, leeway * interval)) {
    return ok("age.fresh", { name, age: Math.max(0, age) });
  }
  return failure("age.stale", { name, age, interval });
}

/** The timer's interval; undefined where there is none, or systemd does not tell. */
async function intervalOf(scene: Scene): Promise<number | undefined> {
  if (!isBooted(scene.system)) return undefined;
  const { timer: unit } = scene.units;
  const timerManager = manager(unit, scene);
  try {
    const { load, active, calendars } = await timerOf(timerManager, unit, scene.signal);
    return load === "loaded" && active ? await longestGap(timerManager, calendars, scene.signal) : undefined;
  } catch {
    scene.signal.throwIfAborted();
    return undefined;
  }
}
