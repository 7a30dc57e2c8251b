import { basename, dirname } from "node:path/posix";
import { fault, isFault } from "../../errors.ts";
import { managerOf } from "../../services/manager.ts";
import { stateOf } from "../../services/schedule.ts";
import { unitNames } from "../../services/unit-names.ts";
import type { Directory, EntryKind } from "../../system/directory.ts";
import { ifPresent } from "../../system/errno.ts";
import { isSame } from "./program.ts";
import { configurationOf, crontabLines, scriptAmong } from "./script.ts";
import type { Found, InstallContext } from "./terms.ts";
import { unitDirectory } from "./unit-files.ts";

/** No unit is larger, in bytes. */
const unitLimit = 256 << 10;
const scriptLimit = 1 << 20;

/** What is to be installed where. */
interface Place {
  readonly name: string | undefined;
  readonly executable: string;
  readonly program: string;
  readonly configuration: string;
}

/**
 * Looks at what is installed, and changes nothing. Throws `install.scriptConfiguration` where a script is there that reads
 * another configuration than the units would, and faults `service.…`.
 */
export async function survey(context: InstallContext, place: Place): Promise<Found> {
  const { system, signal, root } = context;
  const files = unitFilesThere(context);
  const script = place.name === undefined ? scriptAmong(files) : undefined;
  const scriptText = script && readTextAt(context, script.script, scriptLimit);
  const other = scriptText === undefined ? undefined : configurationOf(scriptText);
  if (script !== undefined && other !== undefined && other !== place.configuration) {
    throw fault("install.scriptConfiguration", { script: script.script, path: other, wanted: place.configuration });
  }
  const { timer, resume } = unitNames(place.name);
  const ask = (unit: string) => stateOf(managerOf(`systemd:${unit}`, system), unit, signal);
  const [timerState, resumeState] = [await ask(timer), await ask(resume)];
  const active = await Promise.all((script?.services ?? []).map(async (name) => ({ name, ...(await ask(name)) })));
  return {
    files,
    packaged: packagedUnits(context, place.name),
    taken: (path) => isThere(context, path),
    sameProgram: isSame(system, place.executable, `${root}${place.program}`),
    script,
    scriptThere: scriptText !== undefined,
    crontabs: place.name === undefined ? [...crontabsThere(context), ...linkedUnitsThere(context)] : [],
    activeServices: active.filter((one) => one.active).map(({ name }) => name),
    timer: timerState,
    resumeEnabled: resumeState.enabled,
    needsReload: timerState.needsReload || resumeState.needsReload,
  };
}

/** Where packages put their units. */
const packageDirectory = "/usr/lib/systemd/system";

function packagedUnits(context: InstallContext, name: string | undefined): ReadonlyMap<string, string> {
  const units = Object.values(unitNames(name === undefined ? undefined : ""));
  const texts = units.map((unit) => [unit, readTextAt(context, `${packageDirectory}/${unit}`, unitLimit)] as const);
  return new Map(texts.flatMap(([unit, text]) => (text === undefined ? [] : [[unit, text] as const])));
}

/** Where cron looks for what it starts. */
const crontabPlaces = ["/etc", "/etc/cron.d", "/var/spool/cron/crontabs"];

/** Lines that start the script, as `file:line`. */
function crontabsThere({ system, root }: InstallContext): readonly string[] {
  return crontabPlaces.flatMap((place) => {
    using directory = ifPresent(() => system.openDirectory(`${root}${place}`));
    const entries = directory?.entries().filter(({ kind }) => kind === "file") ?? [];
    const tabs = place === "/etc" ? entries.filter(({ name }) => name === "crontab") : entries;
    return tabs.flatMap(({ name }) => {
      const lines = crontabLines(directory?.readText(name, scriptLimit) ?? "");
      return lines.map((line) => `${place}/${name}:${line}`);
    });
  });
}

/**
 * Lines of services that start the script and are links to files elsewhere, as `file:line`: what they lead to is nobody's
 * here to move or to rewrite. What was masked starts nothing.
 */
export function linkedUnitsThere(context: InstallContext): readonly string[] {
  const { system, root } = context;
  using units = ifPresent(() => system.openDirectory(`${root}${unitDirectory}`));
  const links = units?.entries().filter(({ kind, name }) => kind === "link" && name.endsWith(".service")) ?? [];
  return links.flatMap(({ name }) => {
    const path = `${unitDirectory}/${name}`;
    return crontabLines(plainTextAt(context, path)).map((line) => `${path}:${line}`);
  });
}

function plainTextAt(context: InstallContext, path: string): string {
  try {
    return readTextAt(context, path, unitLimit) ?? "";
  } catch (error) {
    if (isFault(error, "files.notPlain") || isFault(error, "files.failed")) return "";
    throw error;
  }
}

/** The unit files and drop-ins of an administrator's, by their paths. What is no plain file is none of theirs. */
export function unitFilesThere({ system, root }: InstallContext): ReadonlyMap<string, string> {
  using units = ifPresent(() => system.openDirectory(`${root}${unitDirectory}`));
  if (units === undefined) return new Map();
  const found = new Map<string, string>();
  for (const { name, kind } of units.entries()) {
    refuseMasked(units, name, kind);
    if (kind === "file" && /\.(?:service|timer)$/.test(name)) addFile(found, units, name, unitDirectory);
    if (kind !== "directory" || !/\.(?:service|timer)\.d$/.test(name)) continue;
    using dropIns = units.directory(name);
    const confs = dropIns.entries().filter((entry) => entry.kind === "file" && entry.name.endsWith(".conf"));
    for (const conf of confs) addFile(found, dropIns, conf.name, `${unitDirectory}/${name}`);
  }
  return found;
}

/** What `systemctl mask` made is a link to /dev/null, and a decision of somebody's. */
function refuseMasked(units: Directory, name: string, kind: EntryKind): void {
  if (kind === "file" || !/^prometheus-snapshot.*\.(?:service|timer)$/.test(name)) return;
  throw fault("files.notPlain", { path: units.pathOf(name), found: kind, wanted: "file" });
}

function addFile(found: Map<string, string>, directory: Directory, name: string, path: string): void {
  found.set(`${path}/${name}`, directory.readText(name, unitLimit) ?? "");
}

/** The text of a file by a path of the machine's; undefined where there is none. Links are followed. */
export function readTextAt({ system, root }: InstallContext, path: string, limit: number): string | undefined {
  const real = system.realPath(`${root}${path}`);
  if (real === undefined) return undefined;
  using directory = system.openDirectory(dirname(real));
  return directory.readText(basename(real), limit);
}

/** Whether anything bears that name, be it a link that leads nowhere. */
export function isThere({ system, root }: InstallContext, path: string): boolean {
  using directory = ifPresent(() => system.openDirectory(`${root}${dirname(path)}`));
  return directory?.entry(basename(path)) !== undefined;
}
