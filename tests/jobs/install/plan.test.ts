import { describe, expect, test } from "bun:test";
import { freeName, planInstall } from "../../../src/jobs/install/plan.ts";
import { scriptAmong } from "../../../src/jobs/install/script.ts";
import { bodyOf, isUntouched, sealed } from "../../../src/jobs/install/seal.ts";
import type { Found, InstallWish, Step } from "../../../src/jobs/install/terms.ts";
import { calendarsIn, unitDirectory, unitFiles } from "../../../src/jobs/install/unit-files.ts";

const wish: InstallWish = {
  name: undefined,
  executable: "/root/promsnap",
  program: "/usr/local/bin/promsnap",
  configuration: "/etc/prometheus-snapshot.conf",
  configurationText: undefined,
  calendars: ["Mon *-*-* 13:00:00"],
  writable: [],
  nice: true,
  prometheus: undefined,
  directories: [],
};
const nothing: Found = {
  files: new Map(),
  packaged: new Map(),
  taken: () => false,
  sameProgram: false,
  script: undefined,
  scriptThere: false,
  crontabs: [],
  activeServices: [],
  timer: { active: false, enabled: false },
  resumeEnabled: false,
  needsReload: false,
};
const written = (of = wish) =>
  unitFiles(of).flatMap(({ path, text }) => (text === undefined ? [] : [[path, text] as const]));
const installed: Found = {
  ...nothing,
  files: new Map(written()),
  sameProgram: true,
  timer: { active: true, enabled: true },
  resumeEnabled: true,
};
const at = (name: string) => `${unitDirectory}/${name}`;
const service = at("prometheus-snapshot.service");
const timer = at("prometheus-snapshot.timer");

/** A step in a few words. */
const said = (step: Step) => (step.action === "run" ? step.command.slice(3).join(" ") : `${step.action} ${step.path}`);
const stepsOf = (found: Found, wanted = wish) => planInstall(found, wanted).steps.map(said);
const withFiles = (...changes: readonly (readonly [string, string])[]): Found => ({
  ...installed,
  files: new Map([...installed.files, ...changes]),
});

