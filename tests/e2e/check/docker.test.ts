import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { describeWith } from "../../bed/abilities.ts";
import { type Docker, guide, startDocker } from "../../bed/docker.ts";
import { image } from "../../bed/image.ts";
import { promsnap, writeConfiguration } from "../../bed/promsnap.ts";
import { findingsOf, told, wrongIn } from "./told.ts";

/** Prometheus, systemd and docker take their time on a busy machine: milliseconds. */
setDefaultTimeout(60_000);

describeWith(
  "docker",
  "prometheus",
  "script's tools",
)("promsnap check of a Prometheus in Docker", () => {
  let docker: Docker;
  const check = async (environment: Readonly<Record<string, string>> = {}) =>
    wrongIn(findingsOf(await promsnap(["check", "--json"], { place: docker.place, environment })));
  /** Another container of the image, which keeps its data in a volume of its own. */
  const runAnother = (name: string, ...options: string[]) => {
    const sleep = ["--entrypoint", "/bin/sleep", image, "1000"];
    return docker.must("docker", "run", "--detach", "--network", "host", "--name", name, ...options, ...sleep);
  };

  beforeAll(async () => {
    docker = await startDocker();
    await docker.runPrometheus();
    await writeConfiguration(docker.path(guide.configuration), {
      HOST: guide.host,
      SNAPSHOT_DIR: "/var/lib/prometheus-snapshot",
      LOG_FILE: "/var/log/prometheus-snapshot.log",
      PROMETHEUS_DATA_DIR: guide.dataDirectory,
    });
    const { code, stderr } = await promsnap(["run"], { place: docker.place });
    expect(code, stderr).toBe(0);
  }, 120_000);
  afterAll(() => docker?.stop(), 60_000);

  test("finds nothing where everything is as the guide says", async () => {
    expect(await check()).toEqual([]);
  });

  test("names a container that is removed when it stops", async () => {
    await runAnother("fleeting", "--rm");
    expect(await check({ PROMSNAP_SERVICE: "docker:fleeting" })).toMatchObject([
      told("service", "failure", "service.obstacle", /^Nothing could start it again\. Make the container without --rm/),
    ]);
  });

  test("names a container whose data are elsewhere", async () => {
    await runAnother("another", "--volume", "another:/prometheus");
    expect(await check({ PROMSNAP_SERVICE: "docker:another" })).toMatchObject([
      told("service", "failure", "restore.otherDirectory", /Check SERVICE and PROMETHEUS_DATA_DIR/),
    ]);
  });

  test("names a container that does not exist", async () => {
    expect(await check({ PROMSNAP_SERVICE: "docker:nobody" })).toMatchObject([
      told("service", "failure", "service.missing", /docker ps -a$/),
    ]);
  });

  test("names a data directory as the container sees it, with where to look for the right one", async () => {
    expect(await check({ PROMSNAP_PROMETHEUS_DATA_DIR: "/prometheus" })).toMatchObject([
      told("data", "failure", "data.notFound", /docker volume inspect NAME, line Mountpoint/),
    ]);
  });

  test("names a container that is stopped", async () => {
    await docker.must("docker", "stop", guide.container);
    const findings = findingsOf(await promsnap(["check", "--json"], { place: docker.place }));
    expect(wrongIn(findings)).toMatchObject([
      told("host", "failure", "prometheus.refused", /^Check that Prometheus runs/),
    ]);
    expect(findings.find(({ id }) => id === "service")).toMatchObject({ state: "ok", code: "service.stopped" });
  });

  test("names a daemon that does not answer", async () => {
    const silent: typeof docker.place = (command) => ["env", "DOCKER_HOST=unix:///nowhere", ...command];
    const outcome = await promsnap(["check", "--json"], { place: (command) => docker.place(silent(command)) });
    expect(wrongIn(findingsOf(outcome))).toMatchObject([
      { id: "host" },
      told("service", "failure", "service.managerDown", /^Start the manager of that service/),
    ]);
  });
});
