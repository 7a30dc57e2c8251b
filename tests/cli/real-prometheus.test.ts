import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { fillDataDirectory } from "../bed/blocks.ts";
import { run } from "../bed/processes.ts";
import { type Prometheus, startPrometheus } from "../bed/prometheus.ts";
import { commandOf, promsnap, writeConfiguration } from "../bed/promsnap.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";

const name = /snapshot-\d\d_\d\d_\d{4}-\d\d_\d\d_\d\d/;

describeWith("prometheus", "blocks")("what a run of a real Prometheus says", () => {
  let place: Temporary;
  let prometheus: Prometheus;
  let config = "";

  beforeAll(async () => {
    place = await temporaryDirectory();
    const dataDirectory = join(place.path, "data");
    await fillDataDirectory(dataDirectory);
    prometheus = await startPrometheus({ dataDirectory });
    await prometheus.scraped();
    config = await writeConfiguration(join(place.path, "promsnap.conf"), {
      HOST: prometheus.url,
      SNAPSHOT_DIR: join(place.path, "snapshots"),
      LOG_FILE: join(place.path, "snapshot.log"),
      PROMETHEUS_DATA_DIR: dataDirectory,
    });
  }, 120_000);

  afterAll(async () => {
    await prometheus.stop();
    await place.remove();
  });

  const archive = () => join(place.path, "snapshots", `${name.source}.tar.gz`);
  const lastLine = () => readFileSync(join(place.path, "snapshot.log"), "utf8").trimEnd().split("\n").at(-1);

  test("it is the script's one line on stdout and in the log, and nothing on stderr", async () => {
    const { code, stdout, stderr } = await promsnap(["run"], { config });
    expect(stdout).toMatch(new RegExp(`^Snapshot réussi: ${archive()}\n$`));
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(lastLine()).toMatch(new RegExp(`^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d - ${stdout.trimEnd()}$`));
  });

  test("with --quiet it is nothing", async () => {
    expect(await promsnap(["run", "--quiet"], { config })).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(lastLine()).toContain("Snapshot réussi: ");
  });

  test("with --verbose the figures are on stderr", async () => {
    const { stdout, stderr } = await promsnap(["run", "--verbose"], { config });
    expect(stdout).toStartWith("Snapshot réussi: ");
    expect(stderr).toMatch(/^promsnap: \d+ blocks from 20\d\d-.* stored as .* in \d+s$/m);
  });

  test("with --json it is the object that docs/json.md describes, and list tells the same of the archive", async () => {
    const { stdout, stderr } = await promsnap(["run", "--json"], { config });
    const { attempts, snapshot, warnings } = JSON.parse(stdout);
    expect(stderr).toBe("");
    expect({ attempts, warnings }).toEqual({ attempts: 1, warnings: [] });
    expect(Object.keys(snapshot).sort()).toEqual(
      [
        ["name", "archive", "archiveBytes", "contentBytes", "sha256", "blocks", "series", "samples"],
        ["minTime", "maxTime", "milliseconds", "damage"],
      ]
        .flat()
        .sort(),
    );
    expect(snapshot).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), damage: [] });

    const listed = JSON.parse((await promsnap(["list", "--json"], { config })).stdout).snapshots.at(-1);
    const { blocks, series, samples, minTime, maxTime } = snapshot;
    expect(listed).toMatchObject({ name: snapshot.name, maker: "promsnap", path: snapshot.archive, damaged: 0 });
    expect(listed).toMatchObject({ bytes: snapshot.archiveBytes, blocks, series, samples, minTime, maxTime });
  });

  test("list shows one row for each snapshot", async () => {
    const { stdout } = await promsnap(["list"], { config });
    const [heading, ...rows] = stdout.trimEnd().split("\n");
    expect(heading).toMatch(/^NAME +DATE +SIZE +BLOCKS +FROM +TO +VERIFIED +STATE$/);
    expect(rows.length).toBeGreaterThanOrEqual(4);
    for (const row of rows) expect(row).toMatch(new RegExp(`^${name.source}  .*  ok$`));
  });

  test("a dry run shows what would be done and does none of it", async () => {
    const before = (await promsnap(["list", "--json"], { config })).stdout;
    const log = lastLine();
    const { code, stdout } = await promsnap(["run", "--dry-run"], { config });
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Archive +${archive()}$`, "m"));
    expect(stdout).toMatch(/^Request +.*\/api\/v1\/admin\/tsdb\/snapshot/m);
    const { plan } = JSON.parse((await promsnap(["run", "--dry-run", "--json"], { config })).stdout);
    expect(plan.blocks).toBe(12);
    expect((await promsnap(["list", "--json"], { config })).stdout).toBe(before);
    expect(lastLine()).toBe(log);
  });

  test("under a terminal the progress bar is gone when it ends", async () => {
    const command = commandOf(["run"], { config }).join(" ");
    const { stdout } = await run(["script", "--quiet", "--return", "--command", command, "/dev/null"]);
    expect(stdout).toMatch(/Snapshot réussi: /);
    const last = stdout.slice(stdout.lastIndexOf("\u001b[K"));
    expect(last).not.toMatch(/compressing|reading back/);
  });
});
