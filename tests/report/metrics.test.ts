import { expect, test } from "bun:test";
import { type Figures, metricsText, metricTable } from "../../src/report/metrics.ts";
import { testWith } from "../bed/abilities.ts";
import { run } from "../bed/processes.ts";

const figures: Figures = {
  store: "/var/lib/prometheus-snapshot",
  attempt: { ended: 1_764_038_640_123, milliseconds: 3456, exitCode: 5 },
  success: { ended: 1_763_000_000_000, archiveBytes: 734_003_200, contentBytes: 1_269_825_536 },
  snapshots: {
    count: 3,
    bytes: 4e12,
    damaged: 1,
    newest: { taken: 1_764_038_636_000, bytes: 9_007_199_254_740_991, damaged: true },
    verified: { at: 1_764_000_000_000, sound: true },
    verifiedDeep: { at: 0 },
  },
  previous: { bytes: 1_269_825_536, oldest: 1_760_000_000_000 },
};
const samples = (text: string) => text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

test("every metric has its help, its type and its value in Prometheus's units", async () => {
  const text = await metricsText(figures);
  const store = '{store="/var/lib/prometheus-snapshot"}';
  expect(samples(text)).toEqual([
    `promsnap_last_attempt_timestamp_seconds${store} 1764038640.123`,
    `promsnap_last_attempt_duration_seconds${store} 3.456`,
    `promsnap_last_attempt_exit_code${store} 5`,
    `promsnap_last_success_timestamp_seconds${store} 1763000000`,
    `promsnap_last_success_archive_bytes${store} 734003200`,
    `promsnap_last_success_content_bytes${store} 1269825536`,
    `promsnap_snapshots${store} 3`,
    `promsnap_snapshots_bytes${store} 4000000000000`,
    `promsnap_damaged_snapshots${store} 1`,
    `promsnap_newest_snapshot_timestamp_seconds${store} 1764038636`,
    `promsnap_newest_snapshot_bytes${store} 9007199254740991`,
    `promsnap_newest_snapshot_damaged${store} 1`,
    `promsnap_last_verify_timestamp_seconds${store} 1764000000`,
    `promsnap_last_verify_sound${store} 1`,
    `promsnap_last_deep_verify_timestamp_seconds${store} 0`,
    `promsnap_previous_data_bytes${store} 1269825536`,
    `promsnap_previous_data_oldest_timestamp_seconds${store} 1760000000`,
  ]);
  for (const { name } of metricTable)
    expect(text).toMatch(new RegExp(`^# HELP ${name} .*\\n# TYPE ${name} gauge$`, "m"));
  expect(text).toEndWith("\n");
});

test("what nobody knows gives no sample: a zero would be a lie", async () => {
  const names = samples(await metricsText({ store: "/s", success: { ended: 0 } })).map((line) => line.split("{")[0]);
  expect(names).toEqual(["promsnap_last_success_timestamp_seconds"]);
});

testWith("blocks")("promtool has nothing to say against them, whatever the store is called", async () => {
  for (const store of [figures.store, '/srv/é "quoted" \\ {x="y"} # z', "/"]) {
    const text = await metricsText({ ...figures, store });
    expect(await run(["promtool", "check", "metrics"], { input: text })).toEqual({ code: 0, stdout: "", stderr: "" });
  }
});

testWith("blocks")("promtool would say so if a unit or a help were missing", async () => {
  const text = (await metricsText(figures)).replace(/# HELP promsnap_snapshots .*\n/, "");
  expect((await run(["promtool", "check", "metrics"], { input: text })).code).not.toBe(0);
});

test("two stores differ in nothing but label and value, so that one node_exporter reads both", async () => {
  const comments = async (store: string) =>
    (await metricsText({ ...figures, store })).split("\n").filter((line) => line.startsWith("#"));
  expect(await comments("/a")).toEqual(await comments("/b"));
});
