import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { blocksIn } from "../bed/blocks.ts";
import { guide } from "../bed/docker.ts";
import { projectRoot } from "../bed/promsnap.ts";
import { until } from "../bed/waiting.ts";
import { bootMachine, type Machine, password, service, settings, timer } from "./systemd-scene.ts";

/** Prints whether a function that is called often gets compiled. */
const whetherCompiled = `
import { numberOfDFGCompiles } from "bun:jsc";
const sum = (count) => { let sum = 0; for (let i = 0; i < count; i++) sum = (sum + i * 7) | 0; return sum; };
for (let i = 0; i < 10_000; i++) sum(1000);
const times = numberOfDFGCompiles(sum); // a million where there is no compiler
console.log("compiled:", times > 0 && times < 1000);
`;

describeWith(
  "systemd",
  "prometheus",
  "openssl",
  "script's tools",
)("under a real systemd", () => {
  let machine: Machine;
  let systemd: Machine["systemd"];
  const startService = () => systemd.must("systemctl", "start", "--no-block", service);

  beforeAll(async () => {
    machine = await bootMachine();
    systemd = machine.systemd;
  }, 120_000);
  afterAll(() => machine?.[Symbol.asyncDispose](), 60_000);
  beforeEach(async () => {
    await systemd.exec(["systemctl", "stop", service]);
    await systemd.exec(["systemctl", "reset-failed", service]);
  });

  test("the timer makes an archive with a password from systemd's credentials", async () => {
    const credential = systemd.path("/etc/credstore/prometheus-snapshot.password");
    await machine.configure({});
    await mkdir(systemd.path("/etc/credstore"), { recursive: true, mode: 0o700 });
    await Bun.write(credential, `${password}\n`);
    const soon = new Date(Date.now() + 1500).toISOString().replace("T", " ").replace("Z", " UTC");
    const once = `[Timer]\nOnCalendar=\nOnCalendar=${soon}\nAccuracySec=10ms\n`;
    await using _ = await machine.dropIn(timer, "soon", once);
    await machine.lastFired("1 minute"); // or a busy machine, for which that was too soon, would never fire
    const end = await machine.launch(() => systemd.must("systemctl", "enable", "--now", timer));
    await rm(credential);

    const log = Bun.file(systemd.path(settings.LOG_FILE));
    const [archive = "none"] = await machine.archives();
    const said = `Snapshot réussi: ${settings.SNAPSHOT_DIR}/${archive}`;
    expect(await machine.journal()).toContain(`${said}\n`);
    expect(await log.text()).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d - /);
    expect((await log.text()).slice(22)).toBe(`${said}\n`);
    expect(end, await machine.journal()).toEqual({
      ActiveState: "inactive",
      SubState: "dead",
      Result: "success",
      ExecMainStatus: "0",
    });
    expect((await stat(systemd.path(`${settings.SNAPSHOT_DIR}/${archive}`))).mode & 0o777).toBe(0o640);
    expect(await readdir(systemd.path(`${settings.PROMETHEUS_DATA_DIR}/snapshots`))).toEqual([]);
    expect(await machine.journal()).not.toContain(password);
    const metrics = systemd.path(settings.METRICS_FILE);
    expect(await Bun.file(metrics).text()).toContain(
      `promsnap_last_attempt_exit_code{store="${settings.SNAPSHOT_DIR}"} 0`,
    );
    expect((await stat(metrics)).mode & 0o777).toBe(0o644);
  });

  test("a time that passed while the machine was off is made up for once the timer is on, and only that", async () => {
    await machine.configure({ PASSWORD: password });
    await using _ = await machine.dropIn(timer, "punctual", "[Timer]\nAccuracySec=10ms\n");
    /** The timer is off, has fired that long ago for the last time, and is on again. */
    const onAgainAfter = async (off: string) => {
      await systemd.must("systemctl", "stop", timer);
      await machine.lastFired(off);
      await systemd.must("systemctl", "start", timer);
    };
    const before = [await machine.show(service, "InvocationID"), await machine.archives()] as const;
    await onAgainAfter("1 second");
    await systemd.must("systemd-run", "--quiet", "--wait", "true"); // by its end, what was due has been started
    expect([await machine.show(service, "InvocationID"), await machine.archives()]).toEqual([...before]);

    const end = await machine.launch(() => onAgainAfter("8 days"));
    expect(end, await machine.journal()).toMatchObject({ Result: "success", ExecMainStatus: "0" });
    expect(await machine.archives()).toHaveLength(before[1].length + 1);
  });

  test("a configuration that is wrong is not tried again, and needs no credential to be seen", async () => {
    await Bun.write(systemd.path(guide.configuration), "HOST=$(hostname)\n");
    expect(await machine.launch(startService), await machine.journal()).toEqual({
      ActiveState: "failed",
      SubState: "failed",
      Result: "exit-code",
      ExecMainStatus: "3",
    });
    expect(await machine.journal()).toContain(`${guide.configuration}:1:6`);
  });

  test("a Prometheus that is down is tried again a day later", async () => {
    await machine.configure({ HOST: "http://localhost:1", PASSWORD: password });
    expect(await machine.launch(startService), await machine.journal()).toMatchObject({
      SubState: "auto-restart",
      ExecMainStatus: "4",
    });
    expect(await machine.show(service, "RestartUSec")).toEqual({ RestartUSec: "1d" });
  });

  test("a run that failed is tried again by systemd alone, and stores once Prometheus is back", async () => {
    await machine.configure({ PASSWORD: password });
    const before = await machine.archives();
    // A day must pass in a second; systemd's limit on starts in a row never comes near with days between them.
    const soon = "[Unit]\nStartLimitIntervalSec=0\n[Service]\nRestartSec=1s\n";
    await using _ = await machine.dropIn(service, "soon", soon);
    await machine.stopPrometheus();
    const first = await machine.launch(startService);
    expect(first, await machine.journal()).toMatchObject({ SubState: "auto-restart", ExecMainStatus: "4" });
    expect(await machine.archives()).toEqual(before);

    await machine.startPrometheus();
    await until("a run without failure", async () => {
      const { ActiveState } = await machine.show(service, "ActiveState");
      return ActiveState === "inactive";
    });
    const { NRestarts, ...last } = await machine.show(service, "Result", "ExecMainStatus", "NRestarts");
    expect(last, await machine.journal()).toEqual({ Result: "success", ExecMainStatus: "0" });
    expect(Number(NRestarts)).toBeGreaterThan(0);
    expect(await machine.archives()).toHaveLength(before.length + 1);
  });

  test("wrong usage, damage in Prometheus itself, and a store that lacks its copy are not tried again", async () => {
    const failed = (code: string) => ({ ActiveState: "failed", Result: "exit-code", ExecMainStatus: code });
    await machine.configure({ PASSWORD: password });
    {
      const call = "[Service]\nExecStart=\nExecStart=/usr/local/bin/promsnap run --again\n";
      await using _ = await machine.dropIn(service, "call", call);
      expect(await machine.launch(startService), await machine.journal()).toMatchObject(failed("2"));
    }
    const data = systemd.path(settings.PROMETHEUS_DATA_DIR);
    const [block = "none"] = await blocksIn(data);
    const chunks = join(data, block, "chunks/000001");
    const good = await readFile(chunks);
    await writeFile(chunks, good.with(5000, (good[5000] ?? 0) ^ 1));
    expect(await machine.launch(startService), await machine.journal()).toMatchObject(failed("5"));
    await writeFile(chunks, good);

    await machine.configure({ PASSWORD: password, REPLICATE_TO: "/srv/elsewhere" });
    expect(await machine.launch(startService), await machine.journal()).toMatchObject(failed("10"));
  });

  test("a SNAPSHOT_DIR outside /var/lib is refused with the drop-in to write, and works with it", async () => {
    await mkdir(systemd.path("/srv/backups"), { recursive: true });
    await machine.configure({ SNAPSHOT_DIR: "/srv/backups", PASSWORD: password });
    await machine.launch(startService);
    expect(await machine.journal()).toContain("ReadWritePaths=/srv/backups");

    await using _ = await machine.dropIn(service, "override", "[Service]\nReadWritePaths=/srv/backups\n");
    await systemd.exec(["systemctl", "stop", service]);
    expect(await machine.launch(startService), await machine.journal()).toMatchObject({
      Result: "success",
      ExecMainStatus: "0",
    });
    expect(await machine.archives("/srv/backups")).toHaveLength(1);
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
    // Not by systemctl kill: where systemds side by side share control groups, it fails over the other's processes.
    const { MainPID = "" } = await machine.show("prometheus-of-test", "MainPID");
    const signal = (name: string) => systemd.must("kill", "--signal", name, MainPID);
    await machine.configure({ PASSWORD: password });
    await signal("SIGSTOP");
    await startService();
    const connections = () => systemd.must("cat", "/proc/net/tcp", "/proc/net/tcp6");
    await until("its question", async () => / [0-9A-F]+:2382 01 /.test(await connections())); // to 9090, established
    const begin = performance.now();
    await systemd.must("systemctl", "stop", service);
    expect(performance.now() - begin).toBeLessThan(2000);
    const end = await machine.show(service, "Result", "ExecMainStatus");
    expect(end, await machine.journal()).toEqual({ Result: "success", ExecMainStatus: "143" });
    await signal("SIGCONT");
  });
});
