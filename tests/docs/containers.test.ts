import { expect, test } from "bun:test";
import { chmod, chown, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { loadSettings } from "../../src/config/load.ts";
import { realSystem } from "../../src/system/system.ts";
import { smallArchives } from "../archive/small-archives.ts";
import { testWith } from "../bed/abilities.ts";
import { must, run } from "../bed/processes.ts";
import { binary, projectRoot } from "../bed/promsnap.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

interface Container {
  readonly name: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

interface Pod {
  readonly initContainers: readonly Container[];
  readonly containers: readonly Container[];
}

interface Service {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
}

const page = await Bun.file(join(projectRoot, "docs/kubernetes-and-compose.md")).text();
const [compose = "", kubernetes = ""] = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? "");
const { services } = Bun.YAML.parse(compose) as { services: Readonly<Record<string, Service>> };
const { spec } = Bun.YAML.parse(kubernetes) as { spec: { template: { spec: Pod } } };
const [fill, sidecar] = [spec.template.spec.initContainers[0], spec.template.spec.containers[1]];

const environmentOf = (container: Container | undefined): Record<string, string> =>
  Object.fromEntries(container?.env?.map(({ name, value }) => [name, value]) ?? []);

/** The settings that an environment gives, where there is no file; throws where they cannot be used. */
const settingsOf = (environment: Readonly<Record<string, string>> = {}) =>
  loadSettings("/absent.conf", { ...realSystem(), environment });

const [composed, sidecarred] = [services["promsnap"]?.environment, environmentOf(sidecar)];

test.each([
  ["Compose's fill", services["fill"]?.environment],
  ["Compose's promsnap", composed],
  ["the init container", environmentOf(fill)],
  ["the sidecar", sidecarred],
])("%s has a configuration that promsnap can use, without a file and without a warning", (_, given) => {
  const { settings, notices } = settingsOf(given);
  expect(notices).toEqual([]);
  expect(settings).toMatchObject({ PROMETHEUS_DATA_DIR: "/prometheus", SERVICE: { kind: "none" } });
});

test("both daemons take a snapshot each night and answer on every address, as the kubelet's probes need", () => {
  for (const given of [composed, sidecarred]) {
    const { settings } = settingsOf(given);
    expect(settings).toMatchObject({ SCHEDULE: "30 2 * * *", LISTEN: ":9095", KEEP_DAILY: 7, KEEP_WEEKLY: 5 });
  }
});

test("every container with promsnap has both volumes, where its configuration says, and Prometheus has its own", () => {
  for (const name of ["fill", "promsnap"]) {
    expect(services[name]?.volumes).toEqual(["prometheus_data:/prometheus", "./snapshots:/snapshots"]);
  }
  expect(services["prometheus"]?.command).toContain("--web.enable-admin-api");
  expect(services["prometheus"]?.volumes).toContain("prometheus_data:/prometheus");
  const mounts = [
    { name: "data", mountPath: "/prometheus" },
    { name: "snapshots", mountPath: "/snapshots" },
  ];
  for (const container of [fill, sidecar]) expect(container?.volumeMounts).toEqual(mounts);
  expect(spec.template.spec.containers[0]?.volumeMounts).toEqual(mounts.slice(0, 1));
});

testWith("blocks", "mounts")(
  "the init container fills a volume of root's that its group may write to, as another user, and then leaves it alone",
  async () => {
    await using place = await temporaryDirectory();
    await chmod(place.path, 0o755);
    const [data, store] = [join(place.path, "data"), join(place.path, "store")];
    await mkdir(data);
    await chown(data, 0, 2000);
    await chmod(data, 0o2775);
    await mkdir(join(place.path, "made"));
    const { own } = await smallArchives(join(place.path, "made"));
    await Bun.write(join(store, "snapshot-22_11_2026-11_09_40.tar.gz"), own);
    await must(["chown", "-R", "1000:1000", store]);
    const environment = {
      ...environmentOf(fill),
      PROMSNAP_HOST: "http://127.0.0.1:9",
      PROMSNAP_PROMETHEUS_DATA_DIR: data,
      PROMSNAP_SNAPSHOT_DIR: store,
    };
    const user = ["setpriv", "--reuid=1000", "--regid=1000", "--groups=2000", "--"];
    const fillIt = () => run([...user, binary, ...(fill?.args ?? [])], { environment });
    const first = await fillIt();
    expect(first.code, first.stderr).toBe(0);
    const owners = await must(["find", data, "-mindepth", "1", "-path", "*/chunks/*", "-printf", "%U:%G\n"]);
    expect(owners).toBe("1000:2000\n");
    const again = await fillIt();
    expect(again.code, again.stderr).toBe(0);
    expect(await must(["find", data, "-name", "chunks"])).toBe(
      await must(["find", data, "-maxdepth", "2", "-name", "chunks"]),
    );
  },
);

test("promsnap refuses to fill a volume from a store that is empty: nobody would notice", async () => {
  await using place = await temporaryDirectory();
  for (const name of ["data", "store"]) await mkdir(join(place.path, name));
  const environment = {
    ...environmentOf(fill),
    PROMSNAP_HOST: "http://127.0.0.1:9",
    PROMSNAP_PROMETHEUS_DATA_DIR: join(place.path, "data"),
    PROMSNAP_SNAPSHOT_DIR: join(place.path, "store"),
  };
  const { code, stderr } = await run([binary, ...(fill?.args ?? [])], { environment });
  expect([code, stderr]).toEqual([1, expect.stringContaining("no snapshot in")]);
});
