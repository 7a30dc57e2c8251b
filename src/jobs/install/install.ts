import type { Configuration } from "../../config/load.ts";
import { directoryOf } from "../../config/store-setting.ts";
import { fault } from "../../errors.ts";
import { calendarsOf } from "../../services/calendar.ts";
import { managerOf } from "../../services/manager.ts";
import { configPathOf, unitNames } from "../../services/unit-names.ts";
import { forbidden, isBooted, writtenPlaces } from "../check/schedule.ts";
import { planInstall } from "./plan.ts";
import { unitPath } from "./script.ts";
import { survey } from "./survey.ts";
import type { Found, InstallContext, InstallWish, Plan } from "./terms.ts";
import { calendarsIn, unitDirectory, usualProgram } from "./unit-files.ts";

/** What is to be installed. */
export interface InstallRequest {
  /** Of one Prometheus among several; undefined where there is one. */
  readonly name: string | undefined;
  /** A calendar expression of systemd's in the place of SCHEDULE. */
  readonly onCalendar: string | undefined;
  readonly configuration: Configuration;
  /** The text of that configuration, where there is no file yet. */
  readonly configurationText: string | undefined;
}

/** A program that a package put here is the package's to keep up to date. */
const packagedProgram = "/usr/bin/promsnap";
/** What the units may write to as they are. */
const usuallyWritable = { strict: true, writable: ["/var/lib", "/var/log"] } as const;
/** Units that the one for the boot goes before already. */
const knownUnits = ["prometheus.service", "docker.service", "podman.service"];

/**
 * Answers the running program's path. Throws `install.noSystemd` where nothing would start the timer, and
 * `install.notCompiled` where there is no program to install.
 */
export function refuseGround({ system: { host, realPath }, root }: InstallContext): string {
  if (!isBooted({ realPath: (path) => realPath(`${root}${path}`) })) throw fault("install.noSystemd", {});
  if (host.executable === undefined) throw fault("install.notCompiled", {});
  return realPath(host.executable) ?? host.executable;
}

/**
 * Looks at the machine and says what has to be done; nothing is changed. Throws faults `install.…`, and
 * `usage.invalidValue` for a calendar expression that systemd does not understand.
 */
export async function prepareInstall(context: InstallContext, request: InstallRequest): Promise<Plan> {
  const executable = refuseGround(context);
  await refuseCalendar(context, request);
  const program = executable === packagedProgram ? packagedProgram : usualProgram;
  const configuration = configPathOf(request.name);
  const found = await survey(context, { name: request.name, executable, program, configuration });
  return planInstall(found, { ...wishOf(context, request, found), executable, program, configuration });
}

function wishOf(
  { system, root }: InstallContext,
  request: InstallRequest,
  found: Found,
): Omit<InstallWish, "executable" | "program" | "configuration"> {
  const { name, configurationText, configuration } = request;
  const { settings } = configuration;
  const writable = forbidden(usuallyWritable, writtenPlaces(settings), system);
  const store = directoryOf(settings.SNAPSHOT_DIR);
  const isMade = store === undefined || !writable.includes(store) || system.realPath(`${root}${store}`) !== undefined;
  return {
    name,
    calendars: calendarsFor(request, found),
    writable,
    nice: settings.NICE,
    prometheus: prometheusUnit(settings.SERVICE),
    configurationText,
    directories: isMade ? [] : [store],
  };
}

/** A schedule that somebody set goes before the one that a timer has, and that one before the default. */
function calendarsFor({ name, onCalendar, configuration }: InstallRequest, { files, script }: Found) {
  const { values, origins } = configuration.resolved;
  if (onCalendar !== undefined) return [onCalendar];
  const wanted = calendarsOf(values.SCHEDULE);
  if (origins.SCHEDULE.kind !== "default") return wanted;
  const { timer } = unitNames(name);
  const own = files.get(name === undefined ? unitPath(timer) : `${unitDirectory}/${timer}.d/10-promsnap.conf`);
  const present = [calendarsIn(own ?? ""), script?.calendars ?? []];
  return present.find((calendars) => calendars.length > 0) ?? wanted;
}

function prometheusUnit(service: Configuration["settings"]["SERVICE"]): string | undefined {
  if (service.kind !== "systemd") return undefined;
  const unit = service.name.endsWith(".service") ? service.name : `${service.name}.service`;
  return knownUnits.includes(unit) ? undefined : unit;
}

async function refuseCalendar({ system, signal }: InstallContext, request: InstallRequest): Promise<void> {
  const { onCalendar: value, configuration } = request;
  if (value === undefined) return;
  const origin = configuration.resolved.origins.SCHEDULE;
  if (origin.kind === "file") {
    throw fault("install.twoSchedules", { origin: `${origin.path}:${origin.line}`, calendar: value });
  }
  const plain = !/\p{Cc}/u.test(value);
  const command = ["systemd-analyze", "calendar", "--", value] as const;
  if (plain && (await managerOf("systemd", system).run(command, { signal })).code === 0) return;
  const option = "--on-calendar";
  throw fault("usage.invalidValue", { option, value, expected: { kind: "calendar" }, command: "promsnap install" });
}
