import serviceText from "../../../systemd/prometheus-snapshot.service" with { type: "text" };
import timerText from "../../../systemd/prometheus-snapshot.timer" with { type: "text" };
import resumeText from "../../../systemd/prometheus-snapshot-resume.service" with { type: "text" };
import { configDirectory, plainConfigPath, unitNames } from "../../services/unit-names.ts";
import { sealed } from "./seal.ts";

/** Where an administrator's units are. */
export const unitDirectory = "/etc/systemd/system";
/** Where the units in the clone expect the program. */
export const usualProgram = "/usr/local/bin/promsnap";

/** What the units of one installation are to do. */
export interface UnitWish {
  /** Undefined for the one Prometheus of a machine. */
  readonly name: string | undefined;
  readonly program: string;
  readonly calendars: readonly string[];
  /** Beyond /var/lib and /var/log. */
  readonly writable: readonly string[];
  /** Whether a run lets everybody else have cores and disks first, as the unit has it. */
  readonly nice: boolean;
  /** The unit that starts Prometheus, where it is not one of those that the units name. */
  readonly prometheus: string | undefined;
}

/** The kernel's own priorities. */
const likeOthers = ["Nice=0", "IOSchedulingPriority=4"];

/** A file of systemd's, and what has to stand in it; undefined where it must not be. */
export interface UnitFile {
  readonly path: string;
  readonly text: string | undefined;
}

/**
 * The files of one installation: the three units, or the three templates and what is special about the named one. The units'
 * texts are those in systemd/, which the program carries.
 */
export function unitFiles(wish: UnitWish): readonly UnitFile[] {
  const { name, calendars, writable, nice, prometheus } = wish;
  const named = unitNames(name);
  const units = name === undefined ? named : unitNames("");
  const own = name === undefined ? calendars : calendarsIn(timerText);
  const bodies = [
    [units.service, ofProgram(wish, serviceText)],
    [units.timer, ofProgram(wish, withCalendars(timerText, own))],
    [units.resume, ofProgram(wish, resumeText)],
    [dropIn(named.timer), name === undefined ? "" : section("Timer", ["OnCalendar=", ...calendars.map(calendarLine)])],
    [dropIn(named.service), section("Service", [...pathLines(writable), ...(nice ? [] : likeOthers)])],
    [dropIn(named.resume), orderLines(prometheus) + section("Service", pathLines(writable))],
  ] as const;
  return bodies.map(([file, body]) => ({
    path: `${unitDirectory}/${file}`,
    text: body === "" ? undefined : sealed(body),
  }));
}

/** The files of an installation's own, below `unitDirectory`; of the templates where the name is empty. */
export function unitPathsOf(name: string | undefined): readonly string[] {
  const units = Object.values(unitNames(name));
  return [...units, ...(name === "" ? [] : units.map(dropIn))];
}

/** The calendar expressions of a timer, or of a drop-in to one; an empty one takes back those before it. */
export function calendarsIn(text: string): readonly string[] {
  const values = [...text.matchAll(/^OnCalendar[ \t]*=(.*)$/gm)].map(([, value = ""]) => value.trim());
  return values.slice(values.lastIndexOf("") + 1);
}

/** Below a unit, so named that the drop-in of `systemctl edit` comes later and wins. */
function dropIn(unit: string): string {
  return `${unit}.d/10-promsnap.conf`;
}

function ofProgram({ name, program }: UnitWish, text: string): string {
  const plain = text.replaceAll(usualProgram, program);
  if (name === undefined) return plain;
  return plain
    .replaceAll(plainConfigPath, `${configDirectory}/%i.conf`)
    .replace(/^ExecStart=.*$/m, `$& --config ${configDirectory}/%i.conf`)
    .replace(/^Description=.*$/m, "$& (%i)")
    .replace(/prometheus-snapshot(-resume)?\.(?=service|timer|password|bearer-token)/g, "prometheus-snapshot$1@%i.");
}

function withCalendars(text: string, calendars: readonly string[]): string {
  return text.replace(/^OnCalendar=.*$/m, () => calendars.map(calendarLine).join("\n"));
}

function calendarLine(calendar: string): string {
  return `OnCalendar=${calendar}`;
}

function pathLines(paths: readonly string[]): readonly string[] {
  return paths.length === 0 ? [] : [`ReadWritePaths=${paths.map((path) => unitWord(`-${path}`)).join(" ")}`];
}

function orderLines(unit: string | undefined): string {
  return section("Unit", unit === undefined ? [] : [`Before=${unit}`]);
}

function section(name: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : `[${name}]\n${lines.map((line) => `${line}\n`).join("")}`;
}

/** A word as systemd reads it in a list: specifiers begin with %, and what has a space stands in quotes. */
function unitWord(word: string): string {
  const plain = word.replaceAll("%", "%%");
  return /[\s"'\\]/.test(plain) ? `"${plain.replace(/["\\]/g, "\\$&")}"` : plain;
}
