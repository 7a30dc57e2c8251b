import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { cp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { guide } from "../bed/docker.ts";
import { plainDeb } from "../bed/package.ts";
import { binary } from "../bed/promsnap.ts";
import type { Systemd } from "../bed/systemd.ts";
import { temporaryDirectory } from "../bed/temporary.ts";
import { bootMachine, type Machine } from "./install-scene.ts";

const service = "prometheus-snapshot.service";
const [timer, resume] = ["prometheus-snapshot.timer", "prometheus-snapshot-resume.service"] as const;
const [store, log] = ["/var/lib/prometheus-snapshot", "/var/log/prometheus-snapshot.log"] as const;
const byHand = ["/usr/local/bin/promsnap", `/etc/systemd/system/${service}`] as const;
const patience = 60_000;
const [first, second] = ["1.0.0", "1.10.0"] as const;
type Version = typeof first | typeof second;
/** With promsnap in it, or with a small stand-in where nothing runs it. */
type Load = "promsnap" | "stand-in";
const debOf = (version: Version, load: Load) => `/var/lib/${load}-${version}.deb`;

async function bringDebs(systemd: Systemd): Promise<void> {
  await using place = await temporaryDirectory();
  for (const version of [first, second] as const) {
    await cp(await plainDeb(version, join(place.path, "whole"), binary), systemd.path(debOf(version, "promsnap")));
    await cp(await plainDeb(version, join(place.path, "light")), systemd.path(debOf(version, "stand-in")));
  }
}

describeWith(
  "systemd",
  "prometheus",
  "dpkg",
)("the Debian package, under a real systemd", () => {
  let machine: Machine;
  let systemd: Systemd;
  const dpkg = async (...words: string[]) => {
    const { code, stdout, stderr } = await systemd.exec(["dpkg", ...words]);
    expect(code, stdout + stderr).toBe(0);
    return stdout + stderr;
  };
  const install = (version: Version, load: Load = "stand-in") => dpkg("--install", debOf(version, load));
  const configure = () => machine.write(guide.configuration, "# whatever\n");
  const answer = async (verb: string, unit: string) => (await systemd.exec(["systemctl", verb, unit])).stdout.trim();
  const timerState = async () => [await answer("is-enabled", timer), await answer("is-active", timer)];
  const filesOfThePackage = async () =>
    (await systemd.must("dpkg", "--listfiles", "promsnap"))
      .split("\n")
      .filter((path) => /prom(etheus-)?snap/.test(path));
  const snapshots = async () => (await readdir(systemd.path(store))).filter((name) => name.endsWith(".tar.gz"));

  beforeAll(async () => {
    machine = await bootMachine();
    systemd = machine.systemd;
    await rm(systemd.path("/usr/sbin/policy-rc.d"), { force: true }); // a machine that starts no services: this one does
    await rm(systemd.path("/root/promsnap"));
    await rm(systemd.path("/var/lib/man-db/auto-update"), { force: true }); // nobody asks its index of manual pages
    await bringDebs(systemd);
  }, 120_000);
  afterAll(() => machine?.[Symbol.asyncDispose](), 60_000);
  beforeEach(async () => {
    await dpkg("--purge", "promsnap");
    for (const path of [guide.configuration, store, log, ...byHand]) {
      await rm(systemd.path(path), { recursive: true, force: true });
    }
  });

  test(
    "without a configuration it schedules nothing, and says what to do",
    async () => {
      const said = await install(first);
      expect(said).toContain(`there is no ${guide.configuration}`);
      expect(said).toContain("\n  promsnap install\n");
      expect(await timerState()).toEqual(["disabled", "inactive"]);
      expect(await answer("is-enabled", resume)).toBe("enabled");
      expect(await dpkg("--verify", "promsnap")).toBe("");
      expect((await systemd.must("systemd-analyze", "verify", service, timer, resume)).trim()).toBe("");
    },
    patience,
  );

  test(
    "set up, used, upgraded and purged, it leaves every snapshot, the configuration and the log, and says so",
    async () => {
      await install(first, "promsnap");
      const settings = {
        HOST: machine.host,
        PROMETHEUS_DATA_DIR: machine.data,
        SERVICE: machine.service,
        LOG_FILE: log,
      };
      const environment = Object.entries(settings).map(([key, value]) => `PROMSNAP_${key}=${value}`);
      await systemd.must("env", ...environment, `PROMSNAP_SNAPSHOT_DIR=${store}`, "promsnap", "install", "--yes");
      for (const path of byHand) expect(await machine.exists(path), path).toBe(false);
      await systemd.must("systemctl", "start", service);
      const [archive = ""] = await snapshots();
      const [configuration, logged] = [await machine.text(guide.configuration), await machine.text(log)];
      expect(logged).toContain(`Snapshot réussi: ${store}/${archive}`);
      const expectAllLeft = async () => {
        expect(await snapshots()).toEqual([archive]);
        expect([await machine.text(guide.configuration), await machine.text(log)]).toEqual([configuration, logged]);
      };

      expect(await install(second, "promsnap")).not.toContain("no backup is scheduled");
      expect(await systemd.must("dpkg-query", "--show", "promsnap")).toBe(`promsnap\t${second}\n`);
      expect(await dpkg("--verify", "promsnap")).toBe("");
      expect(await timerState()).toEqual(["enabled", "active"]);
      expect(await systemd.must("promsnap", "verify", "latest")).toContain(archive.replace(".tar.gz", ""));
      await expectAllLeft();

      const files = await filesOfThePackage();
      expect(await dpkg("--purge", "promsnap")).toContain(
        `your snapshots stay where they are, and so do ${guide.configuration}`,
      );
      await expectAllLeft();
      expect(files.length).toBeGreaterThan(5);
      for (const path of files) expect(await machine.exists(path), path).toBe(false);
      const links = ["-type", "l", "-name", "prometheus-snapshot*"];
      expect(await systemd.must("find", "/etc/systemd", "/var/lib/systemd/deb-systemd-helper-enabled", ...links)).toBe(
        "",
      );
    },
    patience,
  );

  test(
    "an upgrade leaves a timer disabled that the administrator has disabled",
    async () => {
      await configure();
      await install(first);
      await systemd.must("systemctl", "disable", "--now", timer);
      await install(second);
      expect(await timerState()).toEqual(["disabled", "inactive"]);
    },
    patience,
  );

  test(
    "where a configuration is, the first installation schedules; a removal ends that until it is back",
    async () => {
      await configure();
      expect(await install(first)).not.toContain("no backup is scheduled");
      expect(await timerState()).toEqual(["enabled", "active"]);
      await dpkg("--remove", "promsnap");
      expect(await answer("is-active", timer)).toBe("inactive");
      await install(first);
      expect(await timerState()).toEqual(["enabled", "active"]);
    },
    patience,
  );

  test(
    "an installation by hand, which goes before the package's, is named",
    async () => {
      for (const path of byHand) await machine.write(path, "[Service]\nExecStart=/usr/local/bin/promsnap run\n");
      const said = await install(first);
      for (const path of byHand) expect(said).toContain(`${path}, which is not this package's`);
    },
    patience,
  );
});
