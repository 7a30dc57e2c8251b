import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmod, cp, mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { blocksIn, oneDay } from "../bed/blocks.ts";
import { must } from "../bed/processes.ts";
import { promsnap } from "../bed/promsnap.ts";
import { namesIn, type Site } from "../bed/scene.ts";
import { until } from "../bed/waiting.ts";
import { type BareStation, openBareStation } from "./bare-station.ts";
import { expectRestored, type Traveller } from "./trip.ts";

/** Everything below a directory: names, kinds, modes, owners, sizes, times, inodes. */
const treeOf = (directory: string) =>
  must(["find", directory, "-printf", "%P %y %m %U:%G %s %T@ %i %l\\n"]).then((text) => text.split("\n").sort());

/** The keys of an object, those of objects in it behind a point. */
function keysOf(value: object, prefix = ""): string[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? keysOf(inner, `${prefix}${key}.`)
      : [`${prefix}${key}`],
  );
}

describeWith("prometheus", "script's tools")("the forms of restore", () => {
  let station: BareStation;
  let traveller: Traveller;
  let archive: string;
  const run = (...args: string[]) => traveller.promsnap(["restore", ...args]);
  const json = async (...args: string[]) => {
    const { code, stdout } = await run(...args, "--json");
    return { code, ...JSON.parse(stdout) };
  };
  const own = () => join(station.data, ".promsnap");

  beforeAll(async () => {
    station = await openBareStation();
    traveller = station.traveller;
    archive = await traveller.store();
  }, 120_000);
  afterAll(() => station?.close(), 60_000);

  const name = () => basename(archive);

  describe("a dry run", () => {
    test("changes nothing at all, and says what would be done", async () => {
      const before = [await treeOf(station.data), await treeOf(station.site.store), await traveller.startTime()];
      const { code, stdout, stderr } = await run(name(), "--dry-run");
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const rows = new Map(
        stdout
          .trimEnd()
          .split("\n")
          .map((line) => line.split(/ {2,}/, 2) as [string, string]),
      );
      expect([...rows.keys()]).toEqual([
        "Archive",
        "Blocks",
        "Free space",
        "Stops",
        "Moves out",
        "To",
        "Stays",
        "Owner",
        "Starts",
      ]);
      expect(rows.get("Archive")).toBe(archive);
      expect(rows.get("Stops")).toBe(`${station.operator.program} stop`);
      expect(rows.get("Starts")).toBe(`${station.operator.program} start`);
      expect(rows.get("Moves out")).toContain("chunks_head");
      expect([await treeOf(station.data), await treeOf(station.site.store), await traveller.startTime()]).toEqual(
        before,
      );
    });

    test("is what the restore then does", async () => {
      const { plan } = await json(name(), "--dry-run");
      const { restore } = await json(name());
      expect(restore.previous).toMatch(/\.promsnap\/previous-\d{8}T\d{6}Z(-\d+)?$/);
      expect(restore.blocks).toBe(plan.blocks);
      expect([restore.minTime, restore.maxTime]).toEqual([plan.minTime, plan.maxTime]);
      const running = ["lock", "queries.active"];
      const moved = (plan.moved as string[]).filter((one) => !running.includes(one));
      expect((await namesIn(restore.previous)).filter((one) => !running.includes(one))).toEqual(moved.sort());
    });
  });

  test.each([
    ["latest", () => "latest"],
    ["its path", () => archive],
    ["its name", () => basename(archive)],
    ["its name without .tar.gz", () => basename(archive, ".tar.gz")],
  ])("takes an archive by %s", async (_, file) => {
    const outcome = await run(file());
    const shown = file() === "latest" ? name() : file();
    expect({ code: outcome.code, stdout: outcome.stdout }, outcome.stderr).toEqual({
      code: 0,
      stdout: `Snapshot restauré: ${shown}\n`,
    });
    expect(await traveller.logged()).toBe(`Snapshot restauré: ${shown}`);
  });

  test.each(["bun", "deno"] as const)("works the same from its sources under %s", async (runtime) => {
    const { code, stdout, stderr } = await traveller.promsnap(["restore", name(), "--json"], runtime);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout).restore).toMatchObject({ kind: "restored", proof: "proved" });
  });

  test("latest is the one taken last, whatever its name says", async () => {
    const newer = await traveller.store();
    const copy = join(station.site.store, "snapshot-01_01_2090-00_00_00.tar.gz");
    await cp(archive, copy);
    expect((await json("latest", "--dry-run")).plan.archive).toBe(newer);
    await rm(copy);
  });

  test("a store of another Prometheus has no latest", async () => {
    const foreign = await station.other({});
    await mkdir(foreign.store, { recursive: true });
    await cp(archive, join(foreign.store, name()));
    await Bun.write(join(foreign.store, ".promsnap-store"), `${"ab".repeat(16)}\n`);
    const { code, stderr } = await foreign.run(["restore", "latest", "--dry-run"]);
    expect(code, stderr).toBe(3);
  });

  describe("as JSON", () => {
    const inRestore = ["kind", "file", "archive", "blocks", "minTime", "maxTime", "stoppedMilliseconds"];
    const inTheEnd = ["missingFrom", "missingTo", "previous", "previousBytes", "proof", "leftOut"];
    const parts = ["stop", "exchange", "start"].map((part) => `parts.${part}`);
    const keys = (names: readonly string[], of: string) => names.map((one) => `${of}.${one}`);

    test("a restore has the keys of the manual", async () => {
      const { code, ...object } = await json(name());
      expect(code).toBe(0);
      const expected = [...keys([...inRestore, ...inTheEnd, ...parts], "restore"), "warnings"];
      expect(keysOf(object).sort()).toEqual(expected.sort());
      expect(object.restore).toMatchObject({ kind: "restored", file: name(), archive, proof: "proved", leftOut: [] });
      const { stop, exchange, start } = object.restore.parts;
      expect(stop + exchange + start).toBeLessThanOrEqual(object.restore.stoppedMilliseconds + 50);
    });

    test("an undo has the keys of the manual", async () => {
      const { code, ...object } = await json("--undo");
      expect(code).toBe(0);
      const known = inRestore.filter((one) => !["archive", "minTime", "maxTime"].includes(one));
      expect(keysOf(object).sort()).toEqual([...keys([...known, ...inTheEnd, ...parts], "restore"), "warnings"].sort());
      expect(object.restore).toMatchObject({ kind: "undone", proof: "loaded" });
    });

    test("a plan has the keys of the manual", async () => {
      const { code, ...object } = await json(name(), "--dry-run");
      expect(code).toBe(0);
      const places = ["archive", "blocks", "minTime", "maxTime", "contentBytes", "freeBytes", "neededBytes"];
      const deeds = ["service", "serviceRuns", "stop", "start", "owner.user", "owner.group", "moved", "stays"];
      expect(keysOf(object).sort()).toEqual([...keys([...places, ...deeds, "previous"], "plan"), "warnings"].sort());
    });

    test("what was deleted has the keys of the manual", async () => {
      const kept = await traveller.kept("previous");
      const { code, ...object } = await json("--discard-previous");
      expect(code).toBe(0);
      expect(Object.keys(object)).toEqual(["discarded", "warnings"]);
      expect(object.discarded.map(({ path }: { path: string }) => basename(path))).toEqual(kept);
      expect(object.discarded.every(({ bytes }: { bytes: number }) => bytes > 1000)).toBe(true);
      expect(await traveller.kept("previous")).toEqual([]);
    });

    test("an undo of nothing is told as an error", async () => {
      const { code, error } = await json("--undo");
      expect([code, error.code]).toEqual([1, "restore.nothingToUndo"]);
    });
  });

  test("--quiet says nothing when all goes well", async () => {
    expect(await run(name(), "--quiet")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await traveller.logged()).toBe(`Snapshot restauré: ${name()}`);
    expect(await run("--undo", "--quiet")).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("--verbose tells each step", async () => {
    const { stderr } = await run(name(), "--verbose");
    const steps = [
      "the blocks are extracted",
      "Prometheus is stopped",
      "the data are exchanged",
      "is started and serves",
    ];
    const at = steps.map((step) => stderr.indexOf(step));
    expect(at.every((place) => place >= 0)).toBe(true);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
  });

  test("an undo is undone by another one", async () => {
    const blocks = async () => (await must(["bash", "-c", 'cd "$0" && stat -c "%n %i" 0*', station.data])).split("\n");
    expectRestored(await run(name()), name());
    const restored = await blocks();
    expect((await run("--undo")).code).toBe(0);
    const before = await blocks();
    expect(before).not.toEqual(restored);
    expect((await run("--undo")).code).toBe(0);
    expect(await blocks()).toEqual(restored);
    expect((await run("--undo")).code).toBe(0);
    expect(await blocks()).toEqual(before);
  });

  test("--to only extracts, into a directory that Prometheus and promtool open as it is", async () => {
    const before = [await blocksIn(station.data), await traveller.startTime()];
    const to = join(station.path, "look");
    const object = await json(name(), "--to", to);
    expect(object.code).toBe(0);
    expect(object.extracted).toEqual({ archive, directory: to, blocks: (await blocksIn(to)).length, leftOut: [] });
    const hour = [`--min-time=${(oneDay.end - 3600) * 1000}`, `--max-time=${oneDay.end * 1000}`];
    const dump = (directory: string) => must(["promtool", "tsdb", "dump", ...hour, directory]);
    const unpacked = join(station.path, "unpacked");
    await mkdir(unpacked);
    await must(["tar", "-xzf", archive, "--strip-components=1", "-C", unpacked]);
    await mkdir(join(unpacked, "wal"));
    const samples = await dump(to);
    expect(samples.length).toBeGreaterThan(100_000);
    expect(samples === (await dump(unpacked))).toBe(true);
    const [block = ""] = await blocksIn(to);
    /** The counts; the lists below show any of several that come equal. */
    const analysis = async (directory: string) =>
      (await must(["promtool", "tsdb", "analyze", directory, block])).match(/^[A-Z][^:]*: \S.*$/gm);
    expect(await analysis(to)).toContain("Series: 200");
    expect(await analysis(to)).toEqual(await analysis(unpacked));
    expect([await blocksIn(station.data), await traveller.startTime()]).toEqual(before);
    expect((await run(name(), "--to", to)).code).toBe(1);
  });

  test("--to, verify and inspect take an archive where nothing is configured, and leave nothing beside it", async () => {
    const elsewhere = join(station.path, "elsewhere");
    await mkdir(elsewhere);
    await cp(archive, join(elsewhere, name()));
    const here = (...args: string[]) => promsnap([...args, "--json"], { directory: elsewhere });
    for (const args of [["verify"], ["verify", "--deep"], ["inspect"]]) {
      for (const file of [name(), `./${name()}`, join(elsewhere, name())]) {
        const { code, stderr } = await here(...args, file);
        expect({ code, stderr }, [...args, file].join(" ")).toEqual({
          code: 0,
          stderr: expect.not.stringContaining("conf"),
        });
      }
    }
    expect(await namesIn(elsewhere)).toEqual([name()]);
    const { code, stdout, stderr } = await here("restore", name(), "--to", "look");
    expect(code, stderr).toBe(0);
    const { extracted } = JSON.parse(stdout);
    expect(extracted.directory).toBe(join(elsewhere, "look"));
    expect(await blocksIn(extracted.directory)).toHaveLength(extracted.blocks);
    expect((await namesIn(elsewhere)).sort()).toEqual(["look", name()].sort());
  });

  describe("--if-empty", () => {
    test("leaves a data directory alone that holds samples", async () => {
      const before = [await blocksIn(station.data), await traveller.startTime()];
      const object = await json(name(), "--if-empty");
      expect(object).toMatchObject({ code: 0, restore: { kind: "not empty", blocks: 0 } });
      expect([await blocksIn(station.data), await traveller.startTime()]).toEqual(before);
    });

    test("fills a new volume before Prometheus starts for the first time", async () => {
      const volume = join(station.path, "volume");
      await mkdir(volume);
      await chmod(volume, 0o755);
      const fresh = await station.other({ PROMETHEUS_DATA_DIR: volume, SERVICE: "none", HOST: "http://127.0.0.1:9" });
      const restore = () => fresh.run(["restore", archive, "--if-empty"]);
      const first = await restore();
      expect({ code: first.code, stdout: first.stdout }, first.stderr).toEqual({
        code: 0,
        stdout: `Snapshot restauré: ${archive}\n`,
      });
      expect(first.stderr).toContain("promsnap restore --resume");
      expect(await blocksIn(volume)).toHaveLength((await json(name(), "--dry-run")).plan.blocks);
      expect(await must(["stat", "--format=%u:%g", volume])).toBe("65534:65534\n");
      const again = await restore();
      expect(again.code, again.stderr).toBe(0);
      expect(await namesIn(join(volume, ".promsnap"))).toContain("restore.json");
    });
  });

  describe("with SERVICE=none", () => {
    let alone: Site;
    beforeAll(async () => {
      alone = await station.other({ SERVICE: "none" });
    });
    const restore = (...args: string[]) => alone.run(["restore", ...args]);
    const journal = () => join(own(), "restore.json");

    test("a Prometheus that still serves is refused", async () => {
      const before = [await blocksIn(station.data), await traveller.startTime()];
      const { code, stderr } = await restore(archive);
      expect(code, stderr).toBe(1);
      expect(stderr).toContain(`a Prometheus still answers at ${station.operator.prometheus().url}`);
      expect([await blocksIn(station.data), await traveller.startTime()]).toEqual(before);
    });

    test("data are exchanged while it is stopped, and the restore stays open until it is started", async () => {
      await station.operator.stop();
      const { code, stdout, stderr } = await restore(archive);
      expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: `Snapshot restauré: ${archive}\n` });
      expect(stderr).toContain("not proved: Prometheus is not running yet");
      expect(await Bun.file(journal()).exists()).toBe(true);
      expect(await namesIn(station.data)).not.toContain("wal");
      for (const args of [["run"], ["restore", archive], ["restore", "--undo"], ["restore", "--discard-previous"]]) {
        const refused = await alone.run(args);
        expect(refused.code, args.join(" ")).not.toBe(0);
        expect(refused.stderr, args.join(" ")).toContain("promsnap restore --resume");
      }
      const waiting = await restore("--resume");
      expect({ code: waiting.code, stdout: waiting.stdout }, waiting.stderr).toEqual({ code: 0, stdout: "" });
      expect(await alone.logLines()).toHaveLength(2); // the refused run is in the log as well
      await station.operator.start();
      const proved = await restore("--resume");
      expect({ code: proved.code, stdout: proved.stdout }, proved.stderr).toEqual({
        code: 0,
        stdout: `Snapshot restauré: ${archive}\n`,
      });
      expect(await Bun.file(journal()).exists()).toBe(false);
    });

    test("the next run closes it as well, once Prometheus serves", async () => {
      await station.operator.stop();
      const undone = await restore("--undo");
      expect({ code: undone.code, stdout: undone.stdout }, undone.stderr).toEqual({
        code: 0,
        stdout: expect.stringMatching(/^Undone: the data of previous-\S+ are back\n$/),
      });
      expect(undone.stderr).toContain("not proved");
      await station.operator.start();
      const { code, stderr } = await station.site.run();
      expect(code, stderr).toBe(0);
      expect(await Bun.file(journal()).exists()).toBe(false);
    });
  });

  test("another promsnap at work on the data is not disturbed", async () => {
    const { kill } = station.operator.prometheus();
    kill("SIGSTOP"); // so that the run waits for its answer
    await using busy = station.site.start();
    await until("its lock", () => Bun.file(join(station.site.store, ".promsnap-lock.json")).exists());
    const { code, stderr } = await run(name());
    kill("SIGCONT");
    expect(code, stderr).toBe(6);
    expect((await busy.ended).code).toBe(0);
  });

  test("nothing is left of all that but what earlier restores put aside", async () => {
    const known = /^(previous-.*|id|lock.*|request\.json)$/;
    expect((await namesIn(own())).filter((one) => !known.test(one))).toEqual([]);
  });
});
