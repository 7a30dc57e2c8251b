import { expect, test } from "bun:test";
import { join } from "node:path";
import { settingTable } from "../../src/config/keys.ts";
import { exitCodes } from "../../src/faults/exit-codes.ts";
import { daemonSamples } from "../../src/report/daemon-metrics.ts";
import { metricTable } from "../../src/report/metrics.ts";
import { hastyTerms, patientTerms } from "../../src/report/pings.ts";
import { replicaTable } from "../../src/report/replica-metrics.ts";
import { testWith } from "../bed/abilities.ts";
import { must } from "../bed/processes.ts";
import { projectRoot } from "../bed/promsnap.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

const page = await Bun.file(join(projectRoot, "docs/monitoring.md")).text();
const rules = await Bun.file(join(projectRoot, "docs/monitoring/promsnap-rules.yml")).text();
const dashboard = await Bun.file(join(projectRoot, "docs/monitoring/promsnap-dashboard.json")).json();
const alertNames = [...rules.matchAll(/alert: (\w+)/g)].map(([, name = ""]) => name);

/** How one metric of one store goes on: one sample each hour, in promtool's notation. */
type Series = Readonly<Record<string, string>>;

/** Ten days of a sound machine, whose clock begins at 0. */
const sound: Series = {
  promsnap_last_success_timestamp_seconds: "0x168 604800x72",
  promsnap_last_attempt_exit_code: "0x240",
  promsnap_last_attempt_timestamp_seconds: "0x168 604800x72",
  promsnap_snapshots: "1x168 2x72",
  promsnap_newest_snapshot_bytes: "900x168 800x72",
  promsnap_newest_snapshot_damaged: "0x240",
  promsnap_last_verify_timestamp_seconds: "3600x240",
  promsnap_last_verify_sound: "1x240",
  promsnap_previous_data_bytes: "0x240",
  promsnap_previous_data_oldest_timestamp_seconds: "0x240",
};

/** What fires at a time, of all alerts: just the expected ones. */
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

testWith("blocks")("the alert rules are right by promtool", async () => {
  await using place = await temporaryDirectory();
  await Bun.write(join(place.path, "rules.yml"), rules);
  const said = await must(["promtool", "check", "rules", "--lint=all", "--lint-fatal", join(place.path, "rules.yml")]);
  expect(said).toContain(`SUCCESS: ${alertNames.length} rules found`);
});

test("the page tells of every metric and of every alert, and neither rules nor dashboard name a metric that is not there", () => {
  const names = [...metricTable, ...replicaTable].map(({ name }) => name);
  const used = [rules, JSON.stringify(dashboard)].flatMap((text) =>
    [...text.matchAll(/promsnap_\w+/g)].map(([name]) => name),
  );
  const daemons = daemonSamples({ running: true, nextRun: 0, configurationValid: true }).map(({ name }) => name);
  expect(used.filter((name) => !names.includes(name) && !daemons.includes(name))).toEqual([]);
  expect(used.length).toBeGreaterThan(20);
  const told = [...page.matchAll(/^\| `(promsnap_\w+)` \|/gm)].map(([, name = ""]) => name);
  expect(told).toEqual(names);
  const alertsTold = [...page.matchAll(/^\| `(Promsnap\w+)` \|/gm)].map(([, name = ""]) => name);
  expect(alertsTold).toEqual(alertNames);
});

testWith("blocks")("every query of the dashboard is one to Prometheus, and no panel lies on another", async () => {
  interface Panel {
    readonly id: number;
    readonly gridPos: { readonly x: number; readonly y: number };
    readonly targets: readonly { readonly expr: string }[];
  }
  const panels: readonly Panel[] = dashboard.panels;
  const queries = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  await using place = await temporaryDirectory();
  const rows = queries.map((expr, at) => ({ record: `query:${at}`, expr: expr.replaceAll("$store", ".*") }));
  await Bun.write(join(place.path, "queries.yml"), JSON.stringify({ groups: [{ name: "queries", rules: rows }] }));
  const said = await must(["promtool", "check", "rules", join(place.path, "queries.yml")]);
  expect(said).toContain(`SUCCESS: ${queries.length} rules found`);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  expect(new Set(panels.map(({ gridPos: { x, y } }) => `${x}:${y}`)).size).toBe(panels.length);
});

testWith("blocks")(
  "a machine that backs up each week and verifies is quiet, and each alert fires for its own",
  async () => {
    const { promsnap_last_success_timestamp_seconds: _, ...silent } = sound;
    const { promsnap_snapshots: _count, promsnap_newest_snapshot_bytes: _bytes, ...unreadable } = sound;
    const bad: readonly (readonly [alert: string, series: Series, at: string])[] = [
      ["PromsnapNoRecentSuccess", { ...sound, promsnap_last_success_timestamp_seconds: "0x240" }, "9d"],
      ["PromsnapMetricsMissing", silent, "3h"],
      ["PromsnapLastAttemptFailed", { ...sound, promsnap_last_attempt_exit_code: "4x240" }, "1d"],
      ["PromsnapNewestSnapshotDamaged", { ...sound, promsnap_newest_snapshot_damaged: "1x240" }, "1d"],
      ["PromsnapReplicaBehind", { ...sound, promsnap_replica_last_complete_timestamp_seconds: "0x240" }, "9d"],
      ["PromsnapSnapshotShrank", { ...sound, promsnap_newest_snapshot_bytes: "900x168 400x72" }, "8d"],
      ["PromsnapStoreUnreadable", unreadable, "3h"],
      ["PromsnapDaemonMisconfigured", { ...sound, promsnap_daemon_config_valid: "0x240" }, "2h"],
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