describe("an installation", () => {
  test("on a fresh machine begins with the program and ends with the timer", () => {
    const plan = planInstall(nothing, { ...wish, configurationText: "HOST=x\n" });
    expect(plan.steps.map(said)).toEqual([
      "copy /usr/local/bin/promsnap",
      "write /etc/prometheus-snapshot.conf",
      ...written().map(([path]) => `write ${path}`),
      "daemon-reload",
      "enable prometheus-snapshot.timer",
      "restart prometheus-snapshot.timer",
      "enable prometheus-snapshot-resume.service",
    ]);
    expect(plan.steps.find((step) => step.action === "write")).toMatchObject({ mode: 0o600 });
    expect([plan.confirm, plan.stays]).toEqual([[], []]);
  });

  test("that is as it should be takes no step", () => {
    expect(planInstall(installed, wish)).toEqual({
      steps: [],
      confirm: [],
      stays: [],
      script: undefined,
      crontabs: [],
    });
  });

  test("that was cut off goes on where it was", () => {
    expect(stepsOf({ ...installed, needsReload: true })).toEqual(["daemon-reload"]);
    expect(stepsOf({ ...installed, timer: { active: false, enabled: true } })).toEqual([
      "restart prometheus-snapshot.timer",
    ]);
    expect(stepsOf({ ...installed, resumeEnabled: false })).toEqual(["enable prometheus-snapshot-resume.service"]);
  });

  test("with another time writes and starts the timer anew, and nothing else", () => {
    expect(stepsOf(installed, { ...wish, calendars: ["daily"] })).toEqual([
      `write ${timer}`,
      "daemon-reload",
      "restart prometheus-snapshot.timer",
    ]);
  });

  test("of an older promsnap is brought up to date without a question", () => {
    const old = sealed("[Service]\nExecStart=/usr/local/bin/promsnap run --old\n");
    const plan = planInstall(withFiles([service, old]), wish);
    expect([plan.steps.map(said), plan.confirm]).toEqual([[`write ${service}`, "daemon-reload"], []]);
  });

  test("keeps a copy of a unit that somebody changed, and wants their word", () => {
    const own = (installed.files.get(service) ?? "").replace("Nice=10", "Nice=19\n; a remark");
    const plan = planInstall(withFiles([service, own]), wish);
    expect(plan.steps.slice(0, 2)).toMatchObject([
      { action: "keep", path: service, as: `${service}.bak`, text: own, lost: ["Nice=19"] },
      { action: "write", path: service },
    ]);
    expect(plan.confirm).toEqual([service]);
  });

  test("leaves a unit that somebody put there by hand as it should be", () => {
    const bare = bodyOf(installed.files.get(service) ?? "");
    expect(stepsOf(withFiles([service, bare]))).toEqual([]);
  });

  test("leaves a package's units to the package, as long as they say the same", () => {
    const text = bodyOf(installed.files.get(service) ?? "").replace(/^#.*\n/gm, "");
    const packaged = new Map([["prometheus-snapshot.service", text]]);
    const found = { ...installed, files: new Map([...installed.files].filter(([path]) => path !== service)), packaged };
    expect(stepsOf(found)).toEqual([]);
    expect(stepsOf(found, { ...wish, program: "/usr/bin/promsnap" })).toContain(`write ${service}`);
  });

  test("leaves the drop-ins of others in force, and says so", () => {
    const dropIn = at("prometheus-snapshot.service.d/override.conf");
    expect(planInstall(withFiles([dropIn, "[Service]\nNice=5\n"]), wish)).toMatchObject({ steps: [], stays: [dropIn] });
  });

  test("takes its own drop-in away when it is not needed any more, unless somebody changed it", () => {
    const dropIn = at("prometheus-snapshot.service.d/10-promsnap.conf");
    const own = sealed("[Service]\nReadWritePaths=-/srv\n");
    expect(stepsOf(withFiles([dropIn, own]))).toEqual([`delete ${dropIn}`, "daemon-reload"]);
    expect(stepsOf(withFiles([dropIn, `${own}Nice=1\n`]))).toEqual([]);
  });

  test("with NICE=no has the priorities of everybody else, and nothing else changes", () => {
    const dropIn = at("prometheus-snapshot.service.d/10-promsnap.conf");
    expect(stepsOf(installed, { ...wish, nice: false })).toEqual([`write ${dropIn}`, "daemon-reload"]);
    expect(new Map(written({ ...wish, nice: false })).get(dropIn)).toContain("[Service]\nNice=0\n");
  });

  test("under a name writes templates, and the name's own time", () => {
    const named = { ...wish, name: "eu", calendars: ["daily"], configuration: "/etc/prometheus-snapshot/eu.conf" };
    expect(stepsOf({ ...nothing, sameProgram: true }, named)).toEqual([
      `write ${at("prometheus-snapshot@.service")}`,
      `write ${at("prometheus-snapshot@.timer")}`,
      `write ${at("prometheus-snapshot-resume@.service")}`,
      `write ${at("prometheus-snapshot@eu.timer.d/10-promsnap.conf")}`,
      "daemon-reload",
      "enable prometheus-snapshot@eu.timer",
      "restart prometheus-snapshot@eu.timer",
      "enable prometheus-snapshot-resume@eu.service",
    ]);
    const texts = new Map(written(named));
    expect(calendarsIn(texts.get(at("prometheus-snapshot@eu.timer.d/10-promsnap.conf")) ?? "")).toEqual(["daily"]);
    expect(texts.get(at("prometheus-snapshot@.service"))).toContain(
      "\nExecStart=/usr/local/bin/promsnap run --config /etc/prometheus-snapshot/%i.conf\n",
    );
    expect(texts.get(at("prometheus-snapshot@.service"))).toContain(":prometheus-snapshot@%i.password\n");
  });
});

describe("a takeover from the script", () => {
  const script = "/opt/scripts/prometheus_snapshot.sh";
  const start = (path: string) => `[Service]\nType=simple\nExecStart=/bin/bash ${path}\n`;
  const found = (files: Record<string, string>, more: Partial<Found> = {}): Found => {
    const all = new Map(Object.entries(files));
    return { ...nothing, files: all, script: scriptAmong(all), scriptThere: true, ...more };
  };

  test("keeps its units, stops its wait for another attempt, and puts the script aside last", () => {
    const files = { [service]: start(script), [timer]: "[Timer]\nOnCalendar=daily\n" };
    const plan = planInstall(found(files, { activeServices: ["prometheus-snapshot.service"] }), wish);
    const steps = plan.steps.map(said);
    expect(steps.indexOf("stop prometheus-snapshot.service")).toBeLessThan(steps.indexOf(`keep ${service}`));
    expect(plan.steps.at(-1)).toEqual({ action: "rename", path: script, as: `${script}.bak` });
    expect(plan.confirm).toEqual([service, timer, script]);
  });

  test("puts units of other names and drop-ins that start it aside: nothing is to run twice", () => {
    const dropIn = at("prometheus-snapshot.service.d/script.conf");
    const files = {
      [at("backup.service")]: start(script),
      [at("nightly.timer")]: "[Timer]\nOnCalendar=*-*-* 02:00\nUnit=backup.service\n",
      [at("other.timer")]: "[Timer]\nOnCalendar=hourly\n",
      [dropIn]: `[Service]\nExecStart=\nExecStart=${script}\n`,
    };
    const plan = planInstall(found(files), wish);
    const steps = plan.steps.map(said);
    expect(steps).toContain("disable --now nightly.timer");
    for (const path of [at("backup.service"), at("nightly.timer"), dropIn, script]) {
      expect(steps).toContain(`rename ${path}`);
    }
    expect(steps.join()).not.toContain("other.timer");
    expect([plan.script?.calendars, plan.stays]).toEqual([["*-*-* 02:00"], []]);
  });
});

test("no copy that was kept is written over", () => {
  const there = new Set(["/x.bak", "/x.bak-2"]);
  expect(freeName("/x", { taken: (path) => there.has(path) })).toBe("/x.bak-3");
});

test("a seal tells whether somebody changed a text", () => {
  const text = sealed("[Timer]\n");
  expect([isUntouched(text), isUntouched(`${text} `), isUntouched("[Timer]\n"), bodyOf(text)]).toEqual([
    true,
    false,
    false,
    "[Timer]\n",
  ]);
});

test("an empty calendar takes back those before it, as in systemd", () => {
  expect(calendarsIn("OnCalendar=daily\nOnCalendar=\n OnCalendar=no\nOnCalendar = weekly\n#OnCalendar=x\n")).toEqual([
    "weekly",
  ]);
});
