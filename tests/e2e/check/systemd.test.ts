import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { chmod, cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../../bed/abilities.ts";
import { fillDataDirectory } from "../../bed/blocks.ts";
import { guide } from "../../bed/docker.ts";
import { binary, projectRoot, promsnap, writeConfiguration } from "../../bed/promsnap.ts";
import { type Systemd, startSystemd } from "../../bed/systemd.ts";
import { until } from "../../bed/waiting.ts";
import { findingsOf, told, wrongIn } from "./told.ts";

/** Prometheus, systemd and docker take their time on a busy machine: milliseconds. */
setDefaultTimeout(60_000);

const [service, timer] = ["prometheus-snapshot.service", "prometheus-snapshot.timer"] as const;
const units = "/etc/systemd/system";
const home = "/var/lib/prometheus-of-test";
const prometheusUnit = `[Service]
ExecStart=/usr/bin/prometheus --config.file=${home}/prometheus.yml --storage.tsdb.path=${home}/data --storage.tsdb.retention.time=100y --web.enable-admin-api
`;
const settings = {
  HOST: "http://localhost:9090",
  SNAPSHOT_DIR: "/var/lib/prometheus-snapshot",
  LOG_FILE: "/var/log/prometheus-snapshot.log",
  PROMETHEUS_DATA_DIR: `${home}/data`,
  SERVICE: "systemd:prometheus-of-test",
};

describeWith(
  "systemd",
  "prometheus",
  "script's tools",
)("promsnap check under systemd", () => {
  let systemd: Systemd;
  const systemctl = (...words: string[]) => systemd.must("systemctl", ...words);
  const check = async (environment: Readonly<Record<string, string>> = {}) => {
    const place: typeof systemd.place = (command) => systemd.place(["/usr/local/bin/promsnap", ...command.slice(1)]);
    return findingsOf(await promsnap(["check", "--json"], { place, environment }));
  };

  beforeAll(async () => {
    systemd = await startSystemd();
    await cp(binary, systemd.path("/usr/local/bin/promsnap"));
    await chmod(systemd.path("/usr/local/bin/promsnap"), 0o755);
    for (const unit of [service, timer]) {
      await cp(join(projectRoot, "systemd", unit), systemd.path(`${units}/${unit}`));
    }
    await fillDataDirectory(systemd.path(`${home}/data`));
    await Bun.write(systemd.path(`${home}/prometheus.yml`), "{}\n");
    await Bun.write(systemd.path(`${units}/prometheus-of-test.service`), prometheusUnit);
    await writeConfiguration(systemd.path(guide.configuration), settings);
    await mkdir(systemd.path(settings.SNAPSHOT_DIR));
    await systemd.must("mount", "-t", "tmpfs", "-o", "size=64m", "promsnap-test", settings.SNAPSHOT_DIR);
    await systemctl("daemon-reload");
    await systemctl("start", "prometheus-of-test.service");
    const ready = ["curl", "-fsS", `${settings.HOST}/-/ready`];
    await until("prometheus inside", async () => (await systemd.exec(ready)).code === 0);
    await systemctl("enable", "--now", timer);
    await systemctl("start", service);
  }, 120_000);
  afterAll(() => systemd?.stop(), 60_000);

  test("finds nothing where everything is installed as README says, and tells when the timer is next", async () => {
    const findings = await check();
    expect(wrongIn(findings)).toEqual([]);
    expect(findings.filter(({ state }) => state === "skipped")).toEqual([]);
    const next = findings.find(({ id }) => id === "timer");
    expect(next).toMatchObject({ code: "timer.next", details: { unit: timer } });
    const { details } = next as unknown as { details: { next: number } };
    expect([new Date(details.next).getDay(), details.next > Date.now()]).toEqual([1, true]);
  });

  test("names a unit that does not exist, and one that could not be started again", async () => {
    expect(wrongIn(await check({ PROMSNAP_SERVICE: "systemd:nobody" }))).toMatchObject([
      told("service", "failure", "service.missing", /systemctl list-units --all --type=service$/),
    ]);
    await systemctl("mask", "--runtime", "prometheus-of-test.service");
    await rm(systemd.path(`${units}/prometheus-of-test.service`));
    await systemctl("daemon-reload");
    expect(wrongIn(await check())).toMatchObject([
      told("service", "failure", "service.obstacle", /^Look at it with: systemctl status/),
    ]);
    await Bun.write(systemd.path(`${units}/prometheus-of-test.service`), prometheusUnit);
    await systemctl("unmask", "--runtime", "prometheus-of-test.service");
  });

  test("names a store where the unit may not write", async () => {
    const elsewhere = "/srv/backups";
    await mkdir(systemd.path(elsewhere), { recursive: true });
    await systemd.must("mount", "--bind", settings.SNAPSHOT_DIR, elsewhere);
    expect(wrongIn(await check({ PROMSNAP_SNAPSHOT_DIR: elsewhere }))).toMatchObject([
      told("sandbox", "failure", "sandbox.forbids", /systemctl edit .*ReadWritePaths=\/srv\/backups$/),
    ]);
  });

  test("names a last run that failed, until a snapshot is stored again", async () => {
    await writeConfiguration(systemd.path(guide.configuration), { ...settings, HOST: "http://localhost:1" });
    await systemd.exec(["systemctl", "start", service]);
    await writeConfiguration(systemd.path(guide.configuration), settings);
    expect(wrongIn(await check())).toMatchObject([
      told("last-run", "failure", "lastRun.failed", /^Why: journalctl -u prometheus-snapshot\.service -n 50$/),
    ]);
    await systemd.must("promsnap", "run");
    expect(wrongIn(await check())).toMatchObject([told("last-run", "warning", "lastRun.failed", /^Why: /)]);
    await systemctl("stop", service);
    await systemctl("start", service);
    expect(wrongIn(await check())).toEqual([]);
  });

  test("names a newest snapshot that is older than the timer promises", async () => {
    const old = "/var/lib/old-snapshots";
    await Bun.write(systemd.path(`${old}/snapshot-01_01_2026-13_00_00.tar.gz`), Bun.gzipSync(new Uint8Array(512)));
    const found = wrongIn(await check({ PROMSNAP_SNAPSHOT_DIR: old }));
    expect(found.find(({ id }) => id === "age")).toMatchObject(told("age", "failure", "age.stale", /promsnap run$/));
    expect(found.find(({ id }) => id === "age")?.message).toContain("though the timer runs every 7d");
  });

  test("names a timer that will not come back, is stopped, or is not there", async () => {
    await systemctl("disable", timer);
    expect(wrongIn(await check())).toMatchObject([told("timer", "warning", "timer.disabled", /systemctl enable /)]);
    await systemctl("stop", timer);
    expect(wrongIn(await check())).toMatchObject([
      told("timer", "warning", "timer.inactive", /systemctl enable --now /),
    ]);
    await rm(systemd.path(`${units}/${timer}`));
    await systemctl("daemon-reload");
    expect(wrongIn(await check())).toMatchObject([
      told("timer", "warning", "timer.missing", /^Type: promsnap install/),
    ]);
  });
});
