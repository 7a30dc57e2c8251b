import { afterAll, beforeAll, expect, test } from "bun:test";
import { detectPrometheus } from "../../src/jobs/install/detect.ts";
import type { Service } from "../../src/services/service.ts";
import { describeWith } from "../bed/abilities.ts";
import { image } from "../bed/image.ts";
import { podmanUnder } from "../bed/podman.ts";
import { must } from "../bed/processes.ts";
import { type Systemd, startSystemd } from "../bed/systemd.ts";
import { until } from "../bed/waiting.ts";
import { serviceOf, systemIn } from "../contract/managers.ts";
import { refusal } from "../contract/refusal.ts";

const patience = 60_000;
const never = new AbortController().signal;
const prometheus = "/usr/bin/prometheus --config.file=/etc/prometheus/prometheus.yml";

describeWith("systemd")("a unit of systemd", () => {
  let bed: Systemd;
  beforeAll(async () => {
    bed = await startSystemd();
  }, patience);
  afterAll(() => bed?.stop(), patience);

  /** Writes a unit, or writes it anew; its service is as SERVICE=systemd:NAME opens it. */
  const unit = async (name: string, lines: readonly string[], head: readonly string[] = []): Promise<Service> => {
    const text = ["[Unit]", ...head, "[Service]", ...lines, ""].join("\n");
    await Bun.write(bed.path(`/etc/systemd/system/${name}.service`), text);
    await bed.must("systemctl", "daemon-reload");
    return serviceOf(bed, { kind: "systemd", name });
  };
  const inState = (service: Service, state: string) => async () => (await service.facts(never)).state === state;

  test("tells the data directory of its process, and what its file says once it is stopped", async () => {
    await bed.must("mkdir", "-p", "/srv/relative");
    const command = `ExecStart=${prometheus} --storage.tsdb.path=data`;
    const service = await unit("relative", ["WorkingDirectory=/srv/relative", command]);
    expect((await service.facts(never)).dataPaths).toEqual(["/srv/relative/data"]);
    await service.start(never);
    await until("the program", async () => (await service.facts(never)).dataPaths?.[0] === "/srv/relative/data");
    await unit("relative", ["WorkingDirectory=/srv/relative", "Environment=A=elsewhere", `${command}/$A`]);
    expect((await service.facts(never)).dataPaths).toEqual(["/srv/relative/data"]);
    await service.stop(never);
    expect((await service.facts(never)).dataPaths).toBeUndefined();
  });

  test("of Debian's may have its data where Debian puts them, though no one says so, and an installation finds them there", async () => {
    const service = serviceOf(bed, { kind: "systemd", name: "prometheus.service" });
    expect((await service.facts(never)).dataPaths).toBeUndefined();
    await service.start(never);
    await until("the program", async () =>
      (await service.facts(never)).dataPaths?.includes("/var/lib/prometheus/metrics2"),
    );
    expect(await detectPrometheus(systemIn(bed.place), never)).toContainEqual({
      SERVICE: "systemd:prometheus.service",
      PROMETHEUS_DATA_DIR: "/var/lib/prometheus/metrics2",
      HOST: "http://localhost:9090",
    });
    await service.stop(never);
  });

  test("that sees other files than this machine does not tell", async () => {
    const service = await unit("bound", [`ExecStart=${prometheus} --storage.tsdb.path=/mnt`, "BindPaths=/srv:/mnt"]);
    expect((await service.facts(never)).dataPaths).toBeUndefined();
  });

  test("that runs a container's client does not take the container's paths for this machine's", async () => {
    const client = "ExecStart=/usr/bin/podman run prom/prometheus --storage.tsdb.path=/prometheus";
    expect((await (await unit("client", [client])).facts(never)).dataPaths).toBeUndefined();
  });

  test("that is to restart always stays down once stopped", async () => {
    const service = await unit(
      "always",
      ["ExecStart=/bin/false", "Restart=always", "RestartSec=50ms"],
      ["StartLimitIntervalSec=0"],
    );
    await bed.must("systemctl", "start", "--no-block", "always");
    await until("it to be between two starts", async () =>
      (await bed.must("systemctl", "show", "--property=SubState", "always")).includes("auto-restart"),
    );
    expect((await service.facts(never)).state).toBe("running");
    await service.stop(never);
    expect((await service.facts(never)).state).toBe("stopped");
    expect(await bed.must("systemctl", "show", "--property=SubState", "always")).not.toContain("auto-restart");
  });

  test("that failed too often is started all the same", async () => {
    const limit = ["StartLimitIntervalSec=1h", "StartLimitBurst=1"];
    const service = await unit("often", ["ExecStart=/bin/false", "Restart=always"], limit);
    await bed.exec(["systemctl", "start", "often"]);
    await until("its limit", async () => (await bed.exec(["systemctl", "is-failed", "often"])).code === 0);
    expect((await bed.exec(["systemctl", "start", "often"])).code).toBe(1);
    await unit("often", ["ExecStart=/bin/sleep 1000"], limit);
    await service.start(never);
    expect((await service.facts(never)).state).toBe("running");
  });

  test("that still stops is waited for before it is started again", async () => {
    const slow = `/bin/bash -c "trap 'until [ -e /run/go ]; do sleep 0.1; done; exit' TERM; while :; do sleep 0.1; done"`;
    await unit("slow", [`ExecStart=${slow}`]);
    const service = serviceOf(bed, { kind: "systemd", name: "slow" }, 1000);
    await service.start(never);
    const { process: first } = await service.facts(never);
    await until("its trap", async () => (await bed.must("pgrep", "-P", `${first}`, "sleep")) !== "");
    expect(await refusal(service.stop(never))).toMatchObject({ code: "service.stopTimedOut" });
    const starting = service.start(never);
    await bed.must("touch", "/run/go");
    await starting;
    const { state, process: second } = await service.facts(never);
    expect(state).toBe("running");
    expect(second).not.toBe(first as number);
  });

  test("that ends at once says so", async () => {
    const service = await unit("ends", ["ExecStart=/bin/bash -c 'exit 7'"]);
    const seen = await until("its end to be seen", () => refusal(service.start(never)));
    expect(seen).toMatchObject({ code: "service.endedAtOnce", details: { service: "systemd:ends", code: 7 } });
  });

  test("that is masked, or whose file is broken, is an obstacle: it would not start again", async () => {
    const service = await unit("masked", ["ExecStart=/bin/sleep 1000"]);
    await service.start(never);
    expect((await service.facts(never)).obstacles).toEqual([]);
    await bed.must("rm", "/etc/systemd/system/masked.service");
    await bed.must("systemctl", "mask", "masked");
    expect((await service.facts(never)).obstacles).toEqual([
      { kind: "unit not startable", unit: "masked.service", load: "masked" },
    ]);
    expect((await (await unit("broken", ["Type=simple"])).facts(never)).obstacles).toEqual([
      { kind: "unit not startable", unit: "broken.service", load: "bad-setting" },
    ]);
  });

  test("shows its last words without what would drive a terminal", async () => {
    const service = await unit("colours", ["ExecStart=/usr/bin/printf 'one\\ntwo \\033[31mred\\001\\nthree\\n'"]);
    await service.start(never).catch(() => undefined);
    await until("its end", inState(service, "stopped"));
    const said = await until("its words", async () => {
      const lines = (await service.log(20)).filter((line) => /^(?:one|two.*|three)$/.test(line));
      return lines.length === 3 && lines;
    });
    expect(said).toEqual(["one", "two \\u{1b}[31mred\\u{01}", "three"]);
  });

  test("may be asked about by anyone, but stopped only by whom systemd lets", async () => {
    const service = await unit("guarded", ["ExecStart=/bin/sleep 1000"]);
    await service.start(never);
    const anyone = ["setpriv", "--reuid", "65534", "--clear-groups"];
    const asAnyone = serviceOf(
      { place: (command) => bed.place([...anyone, ...command]) },
      { kind: "systemd", name: "guarded" },
    );
    expect((await asAnyone.facts(never)).state).toBe("running");
    expect(await refusal(asAnyone.stop(never))).toMatchObject({ code: "service.forbidden", exitCode: 3 });
    expect((await service.facts(never)).state).toBe("running");
  });

  test("cannot be asked about where no systemd runs", async () => {
    const without = ["unshare", "--mount", "bash", "-c", 'mount -t tmpfs x /run && exec "$@"', "bash"];
    const service = serviceOf(
      { place: (command) => bed.place([...without, ...command]) },
      { kind: "systemd", name: "any" },
    );
    expect(await refusal(service.facts(never))).toMatchObject({ code: "service.managerDown", exitCode: 1 });
  });
});

