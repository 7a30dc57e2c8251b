import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { cp, exists, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { fillDataDirectory } from "../bed/blocks.ts";
import { guide } from "../bed/docker.ts";
import { plainDeb } from "../bed/package.ts";
import { binary, writeConfiguration } from "../bed/promsnap.ts";
import { type Systemd, startSystemd } from "../bed/systemd.ts";
import { temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";

const [service, timer] = ["prometheus-snapshot.service", "prometheus-snapshot.timer"] as const;
const data = "/var/lib/prometheus-of-test";
const settings = {
  HOST: "http://localhost:9090",
  SNAPSHOT_DIR: "/var/lib/prometheus-snapshot",
  LOG_FILE: "/var/log/prometheus-snapshot.log",
  PROMETHEUS_DATA_DIR: data,
};
const [first, second] = ["1.0.0", "1.10.0"] as const;
type Version = typeof first | typeof second;
/** With promsnap in it, or with a small stand-in where nothing runs it. */
type Load = "promsnap" | "stand-in";
const debOf = (version: Version, load: Load) => `/var/lib/${load}-${version}.deb`;

/** A Prometheus inside, over data of its own user's. */
async function startPrometheusInside(systemd: Systemd): Promise<void> {
  await fillDataDirectory(systemd.path(data));
  await systemd.must("chown", "-R", "65534:65534", data);
  await Bun.write(systemd.path("/etc/prometheus-of-test.yml"), "{}\n");
  const user = ["--uid=65534", "--gid=65534"];
  const flags = ["--config.file=/etc/prometheus-of-test.yml", `--storage.tsdb.path=${data}`, "--web.enable-admin-api"];
  await systemd.must("systemd-run", ...user, "prometheus", ...flags, "--storage.tsdb.retention.time=100y");
  await until(
    "prometheus inside",
    async () => (await systemd.exec(["curl", "-fsS", `${settings.HOST}/-/ready`])).code === 0,
  );
}

describeWith(
  "systemd",
  "prometheus",
  "dpkg",
)("the Debian package, under a real systemd", () => {
  let systemd: Systemd;
  const configure = async () => {
    await writeConfiguration(systemd.path(guide.configuration), settings);
    return guide.configuration;
  };
  const install = (version: Version, load: Load = "stand-in") => dpkg("--install", debOf(version, load));
  const dpkg = async (...words: string[]) => {
    const { code, stdout, stderr } = await systemd.exec(["dpkg", ...words]);
    expect(code, stdout + stderr).toBe(0);
    return stdout + stderr;
  };
  /** Whether the timer is enabled, and whether it is active. */
  const timerState = async () =>
    Promise.all(
      ["is-enabled", "is-active"].map(async (verb) => (await systemd.exec(["systemctl", verb, timer])).stdout.trim()),
    );
  const text = (path: string) => Bun.file(systemd.path(path)).text();
  const filesOfThePackage = async () =>
    (await systemd.must("dpkg", "--listfiles", "promsnap"))
      .split("\n")
      .filter((path) => /prom(etheus-)?snap/.test(path));
  const snapshots = async () =>
    (await readdir(systemd.path(settings.SNAPSHOT_DIR))).filter((name) => name.endsWith(".tar.gz"));

  beforeAll(async () => {
    await using place = await temporaryDirectory();
    systemd = await startSystemd();
    await rm(systemd.path("/usr/sbin/policy-rc.d"), { force: true }); // a machine that starts no services: this one does
    for (const version of [first, second] as const) {
      await cp(await plainDeb(version, join(place.path, "whole"), binary), systemd.path(debOf(version, "promsnap")));
      await cp(await plainDeb(version, join(place.path, "light")), systemd.path(debOf(version, "stand-in")));
    }
    await startPrometheusInside(systemd);
  }, 120_000);
  afterAll(() => systemd?.stop(), 60_000);
  beforeEach(async () => {
    await dpkg("--purge", "promsnap");
    for (const path of [guide.configuration, settings.SNAPSHOT_DIR, settings.LOG_FILE]) {
      await rm(systemd.path(path), { recursive: true, force: true });
    }
  });

  test("without a configuration it schedules nothing, and says what to do", async () => {
    const said = await install(first);
    expect(said).toContain(`there is no ${guide.configuration}`);
    expect(said).toContain(`systemctl enable --now ${timer}`);
    expect(await timerState()).toEqual(["disabled", "inactive"]);
    expect(await dpkg("--verify", "promsnap")).toBe("");
    expect((await systemd.must("systemd-analyze", "verify", service, timer)).trim()).toBe("");
  });

  test("used, upgraded and purged, it leaves every snapshot, the configuration and the log, and says so", async () => {
    await install(first, "promsnap");
    const configuration = await text(await configure());
    await systemd.must("systemctl", "enable", "--now", timer);
    await systemd.must("systemctl", "start", service);
    const [archive = ""] = await snapshots();
    const log = await text(settings.LOG_FILE);
    expect(log).toContain(`Snapshot réussi: ${settings.SNAPSHOT_DIR}/${archive}`);
    const everythingIsLeft = async () => {
      expect(await snapshots()).toEqual([archive]);
      expect(await text(guide.configuration)).toBe(configuration);
      expect(await text(settings.LOG_FILE)).toBe(log);
    };

    expect(await install(second, "promsnap")).not.toContain("no backup is scheduled");
    expect(await systemd.must("dpkg-query", "--show", "promsnap")).toBe(`promsnap\t${second}\n`);
    expect(await dpkg("--verify", "promsnap")).toBe("");
    expect(await timerState()).toEqual(["enabled", "active"]);
    expect(await systemd.must("promsnap", "verify", "latest")).toContain(archive.replace(".tar.gz", ""));
    await everythingIsLeft();

    const files = await filesOfThePackage();
    const said = await dpkg("--purge", "promsnap");
    expect(said).toContain(`your snapshots stay where they are, and so do ${guide.configuration}`);
    await everythingIsLeft();
    expect(files.length).toBeGreaterThan(5);
    for (const path of files) expect(await exists(systemd.path(path)), path).toBe(false);
    const links = [
      "find",
      "/etc/systemd",
      "/var/lib/systemd",
      "-name",
      "prometheus-snapshot*",
      "-not",
      "-path",
      "*/timers/*",
    ];
    expect(await systemd.must(...links)).toBe("");
  });

  test("an upgrade leaves a timer disabled that the administrator has disabled", async () => {
    await configure();
    await install(first);
    await systemd.must("systemctl", "disable", "--now", timer);
    await install(second);
    expect(await timerState()).toEqual(["disabled", "inactive"]);
  });

  test("where a configuration is, the first installation schedules; a removal ends that until it is back", async () => {
    await configure();
    expect(await install(first)).not.toContain("no backup is scheduled");
    expect(await timerState()).toEqual(["enabled", "active"]);
    await dpkg("--remove", "promsnap");
    expect((await timerState())[1]).toBe("inactive");
    await install(first);
    expect(await timerState()).toEqual(["enabled", "active"]);
  });

  test("an installation by hand, which goes before the package's, is named", async () => {
    await Bun.write(
      systemd.path(`/etc/systemd/system/${service}`),
      "[Service]\nExecStart=/usr/local/bin/promsnap run\n",
    );
    const said = await install(first);
    await rm(systemd.path(`/etc/systemd/system/${service}`));
    expect(said).toContain(`/etc/systemd/system/${service}`);
  });
});
