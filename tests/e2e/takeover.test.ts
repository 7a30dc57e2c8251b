import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { describeWith } from "../bed/abilities.ts";
import { scripts } from "../bed/script.ts";
import { until } from "../bed/waiting.ts";
import { bootMachine, type Machine } from "./install-scene.ts";
import { type Traveller, travel } from "./trip.ts";

/** Prometheus and systemd take their time on a busy machine: milliseconds. */
setDefaultTimeout(60_000);

const configuration = "/etc/prometheus-snapshot.conf";
const script = "/usr/local/bin/prometheus_snapshot.sh";
const store = "/var/lib/prometheus-snapshot";
const log = "/var/log/prometheus-snapshot.log";
const units = "/etc/systemd/system";

/** The guide's units to the letter, but for the time, which its operator moved. */
const service = `[Unit]
Description=Snapshot Prometheus Data
After=network.target

[Service]
Type=simple
ExecStart=${script}

[Install]
WantedBy=multi-user.target
`;
const timer = `[Unit]
Description=Run Prometheus Snapshot every Monday at 13:00

[Timer]
OnCalendar=Tue *-*-* 04:15:00
Persistent=true

[Install]
WantedBy=timers.target
`;

describeWith(
  "systemd",
  "prometheus",
  "strace",
  "script's tools",
)("promsnap install where the bash script is installed", () => {
  let machine: Machine;
  let traveller: Traveller;
  let text: string;
  const archives = async () => (await machine.systemd.must("ls", store)).split("\n").filter((name) => /gz$/.test(name));
  const setting = (key: string, value: string) => `${key}=${value}\n`;

  beforeAll(async () => {
    machine = await bootMachine();
    text = [
      "# /etc/prometheus-snapshot.conf\n",
      setting("HOST", machine.host),
      setting("USERNAME", "admin") + setting("PASSWORD", "admin"),
      setting("SNAPSHOT_DIR", store) + setting("LOG_FILE", log) + setting("PROMETHEUS_DATA_DIR", machine.data),
      setting("SERVICE", machine.service),
    ].join("");
    await machine.write(configuration, text);
    await machine.write(script, `#!/bin/bash\n${await scripts[0]?.text()}`);
    await machine.systemd.must("chmod", "755", script);
    await machine.systemd.must("chmod", "600", configuration);
    await machine.write(`${units}/prometheus-snapshot.service`, service);
    await machine.write(`${units}/prometheus-snapshot.timer`, timer);
    await machine.systemctl("daemon-reload");
    await machine.systemctl("enable", "--now", "prometheus-snapshot.timer");
    await machine.systemctl("start", "prometheus-snapshot.service");
    await until("the script's archive", async () => (await machine.text(log)).includes("réussi"));
    traveller = travel({ place: machine.systemd.place, host: machine.host, data: machine.data, store, log });
  }, 120_000);
  afterAll(() => machine?.[Symbol.asyncDispose](), 60_000);

  test("shows first what it would do, and what of the old units will be out of force", async () => {
    await machine.write("/etc/cron.d/snapshot", `# by hand\n0 1 * * * root ${script}\n`);
    const before = await machine.fingerprint();
    const { code, stdout, stderr } = await machine.promsnap(["install", "--dry-run"]);
    expect([code, await machine.fingerprint()]).toEqual([0, before]);
    expect(stderr).toStartWith("promsnap: warning: /etc/cron.d/snapshot:2 starts the bash script, too. ");
    expect(stdout).toStartWith(`Found an installation of the bash script, ${script}: promsnap takes its place`);
    for (const line of [`- ExecStart=${script}`, "- Type=simple", `${script} → ${script}.bak`]) {
      expect(stdout).toContain(`${line}\n`);
    }
  });

  test("does nothing to it where nobody agrees", async () => {
    const before = await machine.fingerprint();
    const { code, stderr } = await machine.promsnap(["install"]);
    expect([code, await machine.fingerprint()]).toEqual([2, before]);
    expect(stderr).toContain(`${units}/prometheus-snapshot.service`);
    const refused = await machine.typing(["install"], "no");
    expect(refused.code, refused.stdout).toBe(1);
    expect(refused.stdout).toContain(`- ExecStart=${script}`);
    expect(await machine.fingerprint()).toBe(before);
  });

  test("takes its place: same configuration, unit names and time, and everything of it kept", async () => {
    const { code, stdout, stderr } = await machine.promsnap(["install", "--yes"]);
    expect(code, stdout + stderr).toBe(0);
    expect(await machine.text(configuration)).toBe(text);
    expect(await machine.text(`${units}/prometheus-snapshot.service.bak`)).toBe(service);
    expect(await machine.text(`${units}/prometheus-snapshot.timer.bak`)).toBe(timer);
    expect([await machine.exists(script), await machine.exists(`${script}.bak`)]).toEqual([false, true]);
    const shown = await machine.systemctl(
      "show",
      "--property=TimersCalendar,ActiveState,UnitFileState",
      "prometheus-snapshot.timer",
    );
    expect(shown).toContain("OnCalendar=Tue *-*-* 04:15:00 ;");
    expect(shown).toContain("ActiveState=active\nUnitFileState=enabled\n");
    const before = await machine.fingerprint();
    expect((await machine.installed(["install"])).code).toBe(0);
    expect(await machine.fingerprint()).toBe(before);
  });

  test("then a run stores beside the script's archives, and both are restored", async () => {
    const [old = ""] = await archives();
    await machine.systemctl("start", "prometheus-snapshot.service");
    const all = await archives();
    expect([all.length, all.includes(old)]).toEqual([2, true]);
    for (const name of all) {
      const { code, stdout, stderr } = await machine.installed(["restore", name]);
      expect([code, stdout], stderr).toEqual([0, `Snapshot restauré: ${name}\n`]);
      await machine.ready();
    }
    expect(await machine.text(log)).toContain(`Snapshot restauré: ${old}\n`);
  });

  test("a restore that the power cut off is brought to its end at boot, before Prometheus, and closed by the next run", async () => {
    const [archive = ""] = await archives();
    // The barrier stands, and everything of before is out.
    const kill = [
      "strace",
      "-f",
      "-qq",
      "-o",
      "/dev/null",
      "-e",
      "trace=rename",
      "-e",
      "inject=rename:signal=KILL:when=12",
    ];
    await machine.systemd.exec([...kill, "/usr/local/bin/promsnap", "restore", archive]);
    expect(await machine.exists(`${machine.data}/.promsnap/restore.json`)).toBe(true);
    const order = await machine.systemctl("show", "--property=Before", "prometheus-snapshot-resume.service");
    for (const unit of ["docker.service", "podman.service", "prometheus.service", "prometheus-of-test.service"]) {
      expect(order).toContain(unit);
    }
    await machine.systemctl("start", "prometheus-snapshot-resume.service");
    const journal = await machine.systemd.must(
      "journalctl",
      "--output=cat",
      "--unit=prometheus-snapshot-resume.service",
    );
    expect(journal).toContain("The restored data are in place");
    expect((await machine.installed(["status", "--json"])).stdout).toContain('"id":"journal"');
    expect((await machine.installed(["uninstall"])).stderr).toContain("restore --resume");
    await machine.systemctl("start", machine.service.replace("systemd:", ""));
    await machine.ready();
    const { code, stderr } = await machine.installed(["run"]);
    expect(code, stderr).toBe(0);
    expect(await traveller.inside("ls", `${machine.data}/.promsnap`)).not.toContain("restore.json");
  });

  test("where no restore is open the unit for the boot does nothing", async () => {
    await machine.systemctl("start", "prometheus-snapshot-resume.service");
    const { code, stdout, stderr } = await machine.installed(["restore", "--resume", "--at-boot", "--json"]);
    expect([code, stderr, JSON.parse(stdout)]).toEqual([0, "", { boot: "nothing open", warnings: [] }]);
  });
});
