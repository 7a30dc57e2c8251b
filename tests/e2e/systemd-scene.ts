import { chmod, cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fillDataDirectory } from "../bed/blocks.ts";
import { guide } from "../bed/docker.ts";
import { writeWebConfig } from "../bed/prometheus.ts";
import { binary, projectRoot, writeConfiguration } from "../bed/promsnap.ts";
import { namesIn } from "../bed/scene.ts";
import { type Systemd, startSystemd } from "../bed/systemd.ts";
import { until } from "../bed/waiting.ts";

export const [service, timer] = ["prometheus-snapshot.service", "prometheus-snapshot.timer"] as const;
export const password = "p$'\"# é";
export const settings = {
  HOST: "https://localhost:9090",
  USERNAME: "admin",
  TLS_CA_FILE: "/var/lib/prometheus-of-test/web/certificate.pem",
  SNAPSHOT_DIR: "/var/lib/prometheus-snapshot",
  LOG_FILE: "/var/log/prometheus-snapshot.log",
  PROMETHEUS_DATA_DIR: "/var/lib/prometheus-of-test/data",
  METRICS_FILE: "/var/lib/prometheus-of-test/textfiles/promsnap.prom",
};
const home = "/var/lib/prometheus-of-test";
const prometheusUnit = `[Service]
User=65534
Group=65534
ExecStart=/usr/bin/prometheus --config.file=${home}/prometheus.yml --storage.tsdb.path=${home}/data --storage.tsdb.retention.time=100y --web.config.file=${home}/web/web.yml --web.enable-admin-api
`;

/** A machine with a Prometheus that wants TLS and a password, and with promsnap's binary and units as the README says. */
export interface Machine extends AsyncDisposable {
  readonly systemd: Systemd;
  /** Writes the configuration: `settings`, and these. */
  configure(values: Readonly<Record<string, string>>): Promise<unknown>;
  /** What the service has said, of all its runs. */
  journal(): Promise<string>;
  /** Properties of a unit. */
  show(unit: string, ...properties: readonly string[]): Promise<Record<string, string>>;
  /** Has systemd believe that the timer, which must be off, fired that long ago for the last time: "8 days". */
  lastFired(ago: string): Promise<unknown>;
  /** Puts a drop-in under this name into force; it is out of force again once it is disposed of. */
  dropIn(unit: string, name: string, text: string): Promise<AsyncDisposable>;
  /** Does what makes the service start, waits until it has ended or waits to be tried again, and says how. */
  launch(cause: () => Promise<unknown>): Promise<Record<string, string>>;
  /** The names of the archives in a directory. */
  archives(directory?: string): Promise<string[]>;
  startPrometheus(): Promise<unknown>;
  stopPrometheus(): Promise<unknown>;
}

/** Boots it; its Prometheus is ready. */
export async function bootMachine(): Promise<Machine> {
  const systemd = await startSystemd();
  try {
    await furnishPrometheus(systemd);
    await install(systemd);
    await startPrometheus(systemd);
  } catch (error) {
    await systemd.stop();
    throw error;
  }
  return machineOf(systemd);
}

function machineOf(systemd: Systemd): Machine {
  const journal = () => systemd.must("journalctl", "--output=cat", `--unit=${service}`);
  const show: Machine["show"] = async (unit, ...properties) => {
    const text = await systemd.must(
      "systemctl",
      "show",
      "--timestamp=unix",
      `--property=${properties.join(",")}`,
      unit,
    );
    return Object.fromEntries(
      text
        .trimEnd()
        .split("\n")
        .map((line) => line.split(/=(.*)/s, 2)),
    );
  };
  return {
    systemd,
    configure: (values) => writeConfiguration(systemd.path(guide.configuration), { ...settings, ...values }),
    journal,
    show,
    lastFired: async (ago) => {
      await systemd.must("mkdir", "-p", "/var/lib/systemd/timers");
      await systemd.must("touch", `--date=${ago} ago`, `/var/lib/systemd/timers/stamp-${timer}`);
    },
    dropIn: (unit, name, text) => dropIn(systemd, `/etc/systemd/system/${unit}.d/${name}.conf`, text),
    launch: async (cause) => {
      const invocation = () => systemd.must("systemctl", "show", "--property=InvocationID", service);
      const before = await invocation();
      await cause();
      await until("the start of the service", async () => (await invocation()) !== before, 10_000);
      return until("the end of the service", async () => {
        const now = await show(service, "ActiveState", "SubState", "Result", "ExecMainStatus");
        const { ActiveState, SubState } = now;
        if (ActiveState === "activating" && SubState !== "auto-restart") throw new Error(await journal());
        return now;
      });
    },
    archives: async (directory = settings.SNAPSHOT_DIR) =>
      (await namesIn(systemd.path(directory))).filter((name) => name.endsWith(".tar.gz")),
    startPrometheus: () => startPrometheus(systemd),
    stopPrometheus: () => systemd.must("systemctl", "stop", "prometheus-of-test"),
    [Symbol.asyncDispose]: () => systemd.stop(),
  };
}

/** Binary and units; systemd reads all units anew. */
async function install(systemd: Systemd): Promise<void> {
  await cp(binary, systemd.path("/usr/local/bin/promsnap"));
  await chmod(systemd.path("/usr/local/bin/promsnap"), 0o755);
  for (const unit of [service, timer]) {
    await cp(join(projectRoot, "systemd", unit), systemd.path(`/etc/systemd/system/${unit}`));
  }
  await systemd.must("systemctl", "daemon-reload");
}

/** What a Prometheus needs that runs as 65534 over data of 65534's. */
async function furnishPrometheus(systemd: Systemd): Promise<void> {
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
  await Bun.write(systemd.path("/etc/systemd/system/prometheus-of-test.service"), prometheusUnit);
}

async function startPrometheus(systemd: Systemd): Promise<void> {
  await systemd.must("systemctl", "start", "prometheus-of-test");
  const ask = ["curl", "-fsS", "--insecure", "--user", `${settings.USERNAME}:${password}`, `${settings.HOST}/-/ready`];
  await until("prometheus inside", async () => (await systemd.exec(ask)).code === 0);
}

async function dropIn(systemd: Systemd, path: string, text: string): Promise<AsyncDisposable> {
  await Bun.write(systemd.path(path), text);
  await systemd.must("systemctl", "daemon-reload");
  return {
    [Symbol.asyncDispose]: async () => {
      // Whether this works the next test will see; an error here would hide that of the test.
      await rm(systemd.path(path), { force: true });
      await systemd.exec(["systemctl", "daemon-reload"]);
    },
  };
}
