import { describe, expect, test } from "bun:test";
import { obstaclesOf, readContainer } from "../../src/services/container-facts.ts";
import { readUnit, unitObstacles } from "../../src/services/unit-facts.ts";

/** As docker writes it, cut down to what is read. */
const inspection = {
  Id: "0123456789abcdef".repeat(4),
  Name: "/prometheus",
  Path: "/bin/prometheus",
  Args: ["--storage.tsdb.path=/prometheus"],
  State: { Status: "running", ExitCode: 0, Pid: 4711 },
  HostConfig: { AutoRemove: false },
  Config: { WorkingDir: "", Labels: {} as Record<string, unknown> | null },
  RestartCount: 0,
  Mounts: [{ Type: "bind", Source: "/srv", Destination: "/prometheus", Mode: "", RW: true }],
};

const read = (change: Partial<Record<keyof typeof inspection, unknown>> = {}) =>
  readContainer(JSON.stringify([{ ...inspection, ...change }]));

describe("an inspection", () => {
  test("of docker and podman tells what a restore needs", () => {
    expect(read()).toEqual({
      id: inspection.Id,
      name: "prometheus",
      state: "running",
      exitCode: 0,
      process: 4711,
      argv: ["/bin/prometheus", "--storage.tsdb.path=/prometheus"],
      workingDirectory: "/",
      mounts: [{ type: "bind", source: "/srv", destination: "/prometheus", name: "", driver: "" }],
      labels: {},
      removedWhenStopped: false,
      restarts: 0,
    });
    expect(read({ Mounts: null, Config: { Labels: null } })).toMatchObject({ mounts: [], labels: {} });
  });

  test.each([
    ["restarting", "running"],
    ["stopping", "running"],
    ["paused", "paused"],
    ["created", "stopped"],
    ["configured", "stopped"],
    ["exited", "stopped"],
    ["dead", "stopped"],
    ["removing", "missing"],
  ] as const)("of one that is %s says that it is %s", (Status, state) => {
    expect(read({ State: { ...inspection.State, Status } })?.state).toBe(state);
  });

  test("is not believed where anything in it is otherwise than those two write it", () => {
    const wrong: Partial<Record<keyof typeof inspection, unknown>>[] = [
      { Id: "prometheus" },
      { Id: undefined },
      { Name: 1 },
      { Path: null },
      { Args: "x" },
      { Args: [1] },
      { State: null },
      { State: { ...inspection.State, Status: "constructor" } },
      { State: { ...inspection.State, Pid: "1" } },
      { State: { ...inspection.State, Pid: -1 } },
      { State: { ...inspection.State, ExitCode: 0.5 } },
      { RestartCount: "1" },
      { Config: { WorkingDir: 1 } },
      { Mounts: {} },
      { Mounts: [null] },
      { Mounts: [{ Type: "bind", Source: "/srv" }] },
    ];
    for (const change of wrong) expect([change, read(change)]).toEqual([change, undefined]);
    const one = JSON.stringify(inspection);
    for (const text of ["", "x", "{}", "[]", "null", one, `[${one},${one}]`]) {
      expect([text, readContainer(text)]).toEqual([text, undefined]);
    }
  });

  const obstacles = (Labels: Record<string, unknown>, AutoRemove = false) => {
    const container = read({ HostConfig: { AutoRemove }, Config: { Labels } });
    return container && obstaclesOf(container);
  };

  test("names what would start or remove the container in mid-restore", () => {
    expect(obstacles({})).toEqual([]);
    expect(obstacles({}, true)).toEqual([{ kind: "removed when stopped" }]);
    expect(obstacles({ "com.docker.swarm.service.name": "mon", "com.docker.swarm.task": "" })).toEqual([
      { kind: "swarm", service: "mon" },
    ]);
    expect(obstacles({ "com.docker.swarm.task.id": "x1" })).toEqual([{ kind: "swarm", service: "x1" }]);
    expect(obstacles({ "io.kubernetes.pod.name": "p", "io.kubernetes.pod.namespace": "n" })).toEqual([
      { kind: "kubernetes", pod: "p" },
    ]);
    expect(obstacles({ PODMAN_SYSTEMD_UNIT: "p.service" }, true)).toEqual([
      { kind: "under a unit", unit: "p.service" },
      { kind: "removed when stopped" },
    ]);
  });

  test("of a compose project's container names none: compose starts nothing by itself", () => {
    const compose = { "com.docker.compose.project": "monitoring", "com.docker.compose.service": "prometheus" };
    expect(obstacles(compose)).toEqual([]);
    expect(obstacles({ ...compose, PODMAN_SYSTEMD_UNIT: "podman-compose@monitoring.service" })).toEqual([]);
  });

  test("has labels that are no longer than a message may be", () => {
    expect(obstacles({ PODMAN_SYSTEMD_UNIT: "x".repeat(100_000) })).toEqual([
      { kind: "under a unit", unit: "x".repeat(200) },
    ]);
  });
});

