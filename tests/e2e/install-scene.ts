import { chmod, cp } from "node:fs/promises";
import { fillDataDirectory } from "../bed/blocks.ts";
import type { Outcome } from "../bed/processes.ts";
import { binary, promsnap } from "../bed/promsnap.ts";
import { type Systemd, startSystemd } from "../bed/systemd.ts";
import { until } from "../bed/waiting.ts";

/** A machine with a Prometheus, and promsnap's executable in root's home, as somebody has just brought it there. */
export interface Machine extends AsyncDisposable {
  readonly systemd: Systemd;
  readonly host: string;
  readonly data: string;
  readonly service: string;
  /** Runs that executable, or the installed one. */
  promsnap(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Outcome>;
  installed(args: readonly string[]): Promise<Outcome>;
  /** The same as `promsnap` for a person at a terminal, who types these lines. */
  typing(args: readonly string[], ...lines: readonly string[]): Promise<Outcome>;
  systemctl(...words: readonly string[]): Promise<string>;
  text(path: string): Promise<string>;
  write(path: string, text: string): Promise<unknown>;
  exists(path: string): Promise<boolean>;
  /** Every file below the directories of units and programs, with its checksum. */
  fingerprint(): Promise<string>;
  ready(): Promise<unknown>;
}

const [host, data, unit] = ["http://localhost:9090", "/var/lib/prometheus-of-test/data", "prometheus-of-test.service"];
const brought = "/root/promsnap";
const unitText = `[Service]
User=65534
Group=65534
ExecStart=/usr/bin/prometheus --config.file=/var/lib/prometheus-of-test/prometheus.yml --storage.tsdb.path=${data} --storage.tsdb.retention.time=100y --web.enable-admin-api
`;
const scraping =
  '{global: {scrape_interval: 1s}, scrape_configs: [{job_name: self, static_configs: [{targets: ["localhost:9090"]}]}]}\n';

/** Boots it; its Prometheus is ready. */
export async function bootMachine(): Promise<Machine> {
  const systemd = await startSystemd();
  const run =
    (program: string) =>
    (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
      promsnap(args, { place: (command) => systemd.place([program, ...command.slice(1)]), environment });
  const ready = () =>
    until("Prometheus inside", async () => (await systemd.exec(["curl", "-fsS", `${host}/-/ready`])).code === 0);
  await cp(binary, systemd.path(brought));
  await chmod(systemd.path(brought), 0o755);
  await fillDataDirectory(systemd.path(data));
  await Bun.write(systemd.path("/var/lib/prometheus-of-test/prometheus.yml"), scraping);
  await Bun.write(systemd.path(`/etc/systemd/system/${unit}`), unitText);
  await systemd.must("chown", "-R", "65534:65534", "/var/lib/prometheus-of-test");
  await systemd.must("systemctl", "daemon-reload");
  await systemd.must("systemctl", "start", unit);
  await ready();
  return {
    systemd,
    host,
    data,
    service: `systemd:${unit}`,
    promsnap: run(brought),
    installed: run("/usr/local/bin/promsnap"),
    typing: (args, ...lines) => {
      const command = [brought, ...args].join(" ");
      return systemd.exec(["script", "--quiet", "--return", "--echo", "never", "--command", command, "/dev/null"], {
        input: lines.map((line) => `${line}\n`).join(""),
      });
    },
    systemctl: (...words) => systemd.must("systemctl", ...words),
    text: (path) => Bun.file(systemd.path(path)).text(),
    write: (path, text) => Bun.write(systemd.path(path), text),
    exists: async (path) => (await systemd.exec(["test", "-e", path])).code === 0,
    fingerprint: () =>
      systemd.must(
        "bash",
        "-c",
        "find /etc/systemd /etc/prometheus-snapshot* /usr/local/bin ! -type d | sort | xargs stat -c '%n %Y %i %a %N'",
      ),
    ready,
    [Symbol.asyncDispose]: () => systemd.stop(),
  };
}
