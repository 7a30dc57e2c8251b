import { describe, expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { testWith } from "./abilities.ts";
import { jsonAnswer, startAnswers } from "./answers.ts";
import { blocksIn, bytesBelow, cachedBlocks, fillDataDirectory, multiplyBlocks, oneDay } from "./blocks.ts";
import { guide, startDocker } from "./docker.ts";
import { image } from "./image.ts";
import { startPodman } from "./podman.ts";
import { must, run, start } from "./processes.ts";
import { startPrometheus, writeWebConfig } from "./prometheus.ts";
import { startProxy } from "./proxy.ts";
import { startSystemd } from "./systemd.ts";
import { smallDisk, temporaryDirectory } from "./temporary.ts";
import { until } from "./waiting.ts";

/** One sample of the generated day for each of its series. */
const lastMinute = "sum(count_over_time({job='node'}[1m]))";

describe("the bed's Prometheus", () => {
  testWith("prometheus")("answers queries about generated blocks and takes snapshots of them", async () => {
    await using place = await temporaryDirectory();
    await fillDataDirectory(join(place.path, "data"));
    await using prometheus = await startPrometheus({ dataDirectory: join(place.path, "data") });
    expect(await prometheus.query(lastMinute, oneDay.end)).toContain('"800"');
    await prometheus.scraped();
    const answer = await fetch(`${prometheus.url}/api/v1/admin/tsdb/snapshot`, { method: "POST" });
    expect(answer.status).toBe(200);
    const [snapshot = "none"] = await readdir(join(place.path, "data/snapshots"));
    expect(await blocksIn(join(place.path, "data/snapshots", snapshot))).toHaveLength(13);
  });

  testWith("prometheus", "openssl")("wants TLS and a password when told so", async () => {
    await using place = await temporaryDirectory();
    const web = await writeWebConfig(place.path, "admin", "p$'\"# é");
    await using prometheus = await startPrometheus({ dataDirectory: join(place.path, "data"), web });
    await prometheus.scraped();
    const refused = await fetch(`${prometheus.url}/api/v1/query?query=up`, { tls: { rejectUnauthorized: false } });
    expect(refused.status).toBe(401);
  });

  testWith("prometheus")("says why when it does not start", async () => {
    await using place = await temporaryDirectory();
    const starting = startPrometheus({ dataDirectory: join(place.path, "data"), flags: ["--no-such-flag"] });
    await expect(starting).rejects.toThrow("no-such-flag");
  });
});

testWith("blocks")("blocks multiply to the size asked for, each with a name and a time of its own", async () => {
  await using place = await temporaryDirectory();
  const copies = join(place.path, "copies");
  expect(await multiplyBlocks(await cachedBlocks(oneDay), copies, 20_000_000)).toBe(await bytesBelow(copies));
  expect(await bytesBelow(copies)).toBeGreaterThanOrEqual(20_000_000);
  const metas = (await blocksIn(copies)).map((name) => Bun.file(join(copies, name, "meta.json")).json());
  const ranges = (await Promise.all(metas)).map((meta) => [meta.minTime, meta.maxTime]).sort((a, b) => a[0] - b[0]);
  expect(ranges.every(([from], i) => i === 0 || from >= ranges[i - 1]?.[1])).toBe(true);
});

testWith("mounts")("a small disk is full when it is full, and leaves no mount behind", async () => {
  const disk = await smallDisk(1_000_000);
  const { code, stderr } = await run(["dd", "if=/dev/zero", `of=${disk.path}/file`, "bs=1M", "count=2"]);
  await disk.remove();
  expect([code, stderr]).toEqual([1, expect.stringContaining("No space left on device")]);
  expect(await Bun.file("/proc/mounts").text()).not.toContain(disk.path);
});

test("a command that was started is gone after stop, and says how it ended", async () => {
  const sleeper = start(["sleep", "60"]);
  expect((await sleeper.stop()).code).toBe(143);
  expect(() => process.kill(sleeper.pid, 0)).toThrow();
});

test("a command that ignores SIGTERM is killed after its grace", async () => {
  const stubborn = start(["bash", "-c", "trap '' TERM; echo ready; while :; do read -t 1 < <(:); done"]);
  await until("its trap", () => stubborn.output().stdout.includes("ready"));
  expect((await stubborn.stop(100)).code).toBe(137);
});

describe("the bed's proxy", () => {
  const body = "x".repeat(10_000);
  const through = async (port: number) => (await fetch(`http://127.0.0.1:${port}/`)).text();

  test("passes everything on when there is no trouble", async () => {
    await using server = startAnswers(() => new Response(body));
    await using proxy = await startProxy(Number(new URL(server.url).port));
    expect(await through(proxy.port)).toBe(body);
  });

  test.each([{ cutAfter: 5000 }, { cutAfter: 5000, reset: true }, { cutAfter: 0 }])("cuts: %o", async (trouble) => {
    await using server = startAnswers(() => new Response(body));
    await using proxy = await startProxy(Number(new URL(server.url).port), trouble);
    const code = (await run(["curl", "-s", `http://127.0.0.1:${proxy.port}/`])).code;
    expect(code).toBe(trouble.reset ? 56 : trouble.cutAfter === 0 ? 52 : 18); // curl's: reset, empty reply, partial
  });

  test("swallows: the client waits in vain", async () => {
    await using server = startAnswers(() => new Response(body));
    await using proxy = await startProxy(Number(new URL(server.url).port), { swallow: true });
    expect((await run(["curl", "-s", "-m", "0.3", `http://127.0.0.1:${proxy.port}/`])).code).toBe(28);
  });
});

test("the server of answers records what it was asked", async () => {
  await using server = startAnswers(() => jsonAnswer({ status: "error" }, 503));
  const answer = await fetch(`${server.url}/api?x=1`, { method: "POST" });
  expect([answer.status, await answer.json()]).toEqual([503, { status: "error" }]);
  expect(server.asked.map(({ method, path }) => `${method} ${path}`)).toEqual(["POST /api?x=1"]);
});

test("a failed command's stderr is in the error of must", async () => {
  await expect(must(["ls", "/no/such/place"])).rejects.toThrow("No such file");
});

testWith("docker", "prometheus")(
  "the bed's Docker runs the guide's container on the guide's volume path and leaves nothing behind",
  async () => {
    const docker = await startDocker();
    try {
      await docker.runPrometheus();
      expect(await docker.query(lastMinute, oneDay.end)).toContain('"800"');
      expect(await blocksIn(docker.path(guide.dataDirectory))).toHaveLength(12);
      await Bun.write(docker.path(guide.configuration), "only inside\n");
      expect(await docker.must("cat", guide.configuration)).toBe("only inside\n");
      expect(await docker.must("docker", "stop", guide.container)).toBe(`${guide.container}\n`);
      expect((await docker.exec(["curl", "-s", guide.host])).code).toBe(7);
    } finally {
      await docker.stop();
    }
    expect(await Bun.file(guide.configuration).exists()).toBe(false);
    expect(await Bun.file("/proc/mounts").text()).not.toContain("/var/lib/docker");
  },
);

testWith("podman", "prometheus")("the bed's podman runs a Prometheus and leaves nothing behind", async () => {
  const podman = await startPodman();
  try {
    await podman.must("podman", "run", "--detach", "--name", "prometheus", "--network", "host", image, "--version");
    await until("its end", async () => (await podman.must("podman", "wait", "prometheus")) === "0\n");
    expect(await podman.must("podman", "logs", "prometheus")).toContain("prometheus, version");
  } finally {
    await podman.stop();
  }
  expect(await Bun.file("/proc/mounts").text()).not.toContain("overlay-containers");
});

testWith("systemd")("of two systemds side by side, neither touches a unit of the same name in the other", async () => {
  await using one = await startSystemd();
  await using other = await startSystemd();
  for (const systemd of [one, other]) await systemd.must("systemd-run", "--unit=same", "sleep", "1000");
  await one.must("systemctl", "kill", "same");
  await other.must("systemctl", "kill", "--signal=CONT", "same");
  expect(await other.must("systemctl", "is-active", "same")).toBe("active\n");
});

testWith("systemd")("the bed's systemd runs a unit, and its changes stay inside", async () => {
  await using systemd = await startSystemd();
  await Bun.write(systemd.path("/etc/systemd/system/hello.service"), "[Service]\nExecStart=echo hello from inside\n");
  await systemd.must("systemctl", "start", "hello.service");
  await until("its journal", async () =>
    (await systemd.must("journalctl", "-u", "hello")).includes("hello from inside"),
  );
  expect(await Bun.file("/etc/systemd/system/hello.service").exists()).toBe(false);
});
