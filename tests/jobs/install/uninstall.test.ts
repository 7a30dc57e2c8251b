import { describe, expect, test } from "bun:test";
import type { Step } from "../../../src/jobs/install/terms.ts";
import { type Installed, isInstalled, planUninstall } from "../../../src/jobs/install/uninstall.ts";
import { unitDirectory, unitFiles } from "../../../src/jobs/install/unit-files.ts";

const wish = {
  program: "/usr/local/bin/promsnap",
  calendars: ["daily"],
  writable: [],
  nice: true,
  prometheus: undefined,
} as const;
const filesOf = (...names: readonly (string | undefined)[]) =>
  new Map(
    names.flatMap((name) =>
      unitFiles({ ...wish, name }).flatMap(({ path, text }) => (text === undefined ? [] : [[path, text] as const])),
    ),
  );
const on = { active: true, enabled: true, needsReload: false };
const off = { active: false, enabled: false, needsReload: false };
const installed = (files: ReadonlyMap<string, string>): Installed => ({
  files,
  states: { service: off, timer: on, resume: { ...off, enabled: true } },
  taken: () => false,
  programThere: true,
});
const said = (step: Step) =>
  step.action === "run"
    ? step.command.slice(3).join(" ")
    : `${step.action} ${step.path.replace(`${unitDirectory}/`, "")}`;
const stepsOf = (found: Installed, name?: string) => planUninstall(found, name).map(said);

const startingScript = "[Service]\nExecStart=/usr/local/bin/prometheus_snapshot.sh\n";

describe("uninstalling", () => {
  test("a timer that starts the bash script by a service of another name is its operator's", () => {
    const files = new Map([
      [`${unitDirectory}/prom-backup.service`, startingScript],
      [`${unitDirectory}/prometheus-snapshot.timer`, "[Timer]\nOnCalendar=daily\nUnit=prom-backup.service\n"],
    ]);
    expect(isInstalled(installed(files), undefined)).toBe(false);
  });

  test("templates that start the bash script are their operator's, whatever instance is named", () => {
    const files = new Map([
      [`${unitDirectory}/prometheus-snapshot@.service`, startingScript],
      [`${unitDirectory}/prometheus-snapshot@.timer`, "[Timer]\nOnCalendar=daily\n"],
    ]);
    expect(isInstalled(installed(files), "eu")).toBe(false);
    const beside = installed(new Map([...filesOf(undefined), ...files]));
    expect(isInstalled(beside, undefined)).toBe(true);
    expect(stepsOf(beside).filter((step) => step.includes("@"))).toEqual([]);
  });

  test("stops the timer first, and takes the program last", () => {
    expect(stepsOf(installed(filesOf(undefined)))).toEqual([
      "disable --now prometheus-snapshot.timer",
      "disable prometheus-snapshot-resume.service",
      "delete prometheus-snapshot.service",
      "delete prometheus-snapshot.timer",
      "delete prometheus-snapshot-resume.service",
      "daemon-reload",
      "delete /usr/local/bin/promsnap",
    ]);
  });

  test("ends a run that is at work or waits for its next attempt", () => {
    const found = installed(filesOf(undefined));
    const steps = stepsOf({ ...found, states: { ...found.states, service: { ...off, active: true } } });
    expect(steps[1]).toBe("stop prometheus-snapshot.service");
  });

  test("keeps a unit that somebody changed, under another name", () => {
    const files = filesOf(undefined);
    files.set(`${unitDirectory}/prometheus-snapshot.timer`, "[Timer]\nOnCalendar=hourly\n");
    expect(stepsOf(installed(files))).toContain("rename prometheus-snapshot.timer");
  });

  test("leaves templates and program to the other installations", () => {
    const steps = stepsOf(installed(filesOf(undefined, "eu", "us")), "eu");
    expect(steps).toEqual([
      "disable --now prometheus-snapshot@eu.timer",
      "disable prometheus-snapshot-resume@eu.service",
      "delete prometheus-snapshot@eu.timer.d/10-promsnap.conf",
      "daemon-reload",
    ]);
    const last = stepsOf(installed(filesOf(undefined, "eu")), "eu");
    expect(last).toContain("delete prometheus-snapshot@.service");
    expect(last.join()).not.toContain("/usr/local/bin");
    expect(stepsOf(installed(filesOf("eu")), "eu").at(-1)).toBe("delete /usr/local/bin/promsnap");
  });

  test("finds nothing where nothing is, and a package's timer where it is on", () => {
    const none = { ...installed(new Map()), states: { service: off, timer: off, resume: off } };
    expect([isInstalled(none, undefined), isInstalled(installed(new Map()), undefined)]).toEqual([false, true]);
  });

  test("finds nothing where the units of that name start the bash script: they are its operator's", () => {
    const files = new Map([
      [`${unitDirectory}/prometheus-snapshot.service`, "[Service]\nExecStart=/usr/local/bin/prometheus_snapshot.sh\n"],
      [`${unitDirectory}/prometheus-snapshot.timer`, "[Timer]\nOnCalendar=daily\n"],
    ]);
    expect(isInstalled(installed(files), undefined)).toBe(false);
    const both = new Map([...files, ...filesOf("eu")]);
    expect([isInstalled(installed(both), "eu"), isInstalled(installed(both), undefined)]).toEqual([true, false]);
  });
});