describeWith("systemd", "podman")(
  "a unit that runs a container of podman's, as podman itself writes such units",
  () => {
    test("is the remedy that its container's obstacle names: it tells the container's data and process", async () => {
      await using bed = await startSystemd();
      await using podman = await podmanUnder(bed);
      const place = podman.place;
      await bed.must("mkdir", "-m", "777", "/srv/contained");
      const options = ["--name", "contained", "--network", "host", "--volume", "/srv/contained:/prometheus"];
      const flags = ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"];
      await must(place(["podman", "create", ...options, image, ...flags]));
      const text = await must(place(["podman", "generate", "systemd", "--new", "--name", "contained"]));
      await must(place(["podman", "rm", "contained"]));
      const unit = text.replace("[Service]", `[Service]\nEnvironment=${podman.environment}`);
      await Bun.write(bed.path("/etc/systemd/system/contained.service"), unit);
      await bed.must("systemctl", "daemon-reload");

      const service = serviceOf({ place }, { kind: "systemd", name: "contained" });
      await service.start(never);
      const facts = await service.facts(never);
      expect(facts).toMatchObject({ state: "running", obstacles: [], dataPaths: ["/srv/contained"] });
      expect(await bed.must("cat", `/proc/${facts.process}/comm`)).toBe("prometheus\n");
      const container = await serviceOf({ place }, { kind: "podman", name: "contained" }).facts(never);
      expect(container).toMatchObject({ process: facts.process, dataPaths: ["/srv/contained"] });
      expect(container.obstacles[0]).toEqual({ kind: "under a unit", unit: "contained.service" });
      await service.stop(never);
      expect((await service.facts(never)).state).toBe("stopped");
    }, 60_000);
  },
);