/** As systemd 252 writes it for Debian's unit. */
const shown = `MainPID=52
ExecMainStatus=0
ExecStart={ path=/usr/bin/prometheus ; argv[]=/usr/bin/prometheus $ARGS ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }
WorkingDirectory=
RootDirectory=
RootImage=
BindPaths=
LoadState=loaded
ActiveState=active
FreezerState=running
`;

const unit = (...changes: [from: string, to: string][]) =>
  readUnit(
    "p.service",
    changes.reduce((text, [from, to]) => text.replace(from, to), shown),
  );

describe("what systemctl shows", () => {
  test("tells what a restore needs", () => {
    expect(unit()).toEqual({
      name: "p.service",
      state: "running",
      failed: false,
      process: 52,
      exitCode: 0,
      load: "loaded",
      argv: undefined,
      workingDirectory: "/",
      seesHost: true,
    });
  });

  test.each([
    ["activating", "running"],
    ["deactivating", "running"],
    ["reloading", "running"],
    ["inactive", "stopped"],
    ["failed", "stopped"],
  ] as const)("of a unit that is %s says that it is %s", (active, state) => {
    expect(unit(["ActiveState=active", `ActiveState=${active}`])).toMatchObject({ state, failed: active === "failed" });
  });

  test("of a frozen unit says that it is paused", () => {
    expect(unit(["FreezerState=running", "FreezerState=frozen"])?.state).toBe("paused");
  });

  test("of a command holds its words only where they can be told apart", () => {
    const argv = (command: string) => unit(["/usr/bin/prometheus $ARGS", command])?.argv;
    expect(argv("/bin/prometheus --storage.tsdb.path=/x --y")).toEqual([
      "/bin/prometheus",
      "--storage.tsdb.path=/x",
      "--y",
    ]);
    expect(argv("/bin/prometheus --storage.tsdb.path=/my data --y")).toBeUndefined();
    expect(unit([/ExecStart=.*\n/.exec(shown)?.[0] ?? "", ""])?.argv).toBeUndefined();
  });

  test("of a unit with a root or binds of its own tells that its paths are not this host's", () => {
    expect(unit(["RootDirectory=", "RootDirectory=/srv"])?.seesHost).toBe(false);
    expect(unit(["BindPaths=", "BindPaths=/srv:/mnt:rbind"])?.seesHost).toBe(false);
  });

  test("of a unit that systemd could not start again names that", () => {
    for (const load of ["masked", "bad-setting", "error", "not-found"] as const) {
      const found = unit(["LoadState=loaded", `LoadState=${load}`]);
      expect(found && unitObstacles(found)).toEqual([{ kind: "unit not startable", unit: "p.service", load }]);
    }
    const missing = unit(["LoadState=loaded", "LoadState=not-found"], ["=active", "=inactive"]);
    expect(missing?.state).toBe("missing");
    expect(missing && unitObstacles(missing)).toEqual([]);
  });

  test("is not believed where it is otherwise than systemd writes it", () => {
    expect(readUnit("p.service", "")).toBeUndefined();
    expect(unit(["ActiveState=active", "ActiveState=merry"])).toBeUndefined();
    expect(unit(["LoadState=loaded\n", ""])).toBeUndefined();
    expect(unit(["MainPID=52", "MainPID=x"])).toBeUndefined();
  });
});
