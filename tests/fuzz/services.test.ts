import { expect } from "bun:test";
import { fault } from "../../src/errors.ts";
import { type Container, obstaclesOf, readContainer } from "../../src/services/container-facts.ts";
import { hostPath, mountedPath, storagePaths } from "../../src/services/storage-path.ts";
import { readUnit, type Unit, unitObstacles } from "../../src/services/unit-facts.ts";
import { expectSayable, fuzz } from "./fuzzing.ts";
import { hostileBytes } from "./hostile-bytes.ts";
import { asJson, hostileJson } from "./hostile-json.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytesOf = (line: string) => new TextEncoder().encode(line);

const inspection = {
  Id: "0123456789abcdef".repeat(4),
  Name: "/prometheus",
  Path: "/bin/prometheus",
  Args: ["--storage.tsdb.path=/prometheus", "--web.enable-admin-api"],
  State: { Status: "running", ExitCode: 0, Pid: 4711 },
  HostConfig: { AutoRemove: false },
  Config: {
    WorkingDir: "/prometheus",
    Labels: { "com.docker.swarm.service.name": "x", PODMAN_SYSTEMD_UNIT: "y.service", "io.kubernetes.pod.name": "z" },
  },
  RestartCount: 0,
  Mounts: [{ Type: "volume", Name: "data", Source: "/srv", Destination: "/prometheus", Driver: "local" }],
};

/** What a restore makes of a path in it: an absolute one on this host, or none. */
function expectPaths(paths: readonly string[] | undefined, mounts: Container["mounts"]): void {
  for (const path of paths ?? []) {
    expect(path).toMatch(/^\//);
    const found = mountedPath(mounts, path);
    if (found !== undefined) expect(hostPath(found.mount.source, found.rest).split("/")).not.toContain("..");
  }
}

const inspections = [[inspection], [{ ...inspection, Config: { Labels: null }, Mounts: null }]];

fuzz<Container>({
  name: "inspection of a container",
  inputs: hostileJson(inspections),
  sound: asJson(inspections),
  read: (bytes) => readContainer(text(bytes)),
  holds: (container) => {
    for (const obstacle of obstaclesOf(container)) {
      expectSayable(fault("service.obstacle", { service: "docker:prometheus", obstacle }));
    }
    const mounts = container.mounts.filter(({ source }) => !source.includes(".."));
    expectPaths(storagePaths(container.argv, container.workingDirectory), mounts);
    expect(container.id).toMatch(/^[0-9a-f]{64}$/);
    expect(container.process).toBeGreaterThanOrEqual(0);
  },
});

const units = [
  "LoadState=loaded\nActiveState=active\nFreezerState=running\nMainPID=4711\nExecMainStatus=0\n" +
    "ExecStart={ path=/usr/bin/prometheus ; argv[]=/usr/bin/prometheus --storage.tsdb.path=/x ; ignore_errors=no ; }\n" +
    "WorkingDirectory=!/var/lib\nRootDirectory=\nRootImage=\nBindPaths=\n",
  "LoadState=masked\nActiveState=failed\nMainPID=0\nExecMainStatus=1\nExecStart=\n",
].map(bytesOf);

fuzz<Unit>({
  name: "properties of a unit",
  inputs: hostileBytes(units),
  sound: units,
  read: (bytes) => readUnit("prometheus.service", text(bytes)),
  holds: (unit) => {
    for (const obstacle of unitObstacles(unit)) {
      expectSayable(fault("service.obstacle", { service: "systemd:prometheus", obstacle }));
    }
    if (unit.argv !== undefined) expectPaths(storagePaths(unit.argv, unit.workingDirectory), []);
    expect(Number.isSafeInteger(unit.process)).toBe(true);
  },
});
