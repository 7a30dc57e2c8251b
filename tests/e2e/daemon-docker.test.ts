import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { describeWith } from "../bed/abilities.ts";
import { type Docker, guide, startDocker } from "../bed/docker.ts";
import { image } from "../bed/image.ts";
import { binary } from "../bed/promsnap.ts";
import { until } from "../bed/waiting.ts";

/** The settings of docs/kubernetes-and-compose.md, where there is no configuration file. */
const environment = {
  TZ: "Europe/Paris",
  PROMSNAP_HOST: guide.host,
  PROMSNAP_PROMETHEUS_DATA_DIR: "/prometheus",
  PROMSNAP_SNAPSHOT_DIR: "/snapshots",
  PROMSNAP_SCHEDULE: "30 2 * * *",
  PROMSNAP_LISTEN: ":9095",
};

describeWith("docker")("promsnap daemon in a container beside Prometheus's", () => {
  let docker: Docker;
  beforeAll(async () => {
    docker = await startDocker();
    await docker.runPrometheus();
    await docker.must("install", "-d", "-o", "65534", "-g", "65534", "/var/lib/snapshots");
    await docker.must("cp", binary, "/usr/local/bin/promsnap");
  }, 120_000);
  afterAll(() => docker?.stop(), 60_000);

  const said = async (text: string) =>
    until(`"${text}"`, async () => {
      const { stdout, stderr } = await docker.exec(["docker", "logs", "promsnap"]);
      return (stdout + stderr).includes(text) && stdout + stderr;
    });

  test("needs no root, takes what it missed, answers probes, and stops at once as Docker stops it", async () => {
    const record = `${docker.path(guide.dataDirectory)}/.promsnap`;
    await docker.must("install", "-d", "-m", "700", "-o", "65534", "-g", "65534", `${guide.dataDirectory}/.promsnap`);
    await Bun.write(`${record}/daemon.json`, JSON.stringify({ format: 1, attended: Date.now() - 3 * 24 * 3600_000 }));
    // The image holds what Prometheus needs; the libraries of this machine make up for the rest.
    const mounts = ["/usr/local/bin", "/lib/x86_64-linux-gnu", "/lib64"].map((path) => `${path}:${path}:ro`);
    const volumes = [...mounts, `${guide.volume}:/prometheus`, "/var/lib/snapshots:/snapshots"];
    await docker.must(
      ...["docker", "run", "--detach", "--name", "promsnap", "--user", "65534:65534", "--network", "host"],
      ...["--read-only", "--cap-drop", "ALL"],
      ...volumes.flatMap((volume) => ["--volume", volume]),
      ...Object.entries(environment).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
      ...["--entrypoint", "/usr/local/bin/promsnap", image, "daemon"],
    );
    const log = await said("next run: ");
    expect(log).toContain("what was due at ");
    expect(log).toMatch(/next run: \S+ 02:30:00 \(30 2 \* \* \*, Europe\/Paris\)/);
    expect(log).toMatch(/^Snapshot réussi: \/snapshots\/snapshot-\S+\.tar\.gz$/m);
    expect(await docker.must("curl", "-fsS", "http://127.0.0.1:9095/healthz")).toBe("ok\n");
    expect(await docker.must("curl", "-fsS", "http://127.0.0.1:9095/metrics")).toContain(
      'promsnap_last_attempt_exit_code{store="/snapshots"} 0\n',
    );
    expect(await readdir(docker.path(`${guide.dataDirectory}/snapshots`))).toEqual([]);

    const asked = performance.now();
    await docker.must("docker", "stop", "promsnap");
    expect(performance.now() - asked).toBeLessThan(4000);
    expect(await docker.must("docker", "inspect", "--format", "{{.State.ExitCode}}", "promsnap")).toBe("0\n");

    // Started anew it remembers, and takes no second one.
    await docker.must("docker", "start", "promsnap");
    await until("two starts", async () => (await said("next run: ")).match(/next run: /g)?.length === 2);
    const stored = await readdir(docker.path("/var/lib/snapshots"));
    expect(stored.filter((name) => name.endsWith(".tar.gz"))).toHaveLength(1);
  });
});
