import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { describeWith } from "../bed/abilities.ts";
import { until } from "../bed/waiting.ts";
import { bootMachine, type Machine } from "./install-scene.ts";

/** Prometheus and systemd take their time on a busy machine: milliseconds. */
setDefaultTimeout(60_000);

const configuration = "/etc/prometheus-snapshot.conf";
const store = "/var/lib/prometheus-snapshot";
const [service, timer, resume] = ["service", "timer", "resume"].map((kind) =>
  kind === "resume" ? "prometheus-snapshot-resume.service" : `prometheus-snapshot.${kind}`,
) as [string, string, string];
const units = "/etc/systemd/system";

interface StatusOf {
  readonly timer?: { readonly active: boolean; readonly enabled: boolean; readonly next?: string };
  readonly lastRun?: { readonly result: string; readonly exitCode: number };
  readonly stores: readonly { readonly store: string; readonly snapshots: number }[];
  readonly newest?: { readonly name: string };
  readonly alerts: readonly { readonly id: string; readonly remedy?: string }[];
}

describeWith(
  "systemd",
  "prometheus",
  "script's tools",
)("promsnap install on a fresh machine", () => {
  let machine: Machine;
  const statusOf = async (...args: string[]) => {
    const { code, stdout } = await machine.installed(["status", "--json", ...args]);
    return { code, ...(JSON.parse(stdout) as { status: StatusOf }).status };
  };
  const archives = async () => (await machine.systemd.must("ls", store)).split("\n").filter((name) => /gz$/.test(name));
  const ran = (unit = service) =>
    until("the end of a run", async () => {
      const text = await machine.systemctl("show", "--property=ActiveState,Result,ExecMainExitTimestamp", unit);
      return /ExecMainExitTimestamp=.+/.test(text) && /ActiveState=(?:inactive|failed)/.test(text) && text;
    });

  beforeAll(async () => {
    machine = await bootMachine();
  }, 120_000);
  afterAll(() => machine?.[Symbol.asyncDispose](), 60_000);

  test("without configuration and terminal it says what to type, with the Prometheus that it found, and changes nothing", async () => {
    const before = await machine.fingerprint();
    const { code, stderr } = await machine.promsnap(["install"]);
    expect([code, await machine.fingerprint()]).toEqual([2, before]);
    const found = `PROMSNAP_HOST=${machine.host} PROMSNAP_PROMETHEUS_DATA_DIR=${machine.data} PROMSNAP_SERVICE=${machine.service}`;
    expect(stderr).toContain(`${found} PROMSNAP_SNAPSHOT_DIR=${store} promsnap install --yes\n`);
  });

  test("--dry-run shows every file and command, and changes nothing", async () => {
    const before = await machine.fingerprint();
    const { code, stdout, stderr } = await machine.promsnap(["install", "--yes", "--dry-run"]);
    expect([code, stderr, await machine.fingerprint()]).toEqual([0, "", before]);
    const words = ["/root/promsnap → /usr/local/bin/promsnap", configuration, `${units}/${service}`];
    for (const word of [...words, `${units}/${timer}`, `${units}/${resume}`, "daemon-reload", `restart ${timer}`]) {
      expect(stdout).toContain(`${word}\n`);
    }
  });

  test("on a terminal it asks, takes what it found for Enter, and asks again where an answer is none", async () => {
    const wanted = "/etc/prometheus-snapshot/typed.conf";
    const answers = ["", "relative/path", "", "", "/var/lib/typed"];
    const { code, stdout } = await machine.typing(["install", "--name", "typed"], ...answers);
    expect(code, stdout).toBe(0);
    expect(stdout).toContain("PROMETHEUS_DATA_DIR is relative/path");
    expect((await machine.text(wanted)).split("\n").filter((line) => /^[A-Z]/.test(line))).toEqual([
      `HOST=${machine.host}`,
      `PROMETHEUS_DATA_DIR=${machine.data}`,
      `SERVICE=${machine.service}`,
      "SNAPSHOT_DIR=/var/lib/typed",
      "LOG_FILE=/var/log/prometheus-snapshot-typed.log",
    ]);
    expect(await machine.systemctl("is-enabled", "prometheus-snapshot@typed.timer")).toBe("enabled\n");
    expect((await machine.promsnap(["uninstall", "--name", "typed"])).code).toBe(0);
    expect(await machine.exists("/usr/local/bin/promsnap")).toBe(false);
    await machine.systemd.must("rm", "-r", "/etc/prometheus-snapshot");
  });

  test("installs a timer that fires and leaves a verified snapshot", async () => {
    await machine.systemd.must("mkdir", "-p", `${units}/${timer}.d`);
    await machine.write(`${units}/${timer}.d/own.conf`, "[Timer]\nAccuracySec=10ms\n");
    const soon = `${new Date(Date.now() + 5000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
    const { code, stdout, stderr } = await machine.promsnap(["install", "--yes", "--on-calendar", soon]);
    expect(code, stdout + stderr).toBe(0);
    expect(stderr).toContain(`stays in force: ${units}/${timer}.d/own.conf`);
    expect(stdout).toContain(`${timer}: next on`);
    expect(await machine.systemd.must("stat", "--format=%U %a", configuration, "/usr/local/bin/promsnap")).toBe(
      "root 600\nroot 755\n",
    );
    expect(await machine.systemctl("is-enabled", timer, resume)).toBe("enabled\nenabled\n");
    expect(await ran()).toContain("Result=success");
    expect(await archives()).toHaveLength(1);
    expect((await machine.installed(["verify", "--all", "--deep"])).code).toBe(0);
    const { alerts, ...status } = await statusOf();
    // The one time is over.
    expect(alerts).toMatchObject([{ id: "timer", remedy: expect.stringContaining("systemctl cat") }]);
    expect(status).toMatchObject({
      code: 1,
      lastRun: { result: "success", exitCode: 0 },
      stores: [{ store, snapshots: 1 }],
    });
  });

  test("what it wrote is a configuration that says what it means", async () => {
    const text = await machine.text(configuration);
    expect(text).toContain(`\nHOST=${machine.host}\n`);
    expect(text).toContain(`\nSERVICE=${machine.service}\n`);
    expect(text).toContain("\n# SCHEDULE='0 13 * * 1'\n");
    expect((await machine.installed(["config", "validate"])).code).toBe(0);
  });

  test("SCHEDULE in the configuration moves the timer at the next install, and then all is well", async () => {
    await machine.write(configuration, `${await machine.text(configuration)}SCHEDULE='30 4 1,15 * 5'\n`);
    const { code, stdout, stderr } = await machine.installed(["install"]);
    expect(code, stdout + stderr).toBe(0);
    const calendars = await machine.systemctl("show", "--property=TimersCalendar", timer);
    const shown = [...calendars.matchAll(/OnCalendar=(.*?) ;/g)].map(([, text]) => text).sort();
    expect(shown).toEqual(["*-*-01,15 04:30:00", "Fri *-*-* 04:30:00"]);
    expect(await statusOf()).toMatchObject({ code: 0, timer: { active: true, enabled: true }, alerts: [] });
    expect((await machine.installed(["status"])).stdout).toContain(`${timer}: next on `);
  });

  test("installed a second time it changes nothing, and says so", async () => {
    const before = await machine.fingerprint();
    const { code, stdout } = await machine.installed(["install"]);
    expect([code, await machine.fingerprint()]).toEqual([0, before]);
    expect(stdout.split("\n")[0]).toBe("Everything is installed already: nothing was changed.");
    const again = await machine.promsnap(["install", "--dry-run", "--json"]);
    expect(JSON.parse(again.stdout)).toMatchObject({ plan: { changed: false, steps: [] } });
  });

  test("two words on when are refused, and so is a calendar that systemd does not understand", async () => {
    const before = await machine.fingerprint();
    const two = await machine.installed(["install", "--on-calendar", "daily"]);
    expect([two.code, two.stderr]).toEqual([2, expect.stringContaining(`SCHEDULE (${configuration}:`)]);
    const wrong = await machine.installed(["install", "--name", "eu", "--on-calendar", "sometimes"]);
    expect(wrong.code).toBe(2);
    expect(await machine.fingerprint()).toBe(before);
  });

  test("a unit that somebody changed is replaced only where they agree, and a copy is kept", async () => {
    const unit = `${units}/${service}`;
    const own = (await machine.text(unit)).replace("Nice=10", "Nice=19");
    await machine.write(unit, own);
    const refused = await machine.installed(["install"]);
    expect([refused.code, await machine.text(unit)]).toEqual([2, own]);
    expect(refused.stderr).toContain(unit);
    const shown = await machine.installed(["install", "--dry-run"]);
    expect(shown.stdout).toMatch(/keep a copy +\S+ → \S+\.bak\n +- Nice=19\nwrite /);
    expect((await machine.installed(["install", "--yes"])).code).toBe(0);
    expect([await machine.text(`${unit}.bak`), await machine.text(unit)]).toEqual([
      own,
      expect.stringContaining("\nNice=10\n"),
    ]);
  });

  test("a directory that the units may not write to is opened to them", async () => {
    await machine.write(
      configuration,
      (await machine.text(configuration)).replace(/^SNAPSHOT_DIR=.*$/m, "SNAPSHOT_DIR='/srv/back ups'"),
    );
    const { code, stdout, stderr } = await machine.installed(["install"]);
    expect(code, stdout + stderr).toBe(0);
    await machine.systemctl("start", service);
    expect(await machine.systemd.must("ls", "/srv/back ups")).toContain(".tar.gz\n");
    await machine.write(
      configuration,
      (await machine.text(configuration)).replace(/^SNAPSHOT_DIR=.*$/m, `SNAPSHOT_DIR=${store}`),
    );
    await machine.installed(["install"]);
    expect(await machine.exists(`${units}/${service}.d/10-promsnap.conf`)).toBe(false);
  });

  test("status names what needs a person: a failed run, a timer that is off", async () => {
    const right = await machine.text(configuration);
    await machine.write(configuration, right.replace(/^HOST=.*$/m, "HOST=http://localhost:1"));
    await machine.systemd.exec(["systemctl", "start", service]);
    await machine.write(configuration, right);
    await machine.systemctl("stop", timer);
    const { code, alerts } = await statusOf();
    expect([code, alerts.map(({ id }) => id)]).toEqual([1, ["timer", "last-run"]]);
    const { stdout } = await machine.installed(["status", "--quiet"]);
    expect(stdout).toContain("→ Type: systemctl enable --now prometheus-snapshot.timer");
    await machine.systemctl("reset-failed", service);
    await machine.systemctl("stop", service);
  });

  test("several Prometheus on one machine have an installation each", async () => {
    await machine.systemd.must("mkdir", "-p", "/etc/prometheus-snapshot");
    const eu = (await machine.text(configuration))
      .replaceAll(store, "/var/lib/snapshots-eu")
      .replace(/^SCHEDULE=.*$/m, "");
    await machine.write("/etc/prometheus-snapshot/eu.conf", `${eu}LANGUAGE=en\n`);
    const { code, stdout, stderr } = await machine.installed(["install", "--name", "eu", "--on-calendar", "daily"]);
    expect(stdout + stderr).toContain("prometheus-snapshot@eu.timer: next on");
    expect(code, stdout + stderr).toBe(0);
    await machine.systemctl("start", "prometheus-snapshot@eu.service");
    expect(await statusOf("--name", "eu")).toMatchObject({
      code: 0,
      timer: { active: true, enabled: true },
      lastRun: { result: "success" },
      stores: [{ store: "/var/lib/snapshots-eu", snapshots: 1 }],
    });
    expect((await machine.installed(["uninstall", "--name", "eu"])).code).toBe(0);
    expect(await machine.systemd.must("bash", "-c", `ls ${units} | grep @ || true`)).toBe("");
    expect(await machine.exists("/usr/local/bin/promsnap")).toBe(true);
    expect(await machine.exists("/var/lib/snapshots-eu")).toBe(true);
  });

  test("uninstall takes timer, units and program away; configuration and snapshots stay, and it says where", async () => {
    const [text, stored] = [await machine.text(configuration), await archives()];
    const { code, stdout, stderr } = await machine.promsnap(["uninstall"]);
    expect(code, stdout + stderr).toBe(0);
    expect(stderr).toContain(`kept: ${configuration}\n`);
    expect(stderr).toContain(`kept: ${store}\n`);
    expect(stderr).toContain(`kept: ${units}/${service}.bak\n`);
    expect([await machine.text(configuration), await archives()]).toEqual([text, stored]);
    for (const gone of [`${units}/${service}`, `${units}/${timer}`, `${units}/${resume}`, "/usr/local/bin/promsnap"]) {
      expect([gone, await machine.exists(gone)]).toEqual([gone, false]);
    }
    expect(await machine.systemctl("show", "--property=LoadState,ActiveState", timer)).toBe(
      "LoadState=not-found\nActiveState=inactive\n",
    );
    const again = await machine.promsnap(["uninstall"]);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining(`there is no ${timer}`)]);
  });
});
