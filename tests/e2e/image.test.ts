import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmod, cp, mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { describeWith } from "../bed/abilities.ts";
import { type Docker, guide, startDocker } from "../bed/docker.ts";
import { copyLibraries } from "../bed/image.ts";
import { binary, projectRoot } from "../bed/promsnap.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

const [image, base] = ["promsnap:test", "base:test"] as const;
const [store, certificates] = ["/srv/snapshots", "/etc/ssl/certs/ca-certificates.crt"] as const;
const user = 65534;

/** A stand-in for distroless's base, which cannot be fetched here: this machine's libraries and certificates. */
async function importBase(docker: Docker): Promise<void> {
  await using place = await temporaryDirectory();
  await copyLibraries(binary, place.path);
  await mkdir(join(place.path, "tmp"));
  await chmod(join(place.path, "tmp"), 0o1777);
  await cp(certificates, join(place.path, certificates), { dereference: true });
  await docker.must("bash", "-c", 'tar -C "$1" -c . | docker import - "$2"', "bash", place.path, base);
}

/** Builds the project's Containerfile, whose executable is the one that is built. */
async function build(docker: Docker): Promise<void> {
  const words = ["docker", "build", "--quiet", "--network=none", "--tag", image, "--build-arg", `BASE=${base}`];
  await docker.must("env", "DOCKER_BUILDKIT=0", ...words, "--file", join(projectRoot, "Containerfile"), projectRoot);
}

describeWith("docker", "prometheus")("the container image, beside the guide's Prometheus", () => {
  let docker: Docker;
  const environment = {
    HOST: guide.host,
    PROMETHEUS_DATA_DIR: "/prometheus",
    SNAPSHOT_DIR: "/snapshots",
    SERVICE: "none",
    LANGUAGE: "en",
  };
  const promsnap = (...words: string[]) => {
    const settings = Object.entries(environment).flatMap(([key, value]) => ["--env", `PROMSNAP_${key}=${value}`]);
    const volumes = ["--volume", `${guide.volume}:/prometheus`, "--volume", `${store}:/snapshots`];
    return docker.exec(["docker", "run", "--rm", "--network=host", ...volumes, ...settings, image, ...words]);
  };

  beforeAll(async () => {
    docker = await startDocker();
    await Promise.all([importBase(docker).then(() => build(docker)), docker.runPrometheus()]);
    await docker.must("install", "--directory", `--owner=${user}`, `--group=${user}`, "--mode=0750", store);
  }, 120_000);
  afterAll(() => docker?.stop(), 60_000);

  test("it says its version, and nothing in it belongs to root's hands", async () => {
    expect(await promsnap("--version")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(packageJson.version),
    });
    expect(await docker.must("docker", "inspect", "--format={{.Config.User}}", image)).toBe(`${user}:${user}\n`);
  });

  test("configured by its environment alone it checks, stores a snapshot, and verifies it", async () => {
    const check = await promsnap("check");
    expect(check.code, check.stdout + check.stderr).toBe(0);
    const run = await promsnap("run");
    expect(run, run.stderr).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Snapshot succeeded: \/snapshots\//),
    });
    const [archive = ""] = (await readdir(docker.path(store))).filter((name) => name.endsWith(".tar.gz"));
    expect((await stat(docker.path(join(store, archive)))).uid).toBe(user);
    expect(await readdir(docker.path(`${guide.dataDirectory}/snapshots`))).toEqual([]);
    const verify = await promsnap("verify", "latest", "--deep");
    expect(verify.code, verify.stdout + verify.stderr).toBe(0);
  });
});
