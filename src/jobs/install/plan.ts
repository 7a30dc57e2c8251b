import { basename } from "node:path/posix";
import { unitNames } from "../../services/unit-names.ts";
import type { Command } from "../../system/processes.ts";
import { unitPath } from "./script.ts";
import { bodyOf, isUntouched } from "./seal.ts";
import type { Found, InstallWish, Plan, Step } from "./terms.ts";
import { type UnitFile, unitDirectory, unitFiles } from "./unit-files.ts";

const [unitMode, configurationMode, directoryMode, storeMode] = [0o644, 0o600, 0o755, 0o750];

/**
 * What has to be done for an installation to be as wished; nothing where it is. What an operator wrote is never lost: of a
 * changed unit a copy is kept, and it is in the list of what has to be confirmed.
 */
export function planInstall(found: Found, wish: InstallWish): Plan {
  const files = unitFiles(wish);
  const units = files.flatMap((file) => stepsFor(file, found));
  const foreign = foreignUnits(found, wish);
  const changed = units.length + foreign.length > 0;
  const steps: Step[] = [
    ...programSteps(found, wish),
    ...configurationSteps(wish),
    ...stopScript(found),
    ...units,
    ...foreign,
    ...(changed || found.needsReload ? [systemctl("daemon-reload")] : []),
    ...timerSteps(found, wish, units),
    ...scriptSteps(found),
  ];
  return {
    steps,
    confirm: steps.flatMap((step) => (step.action === "keep" || step.action === "rename" ? [step.path] : [])),
    stays: dropInsThatStay(found, wish, files, steps),
    script: found.script,
    crontabs: found.crontabs,
  };
}

/** A command of systemd's as a step. */
export function systemctl(...words: readonly string[]): Step {
  const command: Command = ["systemctl", "--quiet", "--no-ask-password", ...words];
  return { action: "run", command };
}

function programSteps({ sameProgram }: Found, { executable, program }: InstallWish): Step[] {
  return sameProgram ? [] : [{ action: "copy", from: executable, path: program }];
}

function configurationSteps({ name, configuration, configurationText, directories }: InstallWish): Step[] {
  const written: Step[] =
    configurationText === undefined
      ? []
      : [{ action: "write", path: configuration, text: configurationText, mode: configurationMode }];
  const around: Step[] =
    name === undefined || written.length === 0
      ? []
      : [{ action: "make", path: configuration.slice(0, configuration.lastIndexOf("/")), mode: directoryMode }];
  return [...around, ...written, ...directories.map((path) => ({ action: "make", path, mode: storeMode }) as const)];
}

/** Waiting for its next attempt, the script would go on beside promsnap. */
function stopScript({ activeServices }: Found): Step[] {
  return activeServices.map((name) => systemctl("stop", name));
}

function stepsFor({ path, text }: UnitFile, found: Found): Step[] {
  const present = found.files.get(path);
  if (text === undefined) return present !== undefined && isUntouched(present) ? [{ action: "delete", path }] : [];
  if (present !== undefined && bodyOf(present) === bodyOf(text)) return [];
  if (present === undefined && isPackaged(path, text, found)) return [];
  const write: Step = { action: "write", path, text, mode: unitMode };
  if (present === undefined || isUntouched(present)) return [write];
  const lost = linesOf(present).filter((line) => !linesOf(text).includes(line));
  return [{ action: "keep", path, text: present, as: freeName(path, found), lost }, write];
}

/** Whether a package's unit says the same: it is the package's to keep up to date. */
function isPackaged(path: string, text: string, { packaged }: Found): boolean {
  const theirs = packaged.get(basename(path));
  return theirs !== undefined && linesOf(theirs).join("\n") === linesOf(text).join("\n");
}

/** Units of the script's that promsnap's do not replace, for theirs have other names. */
function foreignUnits(found: Found, wish: InstallWish): Step[] {
  const { script } = found;
  if (script === undefined) return [];
  const { service, timer } = unitNames(wish.name);
  const others = [...script.timers, ...script.services].filter((name) => name !== service && name !== timer);
  const paths = [...others.map(unitPath), ...script.dropIns].filter((path) => found.files.has(path));
  return [
    ...others.filter((name) => name.endsWith(".timer")).map((name) => systemctl("disable", "--now", name)),
    ...paths.map((path) => ({ action: "rename", path, as: freeName(path, found) }) as const),
  ];
}

function timerSteps(
  { timer: { active, enabled }, resumeEnabled }: Found,
  { name }: InstallWish,
  units: Step[],
): Step[] {
  const { timer, resume } = unitNames(name);
  const isNew = units.some((step) => step.action === "write" && step.path.includes(".timer"));
  return [
    ...(enabled ? [] : [systemctl("enable", timer)]),
    ...(active && !isNew ? [] : [systemctl("restart", timer)]),
    ...(resumeEnabled ? [] : [systemctl("enable", resume)]),
  ];
}

/** Last: until then every unit that names it still finds it. */
function scriptSteps(found: Found): Step[] {
  const { script, scriptThere } = found;
  if (script === undefined || !scriptThere) return [];
  return [{ action: "rename", path: script.script, as: freeName(script.script, found) }];
}

function dropInsThatStay({ files }: Found, { name }: InstallWish, own: readonly UnitFile[], steps: readonly Step[]) {
  const units = Object.values(unitNames(name)).map((unit) => `${unitDirectory}/${unit}.d/`);
  const gone = new Set(steps.map((step) => (step.action === "rename" ? step.path : "")));
  return [...files.keys()].filter(
    (path) => units.some((unit) => path.startsWith(unit)) && !own.some((file) => file.path === path) && !gone.has(path),
  );
}

/** The first name beside a file that nothing bears: no copy that was kept is ever written over. */
export function freeName(path: string, { taken }: Pick<Found, "taken">): string {
  for (let number = 1; ; number += 1) {
    const name = `${path}.bak${number === 1 ? "" : `-${number}`}`;
    if (!taken(name)) return name;
  }
}

/** The lines that systemd heeds. */
function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^[#;]/.test(line));
}
