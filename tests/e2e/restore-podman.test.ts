import { afterAll, beforeAll, test } from "bun:test";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { fillDataDirectory } from "../bed/blocks.ts";
import { image } from "../bed/image.ts";
import { type Podman, startPodman } from "../bed/podman.ts";
import { serverFlags } from "../bed/prometheus.ts";
import { openSite } from "../bed/scene.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import { patience, roundTrip, type Traveller, travel } from "./trip.ts";

const host = "http://localhost:9090";

describeWith(
  "podman",
  "prometheus",
  "script's tools",
)("a restore of a container of podman", () => {
  let podman: Podman;
  let place: Temporary;
  let traveller: Traveller;
  beforeAll(async () => {
    podman = await startPodman();
    place = await temporaryDirectory();
    const flags = ["--config.file=/etc/prometheus/prometheus.yml", ...serverFlags("/prometheus", {})];
    await podman.must("podman", "volume", "create", "metrics");
    const data = (await podman.must("podman", "volume", "inspect", "--format={{.Mountpoint}}", "metrics")).trim();
    await fillDataDirectory(data);
    await podman.must("chown", "-R", "65534:65534", data);
    const run = [
      "podman",
      "run",
      "--detach",
      "--name",
      "metrics",
      "--network",
      "host",
      "--volume",
      "metrics:/prometheus",
    ];
    await podman.must(...run, image, ...flags);
    const site = await openSite(join(place.path, "site"), {
      HOST: host,
      PROMETHEUS_DATA_DIR: data,
      SERVICE: "podman:metrics",
    });
    traveller = travel({ place: podman.place, host, data, ...site });
    await traveller.ready();
  }, 120_000);
  afterAll(async () => {
    await podman?.stop();
    await place?.remove();
  }, 60_000);

  test(
    "brings back what was there at the snapshot, and its undo what came later",
    async () => {
      await roundTrip(traveller, 65534);
    },
    patience,
  );
});
