import { basename } from "node:path/posix";
import { managerOf } from "../../services/manager.ts";
import { stateOf, type UnitState } from "../../services/schedule.ts";
import { type UnitNames, unitNames } from "../../services/unit-names.ts";
import { freeName, systemctl } from "./plan.ts";
import { scriptAmong, unitPath } from "./script.ts";
import { isUntouched } from "./seal.ts";
import { isThere, unitFilesThere } from "./survey.ts";
import type { InstallContext, Step } from "./terms.ts";
import { unitPathsOf, usualProgram } from "./unit-files.ts";

/** What is installed under a name, and what others there are. */
export interface Installed {
  readonly files: ReadonlyMap<string, string>;
  readonly states: { readonly [U in keyof UnitNames]: UnitState };
  readonly taken: (path: string) => boolean;
  readonly programThere: boolean;
}

/** Looks at what is installed, and changes nothing. Throws faults `service.…`. */
export async function surveyInstalled(context: InstallContext, name: string | undefined): Promise<Installed> {
  const { system, signal } = context;
  const ask = (unit: string) => stateOf(managerOf(`systemd:${unit}`, system), unit, signal);
  const { service, timer, resume } = unitNames(name);
  return {
    files: unitFilesThere(context),
    states: { service: await ask(service), timer: await ask(timer), resume: await ask(resume) },
    taken: (path) => isThere(context, path),
    programThere: isThere(context, usualProgram),
  };
}

/**
 * Whether anything of promsnap's is there under that name; a package's units are where their timer is on. Units that start
 * the bash script are their operator's: taken away, they would leave a machine without backups.
 */
export function isInstalled({ files, states }: Installed, name: string | undefined): boolean {
  const ofScript = scriptUnits(files);
  // A named one is an instance of the templates.
  const units = [unitNames(name), ...(name === undefined ? [] : [unitNames("")])];
  if (units.some(({ service, timer }) => ofScript.has(service) || ofScript.has(timer))) return false;
  return states.timer.active || states.timer.enabled || pathsOf(name).some((path) => files.has(path));
}

/**
 * What takes an installation away: its timer, its units, and with the last of them the program. A unit that somebody changed
 * is kept under another name. Configuration and snapshots are no part of it.
 */
export function planUninstall(installed: Installed, name: string | undefined): readonly Step[] {
  const { states, files, programThere } = installed;
  const { service, timer, resume } = unitNames(name);
  const others = otherTimers(installed, name);
  const shared = new Set(others.some((other) => other.includes("@")) ? unitPathsOf("").map(unitPath) : []);
  const ofScript = scriptUnits(files);
  const gone = pathsOf(name).filter((path) => files.has(path) && !shared.has(path) && !ofScript.has(basename(path)));
  return [
    ...(states.timer.active || states.timer.enabled ? [systemctl("disable", "--now", timer)] : []),
    ...(states.service.active ? [systemctl("stop", service)] : []),
    ...(states.resume.enabled ? [systemctl("disable", resume)] : []),
    ...gone.map((path) => removal(path, installed)),
    ...(gone.length > 0 ? [systemctl("daemon-reload")] : []),
    ...(programThere && others.length === 0 ? [{ action: "delete", path: usualProgram } as const] : []),
  ];
}

/** The services that start the bash script, and their timers. */
function scriptUnits(files: Installed["files"]): ReadonlySet<string> {
  const script = scriptAmong(files);
  return new Set([...(script?.services ?? []), ...(script?.timers ?? [])]);
}

/** The templates too: they go with the last of the named ones. */
function pathsOf(name: string | undefined): readonly string[] {
  return [...(name === undefined ? [] : unitPathsOf("")), ...unitPathsOf(name)].map(unitPath);
}

function removal(path: string, { files, taken }: Installed): Step {
  const untouched = isUntouched(files.get(path) ?? "");
  return untouched ? { action: "delete", path } : { action: "rename", path, as: freeName(path, { taken }) };
}

/** Timers of the other installations, by their paths: the plain one's unit, and the drop-in that each named one has. */
function otherTimers({ files }: Installed, name: string | undefined): readonly string[] {
  const own = new Set(pathsOf(name));
  const isTimer = /\/prometheus-snapshot(?:\.timer|@[^/]+\.timer\.d\/10-promsnap\.conf)$/;
  return [...files.keys()].filter((path) => isTimer.test(path) && !own.has(path));
}
