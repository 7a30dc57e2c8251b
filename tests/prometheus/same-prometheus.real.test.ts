import { afterAll, beforeAll, expect, test } from "bun:test";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { samePrometheus } from "../../src/prometheus/same-prometheus.ts";
import { realSystem } from "../../src/system/system.ts";
import { blocksIn, fillDataDirectory, oneDay, ulidOf } from "../bed/blocks.ts";
import { freePort } from "../bed/ports.ts";
import { startPrometheus } from "../bed/prometheus.ts";
import { type Scene, setScene } from "../bed/scene.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { clientOf, unbroken } from "./clients.ts";
import { lineagesIn } from "./proving.ts";
import { describeVersions } from "./versions.ts";

const compare = (url: string, dataDirectory: string) => {
  const { clock } = realSystem();
  return samePrometheus({
    client: clientOf(url),
    // The pauses between two looks are shorter here: nothing changes meanwhile.
    clock: { ...clock, sleep: (_, signal) => clock.sleep(10, signal) },
    blocksOnDisk: () => lineagesIn(dataDirectory),
    signal: unbroken(),
  });
};

describeVersions("a Prometheus and a data directory", [], (version) => {
  let scene: Scene;
  let place: Temporary;

  beforeAll(async () => {
    place = await temporaryDirectory();
    scene = await setScene({ version, head: false });
  }, 60_000);

  afterAll(async () => {
    await scene.stop();
    await place.remove();
  });

  test("that belong together are the same", async () => {
    expect(await compare(scene.prometheus.url, scene.dataDirectory)).toEqual({
      kind: "same",
      blocks: 12,
      notLoaded: 0,
    });
  });

  test("that do not are told apart, by the blocks or, where it does not name them, their number", async () => {
    const other = join(place.path, "other");
    await fillDataDirectory(other);
    const [gone = "", ...kept] = await blocksIn(other);
    const strange = ulidOf(oneDay.end * 1000, 1);
    await rm(join(other, gone), { recursive: true });
    for (const name of [strange, ulidOf(oneDay.end * 1000, 2)]) {
      await mkdir(join(other, name));
      const meta = await Bun.file(join(other, kept[0] ?? "", "meta.json")).json();
      await Bun.write(join(other, name, "meta.json"), JSON.stringify({ ...meta, ulid: name }));
    }
    const sameness = await compare(scene.prometheus.url, other);
    if (version === "2") expect(sameness).toEqual({ kind: "other", named: false, loaded: 12, onDisk: 13 });
    else expect(sameness).toMatchObject({ kind: "other", named: true, onlyLoaded: [gone] });
  });

  test("without a block on either side are the same, which shows little", async () => {
    const empty = join(place.path, "empty");
    await using prometheus = await startPrometheus({ version, dataDirectory: empty });
    expect(await compare(prometheus.url, empty)).toEqual({ kind: "same", blocks: 0, notLoaded: 0 });
  });

  test("of which the one does not answer cannot be compared", async () => {
    const sameness = await compare(`http://127.0.0.1:${await freePort()}`, scene.dataDirectory);
    expect(sameness).toMatchObject({ kind: "unreachable", fault: { data: { code: "prometheus.refused" } } });
  });

  test("with more blocks than it can load, as it says itself, are the same all the same", async () => {
    const { dataDirectory, prometheus } = scene;
    const [first = ""] = await blocksIn(dataDirectory);
    const broken = ulidOf(1, 1);
    await cp(join(dataDirectory, first), join(place.path, broken), { recursive: true });
    const meta = await Bun.file(join(place.path, broken, "meta.json")).json();
    await Bun.write(join(place.path, broken, "meta.json"), JSON.stringify({ ...meta, ulid: broken }));
    await Bun.write(join(place.path, broken, "index"), "no index");
    await cp(join(place.path, broken), join(dataDirectory, broken), { recursive: true });
    // Cleaning up what was deleted is the one call that has Prometheus look at its blocks again at once.
    const post = (call: string) => fetch(`${prometheus.url}/api/v1/admin/tsdb/${call}`, { method: "POST" });
    await post(`delete_series?${new URLSearchParams({ "match[]": "node_cpu_seconds_total" })}`);
    await post("clean_tombstones");
    const name = "prometheus_tsdb_reloads_failures_total";
    const failures = async () => (await clientOf(prometheus.url).metrics([name], unbroken())).get(name) ?? 0;
    expect(await failures()).toBeGreaterThan(0);
    const notLoaded = (await blocksIn(dataDirectory)).length - 12;
    expect(notLoaded).toBeGreaterThan(0);
    expect(await compare(prometheus.url, dataDirectory)).toEqual({ kind: "same", blocks: 12, notLoaded });
  });
});
