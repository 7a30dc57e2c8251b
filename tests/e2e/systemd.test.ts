import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { chmod, cp, mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { fillDataDirectory } from "../bed/blocks.ts";
import { guide } from "../bed/docker.ts";
import { writeWebConfig } from "../bed/prometheus.ts";
import { binary, projectRoot, writeConfiguration } from "../bed/promsnap.ts";
import { type Systemd, startSystemd } from "../bed/systemd.ts";
import { until } from "../bed/waiting.ts";

const [service, timer] = ["prometheus-snapshot.service", "prometheus-snapshot.timer"] as const;
const password = "p$'\"# é";
const settings = {
  HOST: "https://localhost:9090",
  USERNAME: "admin",
  TLS_CA_FILE: "/var/lib/prometheus-of-test/web/certificate.pem",
  SNAPSHOT_DIR: "/var/lib/prometheus-snapshot",
  LOG_FILE: "/var/log/prometheus-snapshot.log",
  PROMETHEUS_DATA_DIR: "/var/lib/prometheus-of-test/data",
  METRICS_FILE: "/var/lib/prometheus-of-test/textfiles/promsnap.prom",
};

/** Prints whether a function that is called often gets compiled. */
const whetherCompiled = `
import { numberOfDFGCompiles } from "bun:jsc";
const sum = (count) => { let sum = 0; for (let i = 0; i < count; i++) sum = (sum + i * 7) | 0; return sum; };
for (let i = 0; i < 10_000; i++) sum(1000);
const times = numberOfDFGCompiles(sum); // a million where there is no compiler
console.log("compiled:", times > 0 && times < 1000);
`;

/** Binary and units, installed as the README says. */
async function install(systemd: Systemd): Promise<void> {
  await cp(binary, systemd.path("/usr/local/bin/promsnap"));
  await chmod(systemd.path("/usr/local/bin/promsnap"), 0o755);
  for (const unit of [service, timer]) {
    await cp(join(projectRoot, "systemd", unit), systemd.path(`/etc/systemd/system/${unit}`));
  }
  await systemd.must("systemctl", "daemon-reload");
}

/** A Prometheus inside, which runs as 65534 over data of 65534's, and wants TLS and a password. */
async function startPrometheusInside(systemd: Systemd): Promise<void> {
  const home = "/var/lib/prometheus-of-test";
  await mkdir(systemd.path(`${home}/web`), { recursive: true });
  await fillDataDirectory(systemd.path(`${home}/data`));
  const web = await writeWebConfig(systemd.path(`${home}/web`), settings.USERNAME, password);
  const inside = (await Bun.file(web.file).text()).replaceAll(systemd.path(home), home);
  await Bun.write(web.file, inside);
  await Bun.write(systemd.path(`${home}/prometheus.yml`), "{}\n");
  await systemd.must("chown", "-R", "65534:65534", home);
  await systemd.must("chmod", "0700", `${home}/data`);
  // As Debian's node_exporter has it: another user's, whose files root puts there.
  await systemd.must("install", "--directory", "--owner=65534", "--group=65534", `${home}/textfiles`);
  const storage = [`--config.file=${home}/prometheus.yml`, `--storage.tsdb.path=${home}/data`];
  const flags = [...storage, "--storage.tsdb.retention.time=100y", `--web.config.file=${home}/web/web.yml`];
  const unit = ["systemd-run", "--unit=prometheus-of-test", "--uid=65534", "--gid=65534", "prometheus"];
  await systemd.must(...unit, ...flags, "--web.enable-admin-api");
  const ask = ["curl", "-fsS", "--insecure", "--user", `${settings.USERNAME}:${password}`, `${settings.HOST}/-/ready`];
  await until("prometheus inside", async () => (await systemd.exec(ask)).code === 0);
}

const state = async (systemd: Systemd) => {
  const properties = "--property=ActiveState,SubState,Result,ExecMainStatus";
  const lines = (await systemd.must("systemctl", "show", properties, service)).trim().split("\n");
  return Object.fromEntries(lines.map((line) => line.split("=", 2)));
};

describeWith(
  "systemd",
  "prometheus",
  "openssl",
  "script's tools",
)("under a real systemd", () => {
  let systemd: Systemd;
  const configure = (values: Record<string, string>) =>
    writeConfiguration(systemd.path(guide.configuration), { ...settings, ...values });
  const journal = () => systemd.must("journalctl", "--output=cat", `--unit=${service}`);
  /** Does what makes the service start, waits until it has ended or waits to be tried again, and says how. */
  const launch = async (cause: () => Promise<unknown>) => {
    const invocation = () => systemd.must("systemctl", "show", "--property=InvocationID", service);
    const before = await invocation();
    await cause();
    await until("the start of the service", async () => (await invocation()) !== before);
    return until("the end of the service", async () => {
      const now = await state(systemd);
      if (now.ActiveState === "activating" && now.SubState !== "auto-restart") throw new Error(await journal());
      return now;
    });
  };
  const startService = () => systemd.must("systemctl", "start", "--no-block", service);

  beforeAll(async () => {
    systemd = await startSystemd();
    await install(systemd);
    await startPrometheusInside(systemd);
  }, 120_000);
  afterAll(() => systemd?.stop(), 60_000);
  beforeEach(async () => {
    await systemd.exec(["systemctl", "stop", service]);
    await systemd.exec(["systemctl", "reset-failed", service]);
  });

  test("the timer makes an archive with a password from systemd's credentials", async () => {
    const credential = systemd.path("/etc/credstore/prometheus-snapshot.password");
    await configure({});
    await mkdir(systemd.path("/etc/credstore"), { recursive: true, mode: 0o700 });
    await Bun.write(credential, `${password}\n`);
    const soon = new Date(Date.now() + 1500).toISOString().replace("T", " ").replace("Z", " UTC");
    const override = `[Timer]\nOnCalendar=\nOnCalendar=${soon}\nAccuracySec=10ms\n`;
    await mkdir(systemd.path(`/etc/systemd/system/${timer}.d`), { recursive: true });
    await Bun.write(systemd.path(`/etc/systemd/system/${timer}.d/soon.conf`), override);
    await systemd.must("systemctl", "daemon-reload");
    const end = await launch(() => systemd.must("systemctl", "enable", "--now", timer));
    await rm(credential);

    const log = Bun.file(systemd.path(settings.LOG_FILE));
    const [archive = "none"] = (await readdir(systemd.path(settings.SNAPSHOT_DIR))).filter((name) => /gz$/.test(name));
    const said = `Snapshot réussi: ${settings.SNAPSHOT_DIR}/${archive}`;
    expect(await journal()).toContain(`${said}\n`);
    expect(await log.text()).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d - /);
    expect((await log.text()).slice(22)).toBe(`${said}\n`);
    expect(end, await journal()).toEqual({
      ActiveState: "inactive",
      SubState: "dead",
      Result: "success",
      ExecMainStatus: "0",
    });
    expect((await stat(systemd.path(`${settings.SNAPSHOT_DIR}/${archive}`))).mode & 0o777).toBe(0o640);
    expect(await readdir(systemd.path(`${settings.PROMETHEUS_DATA_DIR}/snapshots`))).toEqual([]);
    expect(await journal()).not.toContain(password);
    const metrics = systemd.path(settings.METRICS_FILE);
    expect(await Bun.file(metrics).text()).toContain(
      `promsnap_last_attempt_exit_code{store="${settings.SNAPSHOT_DIR}"} 0`,
    );
    expect((await stat(metrics)).mode & 0o777).toBe(0o644);
  });

  test("a configuration that is wrong is not tried again, and needs no credential to be seen", async () => {
    await Bun.write(systemd.path(guide.configuration), "HOST=$(hostname)\n");
    expect(await launch(startService), await journal()).toEqual({
      ActiveState: "failed",
      SubState: "failed",
      Result: "exit-code",
      ExecMainStatus: "3",
    });
    expect(await journal()).toContain(`${guide.configuration}:1:6`);
  });

  test("a Prometheus that is down is tried again a day later", async () => {
    await configure({ HOST: "http://localhost:1", PASSWORD: password });
    expect(await launch(startService), await journal()).toMatchObject({
      SubState: "auto-restart",
      ExecMainStatus: "4",
    });
    expect(await systemd.must("systemctl", "show", "--property=RestartUSec", service)).toBe("RestartUSec=1d\n");
  });

  test("a SNAPSHOT_DIR outside /var/lib is refused with the drop-in to write, and works with it", async () => {
    await mkdir(systemd.path("/srv/backups"), { recursive: true });
    await configure({ SNAPSHOT_DIR: "/srv/backups", PASSWORD: password });
    await launch(startService);
    expect(await journal()).toContain("ReadWritePaths=/srv/backups");

    await mkdir(systemd.path(`/etc/systemd/system/${service}.d`), { recursive: true });
    const override = "[Service]\nReadWritePaths=/srv/backups\n";
    await Bun.write(systemd.path(`/etc/systemd/system/${service}.d/override.conf`), override);
    await systemd.must("systemctl", "daemon-reload");
    await systemd.exec(["systemctl", "stop", service]);
    expect(await launch(startService), await journal()).toMatchObject({ Result: "success", ExecMainStatus: "0" });
    expect((await readdir(systemd.path("/srv/backups"))).filter((name) => name.endsWith(".tar.gz"))).toHaveLength(1);
  });

  test("the unit leaves the engine its compiler: without it, checking blocks is thirty times slower", async () => {
    const program = "/var/lib/prometheus-of-test/compiled.ts";
    await Bun.write(systemd.path(program), whetherCompiled);
    const text = await Bun.file(join(projectRoot, "systemd", service)).text();
    await cp(process.execPath, systemd.path("/usr/local/bin/bun-of-test"));
    const unit = text.replace("/usr/local/bin/promsnap run", `/usr/local/bin/bun-of-test ${program}`);
    await Bun.write(systemd.path("/etc/systemd/system/compiled.service"), unit);
    await systemd.must("systemctl", "start", "compiled.service");
    expect(await systemd.must("journalctl", "--output=cat", "--unit=compiled.service")).toContain("compiled: true\n");
  });

  test("a run that is told to stop while it waits for Prometheus ends at once, and that is no failure", async () => {
    const signal = (name: string) => systemd.must("systemctl", "kill", `--signal=${name}`, "prometheus-of-test");
    await configure({ PASSWORD: password });
    await signal("SIGSTOP");
    await startService();
    const connections = () => systemd.must("cat", "/proc/net/tcp", "/proc/net/tcp6");
    await until("its question", async () => / [0-9A-F]+:2382 01 /.test(await connections())); // to 9090, established
    const begin = performance.now();
    await systemd.must("systemctl", "stop", service);
    expect(performance.now() - begin).toBeLessThan(2000);
    expect(await state(systemd), await journal()).toMatchObject({ Result: "success", ExecMainStatus: "143" });
    await signal("SIGCONT");
  });
});
