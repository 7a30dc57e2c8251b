import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ServiceObstacle } from "../../src/faults/services.ts";
import type { ServiceFacts } from "../../src/services/service.ts";
import { describeWith } from "../bed/abilities.ts";
import { startDocker } from "../bed/docker.ts";
import { image } from "../bed/image.ts";
import { startPodman } from "../bed/podman.ts";
import type { Place } from "../bed/processes.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { until } from "../bed/waiting.ts";
import { serviceOf } from "../contract/managers.ts";
import { refusal } from "../contract/refusal.ts";

const patience = 60_000;
const never = new AbortController().signal;

interface Bed {
  readonly place: Place;
  must(...command: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

const beds = { docker: startDocker, podman: startPodman } as const satisfies Record<string, () => Promise<Bed>>;

for (const kind of ["docker", "podman"] as const) {
  describeWith(kind)(`a container of ${kind}`, () => {
    let bed: Bed;
    let directory: Temporary;
    beforeAll(async () => {
      [bed, directory] = await Promise.all([beds[kind](), temporaryDirectory()]);
      await Promise.all(["one", "two"].map((name) => mkdir(join(directory.path, name))));
    }, patience);
    afterAll(async () => {
      await bed?.stop();
      await directory?.remove();
    }, patience);

    let made = 0;
    /** Makes a container, which need not run, and answers its name. */
    const create = async (options: readonly string[], ...command: readonly string[]): Promise<string> => {
      made += 1;
      const name = `made-${made}`;
      await bed.must(kind, "create", "--name", name, "--network", "host", ...options, image, ...command);
      return name;
    };
    const facts = (name: string): Promise<ServiceFacts> => serviceOf(bed, { kind, name }).facts(never);
    const bind = (name: string, target: string) => [
      "--mount",
      `type=bind,source=${directory.path}/${name},target=${target}`,
    ];
    const storedAt = (path: string) => `--storage.tsdb.path=${path}`;
    const mountpoint = async (volume: string) =>
      (await bed.must(kind, "volume", "inspect", "--format", "{{.Mountpoint}}", volume)).trim();

    test("keeps its data in the one of two directories that its command line names", async () => {
      const mounts = [...bind("one", "/prometheus"), ...bind("two", "/prometheus/other")];
      expect(await facts(await create(mounts, storedAt("/prometheus")))).toMatchObject({
        dataPaths: [join(directory.path, "one")],
      });
      expect(await facts(await create(mounts, storedAt("/prometheus/other/tsdb")))).toMatchObject({
        dataPaths: [join(directory.path, "two/tsdb")],
      });
      expect(await facts(await create([...mounts, "--workdir", "/prometheus"], storedAt("tsdb")))).toMatchObject({
        dataPaths: [join(directory.path, "one/tsdb")],
      });
    });

    test("keeps its data in a volume, its own or a named one", async () => {
      const named = await create(["--volume", "named:/prometheus"], storedAt("/prometheus/"));
      expect(await facts(named)).toMatchObject({ dataPaths: [await mountpoint("named")], obstacles: [] });
      const anonymous = await create([], storedAt("/prometheus"));
      const source = "{{range .Mounts}}{{.Source}}{{end}}";
      const path = (await bed.must(kind, "inspect", "--format", source, anonymous)).trim();
      expect(await facts(anonymous)).toMatchObject({ dataPaths: [path], obstacles: [] });
    });

    test("keeps its data in the directory that its volume binds: the volume's own is empty while it is stopped", async () => {
      const options = ["type=none", "o=bind", `device=${directory.path}/one`].flatMap((option) => ["--opt", option]);
      await bed.must(kind, "volume", "create", ...options, "bound");
      const name = await create(["--volume", "bound:/prometheus"], storedAt("/prometheus"));
      expect(await facts(name)).toMatchObject({ dataPaths: [join(directory.path, "one")], obstacles: [] });
    });

    test("is an obstacle when its volume is mounted only while it runs", async () => {
      await bed.must(kind, "volume", "create", "--opt", "type=tmpfs", "--opt", "device=tmpfs", "fleeting");
      const name = await create(["--volume", "fleeting:/prometheus"], storedAt("/prometheus"));
      expect(await facts(name)).toMatchObject({
        dataPaths: [],
        obstacles: [{ kind: "unmounted when stopped", volume: "fleeting" }],
      });
    });

    test("has no data on this host when no mount holds them", async () => {
      expect((await facts(await create(bind("one", "/prometheus"), storedAt("/tmp/data")))).dataPaths).toEqual([]);
    });

    test("may have its data in any of its mounts when its command line does not tell", async () => {
      const mounts = [...bind("one", "/prometheus"), ...bind("two", "/data")];
      const paths = ["one", "two"].map((name) => join(directory.path, name));
      const { dataPaths } = await facts(await create([...mounts, "--entrypoint", "/bin/sleep"], "1000"));
      expect(dataPaths?.toSorted()).toEqual(paths);
    });

    const obstacles: [options: readonly string[], expected: ServiceObstacle][] = [
      [["--rm"], { kind: "removed when stopped" }],
      [["--label", "com.docker.swarm.service.name=monitoring"], { kind: "swarm", service: "monitoring" }],
      [["--label", "io.kubernetes.pod.name=prometheus-0"], { kind: "kubernetes", pod: "prometheus-0" }],
      [["--label", "PODMAN_SYSTEMD_UNIT=prom.service"], { kind: "under a unit", unit: "prom.service" }],
    ];
    test.each(obstacles)("made with %j is an obstacle", async (options, expected) => {
      expect((await facts(await create(options))).obstacles).toEqual([expected]);
    });

    test("is not taken for another whose id begins with the name asked for", async () => {
      const id = (await bed.must(kind, "inspect", "--format", "{{.Id}}", await create([]))).trim();
      expect((await facts(id.slice(0, 6))).state).toBe("missing");
      expect((await facts(id)).state).toBe("stopped");
    });

    test(
      "that is to restart always stays down once stopped, and comes back when started",
      async () => {
        const name = await create(
          ["--restart", "always"],
          "--config.file=/etc/prometheus/prometheus.yml",
          storedAt("/prometheus"),
        );
        const service = serviceOf(bed, { kind, name });
        await service.start(never);
        const { process: first } = await facts(name);
        await bed.must("kill", "-KILL", `${first}`);
        const second = await until("its revival", async () => {
          const { process } = await facts(name);
          return process !== undefined && process !== first && process;
        });
        await service.stop(never);
        await until("that process's end", async () => !(await Bun.file(`/proc/${second}/stat`).exists()));
        expect(await facts(name)).toMatchObject({ state: "stopped", process: undefined });
        await service.start(never);
        expect((await facts(name)).state).toBe("running");
        await service.stop(never);
      },
      patience,
    );

    test(
      "that fails and is started over and over counts as running, and stays down once stopped",
      async () => {
        const name = await create(["--restart", "always"], "--no-such-flag");
        await bed.must(kind, "start", name);
        const restarts = ["inspect", "--format", "{{.RestartCount}}", name];
        await until("a second start", async () => Number(await bed.must(kind, ...restarts)) > 1);
        const service = serviceOf(bed, { kind, name });
        await service.stop(never);
        const count = await bed.must(kind, ...restarts);
        expect((await facts(name)).state).toBe("stopped");
        expect(await bed.must(kind, ...restarts)).toBe(count);
        expect((await service.log(20)).join("\n")).toContain("no-such-flag");
      },
      patience,
    );

    test("says what ended it when it ends at once", async () => {
      const service = serviceOf(bed, { kind, name: await create(["--entrypoint", "/bin/sleep"], "nonsense") });
      // The manager may say that it runs for a moment.
      const seen = await until("its end to be seen", () => refusal(service.start(never)));
      expect(seen).toMatchObject({ code: "service.endedAtOnce", details: { service: service.name, code: 1 } });
    }, 60_000);
  });
}
