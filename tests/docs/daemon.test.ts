import { expect, test } from "bun:test";
import { join } from "node:path";
import { loadSettings } from "../../src/config/load.ts";
import { daemonSamples } from "../../src/report/daemon-metrics.ts";
import { realSystem } from "../../src/system/system.ts";
import { projectRoot } from "../bed/promsnap.ts";

const page = await Bun.file(join(projectRoot, "docs/daemon.md")).text();
const [compose = "", kubernetes = ""] = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => text ?? "");

interface Container {
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

/** The settings that an environment gives, where there is no file; throws where they cannot be used. */
const settingsOf = (environment: Record<string, string>) =>
  loadSettings("/absent/prometheus-snapshot.conf", { ...realSystem(), environment });

test("names every metric that a daemon has beyond METRICS_FILE", () => {
  for (const { name } of daemonSamples({ running: true, nextRun: 0, configurationValid: true })) {
    expect(page).toContain(`| \`${name}\` |`);
  }
});

test("its Compose file gives promsnap a configuration that it can use, and the volume of Prometheus", () => {
  const { services } = Bun.YAML.parse(compose) as { services: Record<string, Record<string, unknown>> };
  const { settings, notices } = settingsOf(services["promsnap"]?.["environment"] as Record<string, string>);
  expect(notices).toEqual([]);
  expect(settings).toMatchObject({ SCHEDULE: "30 2 * * *", LISTEN: ":9095", KEEP_DAILY: 7 });
  const mount = `prometheus_data:${settings.PROMETHEUS_DATA_DIR}`;
  expect(services["promsnap"]?.["volumes"]).toContain(mount);
  expect(services["prometheus"]?.["volumes"]).toContain(mount);
  expect(services["prometheus"]?.["command"]).toContain("--web.enable-admin-api");
});

test("its Kubernetes sidecar, too", () => {
  const { spec } = Bun.YAML.parse(kubernetes) as { spec: { template: { spec: { containers: Container[] } } } };
  const [prometheus, promsnap] = spec.template.spec.containers;
  const { settings, notices } = settingsOf(
    Object.fromEntries(promsnap?.env?.map(({ name, value }) => [name, value]) ?? []),
  );
  expect(notices).toEqual([]);
  expect(settings).toMatchObject({ SCHEDULE: "30 2 * * *", LISTEN: ":9095" });
  const mount = { name: "data", mountPath: settings.PROMETHEUS_DATA_DIR };
  expect(promsnap?.volumeMounts).toContainEqual(mount);
  expect(prometheus?.volumeMounts).toContainEqual(mount);
});
