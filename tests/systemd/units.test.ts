import { describe, expect, test } from "bun:test";
import { basename, join } from "node:path";
import { bodyOf, isUntouched } from "../../src/jobs/install/seal.ts";
import { unitDirectory, unitFiles } from "../../src/jobs/install/unit-files.ts";
import { testWith } from "../bed/abilities.ts";
import { must, run } from "../bed/processes.ts";
import { projectRoot } from "../bed/promsnap.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

const unit = (name: string) => Bun.file(join(projectRoot, "systemd", name)).text();
const [service, timer] = ["prometheus-snapshot.service", "prometheus-snapshot.timer"] as const;

/** Both units in a directory, with a program that exists everywhere; the text may be changed on the way. */
async function unitsIn(directory: string, change = (text: string) => text): Promise<string[]> {
  const paths = [service, timer].map((name) => join(directory, name));
  await Bun.write(paths[0] ?? "", change((await unit(service)).replace("/usr/local/bin/promsnap", "/bin/true")));
  await Bun.write(paths[1] ?? "", await unit(timer));
  return paths;
}

testWith("systemdAnalyze")("systemd has nothing to say against the units", async () => {
  await using place = await temporaryDirectory();
  const { code, stdout, stderr } = await run(["systemd-analyze", "verify", ...(await unitsIn(place.path))]);
  expect([code, stdout, stderr]).toEqual([0, "", ""]);
});

testWith("systemdAnalyze")("systemd would say so if a key were misspelled", async () => {
  await using place = await temporaryDirectory();
  const units = await unitsIn(place.path, (text) => text.replace("NoNewPrivileges", "NoNewPrivilege"));
  expect((await run(["systemd-analyze", "verify", ...units])).stderr).toContain("NoNewPrivilege");
});

testWith("systemdAnalyze")("the service is exposed to little: at most 3.0 by systemd's own measure", async () => {
  await using place = await temporaryDirectory();
  const [path = ""] = await unitsIn(place.path);
  await must(["systemd-analyze", "security", "--offline=yes", "--threshold=30", "--no-pager", path]);
});

testWith("systemdAnalyze")("the timer fires on Mondays at 13:00", async () => {
  const [, calendar = ""] = /^OnCalendar=(.*)$/m.exec(await unit(timer)) ?? [];
  const base = "--base-time=2026-11-24 00:00:00 UTC";
  const next = await must(["systemd-analyze", "calendar", base, calendar], { environment: { TZ: "UTC" } });
  expect(next).toContain("Next elapse: Mon 2026-11-30 13:00:00");
});

test("a missed Monday is made up for", async () => {
  expect(await unit(timer)).toContain("\nPersistent=true\n");
});

const wish = { program: "/bin/true", nice: true, calendars: ["Tue *-*-* 04:00:00", "*-*-01 04:00:00"] } as const;
const special = { writable: ["/srv/back ups", "/srv/100%", '/srv/"x"'], prometheus: "my-prometheus.service" } as const;
/** What promsnap install writes: of the one Prometheus of a machine, and of one of several. */
const installations = [
  ["the only Prometheus", { ...wish, ...special, name: undefined }],
  ["the only one, in the usual places", { ...wish, name: undefined, writable: [], prometheus: undefined }],
  ["one of several", { ...wish, ...special, name: "eu-1" }],
] as const;

describe.each(installations)("the units that are installed for %s", (_, wanted) => {
  const files = unitFiles(wanted);

  /** All of them in a directory, as they would lie; answers the units among them. */
  async function written(directory: string): Promise<string[]> {
    for (const { path, text } of files) {
      if (text !== undefined) await Bun.write(path.replace(unitDirectory, directory), text);
    }
    const there = files.filter(({ path, text }) => text !== undefined && !path.endsWith(".conf"));
    return there.map(({ path }) => join(directory, basename(path)));
  }

  test("are those in systemd/, word for word, but for program, times and names", async () => {
    const lines = (text: string) => text.split("\n").filter((line) => /^[A-Z]/.test(line));
    for (const name of [service, timer, "prometheus-snapshot-resume.service"]) {
      const path = `${unitDirectory}/${wanted.name === undefined ? name : name.replace(/\.(?=service|timer)/, "@.")}`;
      const text = files.find((file) => file.path === path)?.text ?? "";
      const source = lines(await unit(name));
      const differing = lines(bodyOf(text)).filter((line) => !source.includes(line));
      const mayDiffer = /^(?:ExecStart|OnCalendar|Description|LoadCredential|ConditionPathExists)=/;
      expect([name, differing.filter((line) => !mayDiffer.test(line))]).toEqual([name, []]);
      expect(lines(text).length).toBeGreaterThan(3);
    }
  });

  test("are all sealed", async () => {
    for (const { text } of files) expect(text === undefined || isUntouched(text)).toBe(true);
    expect(files.filter(({ text }) => text !== undefined).length).toBeGreaterThan(2);
  });

  testWith("systemdAnalyze")("give systemd nothing to complain of", async () => {
    await using place = await temporaryDirectory();
    const { code, stdout, stderr } = await run(["systemd-analyze", "verify", ...(await written(place.path))]);
    expect([code, stdout, stderr]).toEqual([0, "", ""]);
  });

  testWith("systemdAnalyze")("are exposed to little: at most 3.0 by systemd's own measure", async () => {
    await using place = await temporaryDirectory();
    const services = (await written(place.path)).filter((path) => path.endsWith(".service"));
    expect(services).toHaveLength(2);
    for (const path of services) {
      await must(["systemd-analyze", "security", "--offline=yes", "--threshold=30", "--no-pager", path]);
    }
  });
});
