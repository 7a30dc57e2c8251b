import { expect, test } from "bun:test";
import { join } from "node:path";
import { settingTable } from "../../src/config/keys.ts";
import { exitCodes } from "../../src/faults/exit-codes.ts";
import { metricTable } from "../../src/report/metrics.ts";
import { hastyTerms, patientTerms } from "../../src/report/pings.ts";
import { testWith } from "../bed/abilities.ts";
import { must } from "../bed/processes.ts";
import { projectRoot } from "../bed/promsnap.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

const page = await Bun.file(join(projectRoot, "docs/monitoring.md")).text();
const rules = /^```yaml\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? "";

/** How one metric of one store goes on: one sample each hour, in promtool's notation. */
type Series = Readonly<Record<string, string>>;

/** Ten days of a sound machine, whose clock begins at 0. */
const sound: Series = {
  promsnap_last_success_timestamp_seconds: "0x168 604800x72",
  promsnap_last_attempt_exit_code: "0x240",
  promsnap_newest_snapshot_damaged: "0x240",
  promsnap_last_verify_timestamp_seconds: "3600x240",
  promsnap_last_verify_sound: "1x240",
  promsnap_previous_data_bytes: "0x240",
  promsnap_previous_data_oldest_timestamp_seconds: "0x240",
};

/** What fires at a time, of all alerts of the page: just the expected ones. */
interface Case {
  readonly series: Series;
  readonly at: string;
  readonly expected: readonly string[];
}

/** Has promtool look whether it is so. Annotations are left out: they hold values, and alerts are what matters. */
async function prove(cases: readonly Case[]): Promise<void> {
  await using place = await temporaryDirectory();
  await Bun.write(join(place.path, "rules.yml"), rules.replace(/^ +annotations:\n +summary: .*\n/gm, ""));
  const suite = { rule_files: ["rules.yml"], evaluation_interval: "1h", tests: cases.map(testOf) };
  await Bun.write(join(place.path, "test.yml"), JSON.stringify(suite));
  await must(["promtool", "test", "rules", "test.yml"], { directory: place.path });
}

function testOf({ series, at, expected }: Case) {
  const input = Object.entries(series).map(([name, values]) => ({ series: `${name}{store="/s"}`, values }));
  const alerts = [...rules.matchAll(/alert: (\w+)\n[\s\S]*?severity: (\w+)/g)].map(([, alertname = "", severity]) => {
    const labels = alertname === "PromsnapMetricsMissing" ? { severity } : { severity, store: "/s" };
    const exp_alerts = expected.includes(alertname) ? [{ exp_labels: labels }] : [];
    return { eval_time: at, alertname, exp_alerts };
  });
  return { interval: "1h", input_series: input, alert_rule_test: alerts };
}

testWith("blocks")("the alert rules of the page are right by promtool", async () => {
  await using place = await temporaryDirectory();
  await Bun.write(join(place.path, "rules.yml"), rules);
  const said = await must(["promtool", "check", "rules", "--lint=all", "--lint-fatal", join(place.path, "rules.yml")]);
  expect(said).toContain("SUCCESS: 7 rules found");
});

testWith("blocks")("they name no metric that promsnap does not write, and the page has all that it does", () => {
  const names = metricTable.map(({ name }) => name);
  const used = new Set([...rules.matchAll(/promsnap_\w+/g)].map(([name]) => name));
  expect([...used].filter((name) => !names.includes(name))).toEqual([]);
  const told = [...page.matchAll(/^\| `(promsnap_\w+)` \|/gm)].map(([, name = ""]) => name);
  expect(told).toEqual(names);
});

testWith("blocks")(
  "a machine that backs up each week and verifies is quiet, and each alert fires for its own",
  async () => {
    const { promsnap_last_success_timestamp_seconds: _, ...silent } = sound;
    const bad: readonly (readonly [alert: string, series: Series, at: string])[] = [
      ["PromsnapNoRecentSuccess", { ...sound, promsnap_last_success_timestamp_seconds: "0x240" }, "9d"],
      ["PromsnapMetricsMissing", silent, "3h"],
      ["PromsnapLastAttemptFailed", { ...sound, promsnap_last_attempt_exit_code: "4x240" }, "1d"],
      ["PromsnapNewestSnapshotDamaged", { ...sound, promsnap_newest_snapshot_damaged: "1x240" }, "1d"],
      ["PromsnapVerifyFailed", { ...sound, promsnap_last_verify_sound: "0x240" }, "1d"],
    ];
    const late = {
      ...Object.fromEntries(Object.keys(sound).map((name) => [name, "1x1000"])),
      promsnap_last_success_timestamp_seconds: "0+3600x1000",
      promsnap_last_attempt_exit_code: "0x1000",
      promsnap_newest_snapshot_damaged: "0x1000",
    };
    await prove([
      { series: sound, at: "10d", expected: [] },
      ...bad.map(([alert, series, at]) => ({ series, at, expected: [alert] })),
      { series: late, at: "13d", expected: [] },
      { series: late, at: "15d", expected: ["PromsnapPreviousDataKept"] },
      { series: late, at: "36d", expected: ["PromsnapPreviousDataKept", "PromsnapNotVerified"] },
    ]);
    const wrong = { series: sound, at: "10d", expected: ["PromsnapNotVerified"] };
    expect(await prove([wrong]).catch((error: unknown) => `${error}`)).toContain("PromsnapNotVerified");
  },
);

test("the page has the times and exit codes of the code", () => {
  expect([patientTerms.total, patientTerms.request, hastyTerms.total]).toEqual([15_000, 10_000, 1000]);
  for (const words of ["for 15\n  seconds in all and 10 for a request", "it has one second"])
    expect(page).toContain(words);
  expect([exitCodes.corrupt, exitCodes.locked, exitCodes.configuration]).toEqual([5, 6, 3]);
  for (const key of ["METRICS_FILE", "HEALTHCHECK_URL"]) expect(settingTable).toHaveProperty(key);
});
