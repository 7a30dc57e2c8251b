import { basename } from "node:path/posix";
import { calendarsIn, unitDirectory } from "./unit-files.ts";

/** What the bash script is called, wherever it lies. */
const scriptName = "prometheus_snapshot.sh";
const startsScript = new RegExp(`^[ \\t]*ExecStart[ \\t]*=[ \\t]*.*?([^\\s"'=@:+!-][^\\s"']*/)?${scriptName}`, "m");
const scriptConfiguration = /^[ \t]*CONFIG_FILE=["']?([^"'\s]+)/m;

/** An installation of the bash script, as its guide or its operator made it. */
export interface ScriptInstallation {
  /** Where the script is, by the first of its units. */
  readonly script: string;
  /** Services that start it, by their names. */
  readonly services: readonly string[];
  /** Timers of those services. */
  readonly timers: readonly string[];
  /** Drop-ins that start it, by their paths: they would start it in any unit of that name. */
  readonly dropIns: readonly string[];
  readonly calendars: readonly string[];
}

/** Finds the script among the unit files of a machine, by their paths; undefined where none starts it. */
export function scriptAmong(files: ReadonlyMap<string, string>): ScriptInstallation | undefined {
  const starting = [...files].filter(([path, text]) => /\.(?:service|conf)$/.test(path) && startsScript.test(text));
  const [first] = starting;
  if (first === undefined) return undefined;
  const services = starting.map(([path]) => basename(path)).filter((name) => name.endsWith(".service"));
  const dropIns = starting.map(([path]) => path).filter((path) => path.endsWith(".conf"));
  const timers = [...files].filter(([path, text]) => path.endsWith(".timer") && startsOne(path, text, services));
  return {
    script: scriptIn(first[1]),
    services,
    dropIns,
    timers: timers.map(([path]) => basename(path)),
    calendars: timers.flatMap(([, text]) => calendarsIn(text)),
  };
}

/** The lines of a crontab that start the script, numbered from 1. */
export function crontabLines(text: string): readonly number[] {
  const lines = text
    .split("\n")
    .map((line, index) => (/^\s*#/.test(line) || !line.includes(scriptName) ? 0 : index + 1));
  return lines.filter((number) => number > 0);
}

/** The configuration file that a script's text names; undefined where it names none. */
export function configurationOf(scriptText: string): string | undefined {
  return scriptConfiguration.exec(scriptText)?.[1];
}

/** The path of a unit of an administrator's. */
export function unitPath(name: string): string {
  return `${unitDirectory}/${name}`;
}

function scriptIn(unit: string): string {
  const line = startsScript.exec(unit)?.[0] ?? "";
  return new RegExp(`/[^\\s"']*${scriptName}`).exec(line)?.[0] ?? `/usr/local/bin/${scriptName}`;
}

function startsOne(path: string, text: string, services: readonly string[]): boolean {
  const named = /^[ \t]*Unit[ \t]*=[ \t]*(\S+)/m.exec(text)?.[1];
  return services.includes(named ?? basename(path).replace(/\.timer$/, ".service"));
}
