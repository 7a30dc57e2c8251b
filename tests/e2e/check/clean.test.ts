import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../../bed/abilities.ts";
import { blocksIn, fillDataDirectory, oneDay } from "../../bed/blocks.ts";
import { must, run } from "../../bed/processes.ts";
import { startPrometheus } from "../../bed/prometheus.ts";
import { commandOf } from "../../bed/promsnap.ts";
import { startProxy } from "../../bed/proxy.ts";
import { clearSources, namesIn, type Scene, type Site, setScene } from "../../bed/scene.ts";
import { until } from "../../bed/waiting.ts";

/** Prometheus, systemd and docker take their time on a busy machine: milliseconds. */
setDefaultTimeout(60_000);

const [old, older, linked] = [
  "20260101T000000Z-00000000000000aa",
  "20251231T000000Z-00000000000000bb",
  "20251230T000000Z-00000000000000cc",
];

/** The name of a source snapshot that is asked for now, or so many milliseconds ago. */
const younger = (ago = 0) =>
  `${new Date(Date.now() - ago).toISOString().replaceAll(/[-:]|\.\d+/g, "")}-00000000000000dd`;

describeWith("prometheus", "script's tools")("promsnap check --clean", () => {
  let scene: Scene;
  let site: Site;
  let block: string;
  beforeAll(async () => {
    scene = await setScene();
    site = await scene.site();
    [block = ""] = await blocksIn(scene.dataDirectory);
  }, 60_000);
  afterAll(() => scene?.stop(), 60_000);
  afterEach(() => clearSources(scene));

  const at = (...names: string[]) => join(scene.dataDirectory, "snapshots", ...names);
  const clean = (...args: string[]) => site.run(["check", "--clean", ...args]);
  /** A source snapshot as Prometheus makes one, of hard links to a block, and with bytes that no block has. */
  const leave = async (name: string, bytes = 0) => {
    await mkdir(at(name), { recursive: true });
    await must(["cp", "-rl", join(scene.dataDirectory, block), at(name)]);
    if (bytes > 0) await Bun.write(at(name, "head"), new Uint8Array(bytes));
  };
  /** Types these answers at a terminal. */
  const typing = (answers: string) => {
    const command = commandOf(["check", "--clean"], { config: site.config }).map((word) => `'${word}'`);
    return run(["script", "--quiet", "--return", "--echo", "never", "--command", command.join(" "), "/dev/null"], {
      input: answers,
    });
  };

  test("has nothing to do where nothing is left, and makes nothing", async () => {
    const { code, stdout } = await clean();
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `Nothing to clean: no source snapshot in ${scene.dataDirectory}\n`,
    });
    expect(await namesIn(scene.dataDirectory)).not.toContain(".promsnap");
  });

  test("shows what each would free, which is nothing for blocks that Prometheus still has", async () => {
    await leave(old, 3_000_000);
    await leave(older);
    const { code, stdout, stderr } = await clean();
    expect(code).toBe(2);
    expect(stdout).toMatch(new RegExp(`^${older} .* 0 bytes {2}not known to promsnap$`, "m"));
    expect(stdout).toMatch(new RegExp(`^${old} .* 3(?:\\.0\\d)? MB {2}not known to promsnap$`, "m"));
    expect(stderr).toContain("nothing was deleted");
    expect(stderr).toContain("promsnap check --clean NAME…");
    expect(await scene.sources()).toEqual([older, old]);
  });

  test("deletes what is named, and nothing else", async () => {
    await leave(old, 3_000_000);
    await leave(older);
    const { code, stdout, stderr } = await clean(old);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^promsnap: freed: 3(\.0\d)? MB\n$/) });
    expect(stdout.endsWith(`Deleted: ${at(old)}\n`)).toBe(true);
    expect(await scene.sources()).toEqual([older]);
    expect(await blocksIn(scene.dataDirectory)).toContain(block);
  });

  test("deletes all that are finished with --yes, in one object with --json", async () => {
    await leave(old);
    await leave(older);
    const { code, stdout } = await clean("--yes", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout).clean).toMatchObject({
      deleted: [at(older), at(old)],
      sources: [{ name: older, whose: "foreign", instant: "2025-12-31T00:00:00.000Z" }, { name: old }],
    });
    expect(await scene.sources()).toEqual([]);
  });

  test("asks for each at a terminal, and takes anything but yes for no", async () => {
    for (const name of [old, older, linked]) await leave(name);
    const { code, stdout } = await typing("\ny\nsure\n");
    expect(code, stdout).toBe(0);
    expect(stdout).toContain(`Delete ${linked} (`);
    expect(await scene.sources()).toEqual([linked, old]);
    expect((await typing("q\n")).code).toBe(0);
    expect(await scene.sources()).toEqual([linked, old]);
    expect((await typing("a\n")).code).toBe(0);
    expect(await scene.sources()).toEqual([]);
  });

  test("never deletes one that a request may still be writing, whatever it is told", async () => {
    const young = younger();
    await leave(young);
    await leave(old);
    const named = await clean(young, old);
    expect({ code: named.code, stderr: named.stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining("may still be writing"),
    });
    expect((await clean("--yes")).code).toBe(0);
    expect(await scene.sources()).toEqual([young]);
    expect((await clean("--yes")).code).toBe(0);
    expect(await scene.sources()).toEqual([young]);
    const { stdout } = await site.run(["check", "--json"]);
    expect(stdout).toContain('"code":"sources.busy"');
  });

  test("leaves a later run no doubt that it would settle by guessing: what a person leaves, stays", async () => {
    const asked = Date.parse("2026-01-01T00:00:00Z");
    const [one, other] = [old, "20260101T000005Z-00000000000000ee"];
    for (const name of [one, other]) await leave(name);
    // As a run records a request that was never answered, by a Prometheus that was started anew since.
    const request = { asked, deadline: asked + 60_000, before: [], startTime: "2025-12-01T00:00:00Z" };
    const record = join(scene.dataDirectory, ".promsnap/request.json");
    await Bun.write(record, JSON.stringify({ version: 1, requests: [request] }));
    expect((await clean(one)).code).toBe(0);
    expect((await site.run()).code).toBe(0);
    expect(await scene.sources()).toEqual([other]);
  });

  test("does not follow a link, and does not touch what has another name", async () => {
    await leave(old);
    await mkdir(join(scene.path, "elsewhere"));
    await Bun.write(join(scene.path, "elsewhere/precious"), "x");
    await symlink(join(scene.path, "elsewhere"), at(linked));
    await symlink(join(scene.path, "elsewhere"), at(old, "link"));
    await mkdir(at("mine"));
    expect((await clean("--yes")).code).toBe(0);
    expect(await scene.sources()).toEqual([linked, "mine"]);
    expect(await namesIn(join(scene.path, "elsewhere"))).toEqual(["precious"]);
    for (const name of [linked, "mine", "../wal", "/etc"]) expect((await clean(name)).code).toBe(1);
    expect(await namesIn(at())).toEqual([linked, "mine"]);
  });

  test("deletes nothing while another promsnap is at work, and takes what that one makes for no leftover", async () => {
    await using proxy = await startProxy(scene.prometheus.port, { swallow: true });
    await leave(old);
    const busy = await scene.site({ HOST: `http://127.0.0.1:${proxy.port}` });
    const running = busy.start(["run"]);
    const note = Bun.file(join(scene.dataDirectory, ".promsnap/lock.json"));
    await until("its lock", () => note.exists());
    await leave(younger());
    const { code, stderr } = await clean(old);
    expect(code, stderr).toBe(6);
    const { stdout } = await site.run(["check", "--json"]);
    const told = (JSON.parse(stdout) as { check: { findings: { id: string; state: string; code: string }[] } }).check;
    expect(told.findings.filter(({ id }) => id === "sources")).toMatchObject([
      { state: "warning", code: "sources.left" },
      { state: "ok", code: "sources.busy" },
    ]);
    await running.stop();
  });

  test("takes a start of Prometheus for the end of earlier requests, but not the start of another one", async () => {
    const young = younger(5000);
    await leave(young);
    const data = join(scene.path, "other");
    await fillDataDirectory(data, { ...oneDay, hours: 2 });
    await using other = await startPrometheus({ dataDirectory: data });
    const mistaken = await scene.site({ HOST: other.url });
    expect((await mistaken.run(["check", "--clean", young])).code).toBe(1);
    expect(await scene.sources()).toEqual([young]);
    expect((await clean(young)).code).toBe(1);
    await scene.prometheus.stop();
    await using anew = await startPrometheus({ dataDirectory: scene.dataDirectory });
    const { code, stderr } = await (await scene.site({ HOST: anew.url })).run(["check", "--clean", young]);
    expect(code, stderr).toBe(0);
    expect(await scene.sources()).toEqual([]);
  });
});
