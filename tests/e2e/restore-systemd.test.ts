import { afterAll, beforeAll, expect, test } from "bun:test";
import { cp, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { fillDataDirectory } from "../bed/blocks.ts";
import { guide } from "../bed/docker.ts";
import { binary, writeConfiguration } from "../bed/promsnap.ts";
import { type Systemd, startSystemd } from "../bed/systemd.ts";
import { patience, roundTrip, type Traveller, travel } from "./trip.ts";

const host = "http://localhost:9090";
const data = "/var/lib/prometheus/data";
const places = { store: "/var/lib/prometheus-snapshot", log: "/var/log/prometheus-snapshot.log" };

/** A unit as packages have it: it runs as its own user, and systemd revives it whatever its end. */
const unit = `[Service]
User=65534
Group=65534
Restart=always
ExecStart=/usr/bin/prometheus --config.file=/etc/prometheus.yml --storage.tsdb.path=${data} --storage.tsdb.retention.time=100y --web.enable-admin-api
`;
const scraping =
  '{global: {scrape_interval: 1s}, scrape_configs: [{job_name: self, static_configs: [{targets: ["localhost:9090"]}]}]}\n';

describeWith(
  "systemd",
  "prometheus",
  "script's tools",
)("a restore of a systemd unit", () => {
  let systemd: Systemd;
  let traveller: Traveller;
  const configure = (values: Readonly<Record<string, string>> = {}) =>
    writeConfiguration(systemd.path(guide.configuration), {
      HOST: host,
      SNAPSHOT_DIR: places.store,
      LOG_FILE: places.log,
      PROMETHEUS_DATA_DIR: data,
      SERVICE: "systemd:prometheus-of-test.service",
      ...values,
    });

  beforeAll(async () => {
    systemd = await startSystemd();
    // Inside, /tmp is another one: a clone below it is not seen there.
    await mkdir(dirname(systemd.path(binary)), { recursive: true });
    await cp(binary, systemd.path(binary));
    await fillDataDirectory(systemd.path(data));
    await systemd.must("chown", "-R", "65534:65534", data);
    await systemd.must("chmod", "0700", data);
    await Bun.write(systemd.path("/etc/prometheus.yml"), scraping);
    await Bun.write(systemd.path("/etc/systemd/system/prometheus-of-test.service"), unit);
    await systemd.must("systemctl", "daemon-reload");
    await systemd.must("systemctl", "start", "prometheus-of-test");
    await configure();
    traveller = travel({ place: systemd.place, host, data, ...places });
    await traveller.ready();
  }, 120_000);
  afterAll(() => systemd?.stop(), 60_000);

  test(
    "brings back what was there at the snapshot, and its undo what came later",
    async () => {
      await roundTrip(traveller, 65534);
      expect(await systemd.must("stat", "--format=%u %a", data)).toBe("65534 700\n");
    },
    patience,
  );

  test("the data directory of another unit is refused", async () => {
    const other = unit.replaceAll(data, "/var/lib/other");
    await Bun.write(systemd.path("/etc/systemd/system/other.service"), other);
    await systemd.must("systemctl", "daemon-reload");
    await configure({ SERVICE: "systemd:other.service" });
    const before = await traveller.startTime();
    const { code, stderr } = await traveller.promsnap(["restore", "latest"]);
    expect(code, stderr).toBe(3);
    expect(stderr).toContain("/var/lib/other");
    expect(await traveller.startTime()).toBe(before);
    await configure();
  });
});
