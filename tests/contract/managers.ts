import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ServiceSetting } from "../../src/config/service-setting.ts";
import { fault } from "../../src/errors.ts";
import type { ServiceSystem } from "../../src/services/manager.ts";
import { openService } from "../../src/services/open.ts";
import type { Service } from "../../src/services/service.ts";
import type { Command } from "../../src/system/processes.ts";
import { realSystem } from "../../src/system/system.ts";
import { startDocker } from "../bed/docker.ts";
import { image } from "../bed/image.ts";
import { startPodman } from "../bed/podman.ts";
import { freePort } from "../bed/ports.ts";
import { here, must, type Place, run } from "../bed/processes.ts";
import { startSystemd } from "../bed/systemd.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

/** What a service of the tests runs: a real Prometheus, or something that does not end when it is asked to. */
export type Program = "prometheus" | "stubborn";

/** A manager of services that really runs, and services for it. */
export interface ManagerPlace {
  readonly kind: Exclude<ServiceSetting["kind"], "none">;
  readonly place: Place;
  /** Makes a service that runs; its Prometheus listens at this port (9090). */
  make(name: string, program: Program, port?: number): Promise<ServiceSetting>;
  /** Whether it runs, not by promsnap's own code. */
  runs(name: string): Promise<boolean>;
  /** Whatever it takes for the next start to fail. */
  breakStart(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** The system as promsnap has it, with the programs and the processes of a place. */
export function systemIn(place: Place): ServiceSystem {
  const real = realSystem();
  const output = (...command: string[]) => {
    const { exitCode, stdout } = Bun.spawnSync([...place(command)]);
    return exitCode === 0 ? stdout : undefined;
  };
  const failed = (path: string) =>
    fault("files.failed", { operation: "read", path, errno: "ENOENT", reason: "no such file" });
  return {
    clock: real.clock,
    run: (command, options) => real.run(place(command) as Command, options),
    readFile: (path) => {
      const bytes = output("cat", path);
      if (bytes === undefined) throw failed(path);
      return new Uint8Array(bytes);
    },
    realPath: (path) => output("readlink", "-e", path)?.toString().trimEnd(),
  };
}

/** The service as a restore opens it. */
export function serviceOf(
  { place }: Pick<ManagerPlace, "place">,
  setting: ServiceSetting,
  stopTimeout = 30_000,
): Service {
  return openService(setting, systemIn(place), { stopTimeout });
}

const flags = (data: string, port: number, config = "/etc/prometheus/prometheus.yml") => [
  `--config.file=${config}`,
  `--storage.tsdb.path=${data}`,
  `--web.listen-address=127.0.0.1:${port}`,
];

/** docker or podman, whose commands are the same here too. */
async function containers(kind: "docker" | "podman"): Promise<ManagerPlace> {
  const bed = kind === "docker" ? await startDocker() : await startPodman();
  const scratch = await temporaryDirectory();
  const source = (name: string) => join(scratch.path, name);
  return {
    kind,
    place: bed.place,
    make: async (name, program, port = 9090) => {
      await mkdir(source(name));
      await chmod(source(name), 0o777);
      const mount = `type=bind,source=${source(name)},target=/prometheus`;
      const options = ["--detach", "--network", "host", "--name", name, "--mount", mount];
      const what =
        program === "prometheus"
          ? [image, ...flags("/prometheus", port)]
          : ["--entrypoint", "/bin/sleep", image, "1000"];
      await bed.must(kind, "run", ...options, ...what);
      return { kind, name };
    },
    runs: async (name) =>
      (await bed.must(kind, "ps", "--filter", `name=${name}`, "--format", "{{.Names}}")).trim() === name,
    breakStart: async (name) => void (await must(["rm", "-rf", source(name)])),
    stop: async () => {
      await bed.stop();
      await scratch.remove();
    },
  };
}

/** A real systemd, whose units run as root. */
async function systemd(): Promise<ManagerPlace> {
  const bed = await startSystemd();
  const stubborn = "/bin/bash -c \"trap '' TERM; while :; do sleep 1; done\"";
  return {
    kind: "systemd",
    place: bed.place,
    make: async (name, program, port = 9090) => {
      await bed.must("mkdir", "-p", `/srv/${name}`);
      const service = `WorkingDirectory=/srv/${name}\nExecStartPre=/usr/bin/test ! -e /run/${name}.broken\nTimeoutStopSec=8\n`;
      const command = program === "stubborn" ? stubborn : ["/usr/bin/prometheus", ...flags("data", port)].join(" ");
      await Bun.write(bed.path(`/etc/systemd/system/${name}.service`), `[Service]\n${service}ExecStart=${command}\n`);
      await bed.must("systemctl", "start", name);
      return { kind: "systemd", name };
    },
    runs: async (name) => (await bed.exec(["systemctl", "is-active", name])).stdout === "active\n",
    breakStart: (name) => Bun.write(bed.path(`/run/${name}.broken`), "").then(() => undefined),
    stop: () => bed.stop(),
  };
}

const script = (command: string) => `#!/bin/bash
alive() { [ -s "$0.pid" ] && kill -0 "$(cat "$0.pid")" 2>/dev/null; }
case $1 in
  status) if alive; then exit 0; else exit 3; fi ;;
  stop) kill "$(cat "$0.pid")" ;;
  start)
    if [ -e "$0.broken" ]; then exit 7; fi
    ${command} &
    echo $! >"$0.pid"
    ;;
  *) exit 64 ;;
esac
`;

/** Programs as an operator would write them, each of which leaves a bare process behind. */
async function programs(): Promise<ManagerPlace> {
  const scratch = await temporaryDirectory();
  const at = (name: string) => join(scratch.path, name);
  const names: string[] = [];
  return {
    kind: "exec",
    place: here,
    make: async (name, program) => {
      await Bun.write(at("prometheus.yml"), "scrape_configs: []\n");
      const own = flags(at(`${name}.data`), await freePort(), at("prometheus.yml"));
      const prometheus = ["prometheus", ...own].join(" ");
      await Bun.write(at(name), script(program === "prometheus" ? prometheus : "(trap '' TERM; exec sleep 1000)"));
      await chmod(at(name), 0o755);
      names.push(name);
      await must(["bash", "-c", '"$0" start >/dev/null 2>&1', at(name)]);
      return { kind: "exec", name: at(name) };
    },
    runs: async (name) => (await run([at(name), "status"])).code === 0,
    breakStart: (name) => Bun.write(at(`${name}.broken`), "").then(() => undefined),
    stop: async () => {
      for (const name of names) await run(["bash", "-c", 'kill -KILL "$(cat "$0.pid")"', at(name)]);
      await scratch.remove();
    },
  };
}

/** Starts each manager; docker, podman and systemd take root. */
export const managers = {
  docker: () => containers("docker"),
  podman: () => containers("podman"),
  systemd,
  exec: programs,
} as const satisfies Record<ManagerPlace["kind"], () => Promise<ManagerPlace>>;
