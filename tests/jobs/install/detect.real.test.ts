import { expect } from "bun:test";
import { detectPrometheus } from "../../../src/jobs/install/detect.ts";
import { testWith } from "../../bed/abilities.ts";
import { guide, startDocker } from "../../bed/docker.ts";
import { image } from "../../bed/image.ts";
import { startPodman } from "../../bed/podman.ts";
import { temporaryDirectory } from "../../bed/temporary.ts";
import { systemIn } from "../../contract/managers.ts";

const never = new AbortController().signal;

testWith("docker", "prometheus")("the guide's container is found, with its volume and its address", async () => {
  await using docker = await startDocker();
  await docker.runPrometheus();
  expect(await detectPrometheus(systemIn(docker.place), never)).toEqual([
    { SERVICE: "docker:prometheus", PROMETHEUS_DATA_DIR: guide.dataDirectory, HOST: guide.host },
  ]);
});

testWith("podman", "prometheus")("a container of podman's is found in the same way", async () => {
  await using podman = await startPodman();
  await using place = await temporaryDirectory();
  const data = place.path;
  await podman.must("chown", "65534:65534", data);
  const run = [
    "podman",
    "run",
    "--detach",
    "--name",
    "prom",
    "--network",
    "host",
    "--volume",
    `${data}:/prometheus`,
    image,
  ];
  const flags = ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"];
  await podman.must(...run, ...flags, "--web.listen-address=localhost:9123");
  expect(await detectPrometheus(systemIn(podman.place), never)).toEqual([
    { SERVICE: "podman:prom", PROMETHEUS_DATA_DIR: data, HOST: "http://localhost:9123" },
  ]);
});
