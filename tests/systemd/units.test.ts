import { expect, test } from "bun:test";
import { join } from "node:path";
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
