import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { cp, mkdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { snapshotName } from "../../src/snapshots/name.ts";
import { makeOwnArchive } from "../archive/making.ts";
import { describeWith } from "../bed/abilities.ts";
import { type ArchiveStore, openArchiveStore } from "../bed/archive-store.ts";
import { blocksIn, cachedBlocks, oneDay } from "../bed/blocks.ts";
import { must } from "../bed/processes.ts";

const day = 24 * 3_600_000;
const noon = Date.UTC(2026, 0, 30, 12);

describeWith("blocks")("promsnap prune", () => {
  let bed: ArchiveStore;
  beforeAll(async () => {
    bed = await openArchiveStore();
  }, 120_000);
  afterAll(() => bed?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    await rm(bed.store, { recursive: true });
    await mkdir(bed.store);
    await bed.configure({});
  });

  /** Snapshots of the last so many days, a day apart, oldest first. */
  const fill = async (days: number) => {
    const names: string[] = [];
    for (let ago = days - 1; ago >= 0; ago--) names.push(await bed.add(noon - ago * day));
    return names;
  };
  const prune = (...args: string[]) => bed.run(["prune", ...args]);
  const objectOf = async (...args: string[]) => {
    const { code, stdout } = await prune(...args, "--json");
    return { code, ...JSON.parse(stdout) };
  };

  test("without a policy is refused, and says which keys make one", async () => {
    await fill(2);
    const { code, stdout, stderr } = await prune();
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toContain("nothing says which snapshots to keep");
    expect(stderr).toMatch(
      /Set KEEP_LAST, .* or KEEP_WITHIN in .*promsnap\.conf, or give an option such as --keep-last/,
    );
    expect(await bed.snapshots()).toHaveLength(2);
  });

  test("shows what it would do, and does nothing", async () => {
    const names = await fill(4);
    await bed.configure({ KEEP_LAST: "2" });
    const before = await bed.files();
    const { code, stdout } = await prune("--dry-run");
    expect(code).toBe(0);
    const rows = stdout.split("\n").map((line) => line.replace(/ {2,}/g, "  "));
    expect(rows[0]).toBe("NAME  AGE  SIZE  STATE  KEPT BECAUSE");
    expect(rows[1]).toMatch(new RegExp(`^${names[0]}  .*  ok  to be deleted$`));
    expect(rows[4]).toMatch(new RegExp(`^${names[3]}  .*  ok  last 2, newest good one$`));
    expect(rows[5]).toMatch(/^To be deleted: 2 \(.* kB\); kept: 2$/);
    expect(await bed.files()).toEqual(before);
    expect(await must(["ls", "-A", bed.store])).not.toContain(".promsnap");
  });

  test("deletes what the configuration does not keep, with what stands beside it", async () => {
    const names = await fill(5);
    await bed.add(noon - 3 * day, { sound: true });
    await bed.configure({ KEEP_LAST: "1", KEEP_WITHIN: "1d1h" });
    const { code, stdout, stderr } = await prune();
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/\nDeleted: 3 \(.*\); kept: 2\n$/);
    expect(await bed.files()).toEqual(names.slice(3).flatMap((name) => [`${name}.tar.gz`, `${name}.tar.gz.sha256`]));
    expect((await prune()).stdout).toMatch(/\nDeleted: 0 \(0 byte.*\); kept: 2\n$/);
  });

  test("goes by the options alone where there are any", async () => {
    await fill(5);
    await bed.configure({ KEEP_LAST: "5", KEEP_YEARLY: "10" });
    expect((await prune("--keep-last=3")).code).toBe(0);
    expect(await bed.snapshots()).toHaveLength(3);
    expect((await prune("--keep-daily", "2", "--quiet")).stdout).toBe("");
    expect(await bed.snapshots()).toHaveLength(2);
  });

  test("tells a program the same", async () => {
    const [first = "", second = ""] = await fill(2);
    const { code, prune: done, warnings } = await objectOf("--keep-within=1h");
    expect([code, warnings]).toEqual([0, []]);
    const [one, two] = done.snapshots;
    expect(one).toMatchObject({ name: first, path: join(bed.store, `${first}.tar.gz`), good: true, keep: false });
    expect(two).toMatchObject({
      ...{ name: second, instant: "2026-01-30T12:00:00.000Z", keep: true },
      reasons: [{ rule: "within", span: "1h" }, { rule: "newest" }],
    });
    expect(done).toMatchObject({ policy: { within: "1h" }, kept: 1, deleted: [first], freedBytes: one.bytes });
  });

  test("lets damaged ones count towards nothing, and keeps the newest good one", async () => {
    const good = await bed.add(noon - 9 * day);
    const stored = await bed.add(noon - 8 * day, { damaged: 2 });
    const found = await bed.add(noon - 7 * day, { sound: false });
    const cut = await bed.add(noon - 6 * day);
    await truncate(join(bed.store, `${cut}.tar.gz`), 1000);
    const misdated = await bed.add(noon - 5 * day, { name: "snapshot-20_01_2025-12_00_00" });
    const { prune: done } = await objectOf("--keep-last=1");
    const flaws = done.snapshots.map(({ name, flaw }: { name: string; flaw?: string }) => [name, flaw]);
    expect(flaws).toEqual([
      ...[
        [good, undefined],
        [stored, "damaged"],
        [found, "unsound"],
        [cut, "unreadable"],
        [misdated, "other date"],
      ],
    ]);
    expect(done.deleted).toEqual([]);
    const newest = await bed.add(noon);
    expect((await objectOf("--keep-last=1")).prune.deleted).toHaveLength(5);
    expect(await bed.snapshots()).toEqual([newest]);
  });

  test("deletes none while none is good", async () => {
    for (const ago of [3, 2, 1]) await bed.add(noon - ago * day, { sound: false });
    expect((await prune("--keep-last=1")).code).toBe(0);
    expect(await bed.snapshots()).toHaveLength(3);
  });

  test("keeps what is dated in the future, says so, and does not count it", async () => {
    const names = await fill(2);
    const future = [await bed.add(Date.UTC(2095, 0, 1)), await bed.add(Date.UTC(2096, 0, 1))];
    const { code, stderr } = await prune("--keep-last=1");
    expect(code).toBe(0);
    expect(stderr).toContain("warning: dated in the future, and kept whatever the policy says: ");
    expect((await bed.snapshots()).toSorted()).toEqual([names[1] ?? "", ...future].toSorted());
  });

  test("treats the script's archives as its own, by their names", async () => {
    const script = [
      await bed.add(noon - 9 * day, { maker: "script" }),
      await bed.add(noon - 8 * day, { maker: "script" }),
    ];
    const [own = ""] = await fill(1);
    expect((await prune("--keep-last=2")).code).toBe(0);
    expect((await bed.snapshots()).toSorted()).toEqual([script[1] ?? "", own].toSorted());
  });

  test("touches nothing that neither promsnap nor the script wrote", async () => {
    await fill(3);
    const foreign = [
      ...["snapshot-31_02_2020-00_00_00.tar.gz", "snapshot-01_01_2020-25_00_00.tar.gz", "snapshot-01_01_2020.tar.gz"],
      ...["notes.txt", "snapshot-01_01_2020-00_00_00.tar.gz.partial", "snapshot-01_01_2020-00_00_00.tar.gz.gpg"],
      ...["snapshot-04_01_2020-00_00_00.tar.gz.sha256", "copy-of-snapshot-01_01_2020-00_00_00.tar.gz"],
    ];
    for (const name of foreign) await writeFile(join(bed.store, name), "somebody's\n");
    await mkdir(join(bed.store, "snapshot-02_01_2020-00_00_00.tar.gz"));
    const elsewhere = join(bed.path, "elsewhere.tar.gz");
    await writeFile(elsewhere, "precious");
    await symlink(elsewhere, join(bed.store, "snapshot-03_01_2020-00_00_00.tar.gz"));
    expect((await prune("--keep-last=1")).code).toBe(0);
    expect(await bed.files()).toEqual(expect.arrayContaining([...foreign, "snapshot-02_01_2020-00_00_00.tar.gz"]));
    expect(await must(["cat", join(bed.store, "snapshot-03_01_2020-00_00_00.tar.gz")])).toBe("precious");
    expect((await bed.files()).filter((name) => name.startsWith("snapshot-") && name.includes("_2026-"))).toHaveLength(
      2,
    );
  });

  test("clears up after killed ones: a partial, and what stood beside archives that are gone", async () => {
    const [name = ""] = await fill(1);
    const gone = "snapshot-02_02_2025-10_00_00.tar.gz";
    await writeFile(join(bed.store, `${gone}.sha256`), `${"0".repeat(64)}  ${gone}\n`);
    for (const end of [".sha256.new", ".verdict", ".verdict.new"]) await writeFile(join(bed.store, gone + end), "");
    await writeFile(join(bed.store, `${gone}.partial`), "half of it");
    await writeFile(join(bed.store, ".promsnap-writing"), `${gone}.partial\n`);
    const { code, stderr } = await prune("--keep-last=1");
    expect(code).toBe(0);
    expect(stderr).toBe(`promsnap: warning: deleted what an interrupted run had left: ${bed.store}/${gone}.partial\n`);
    expect(await bed.files()).toEqual([`${name}.tar.gz`, `${name}.tar.gz.sha256`]);
  });

  test("records up to when snapshots were compared, and believes no record from the future", async () => {
    await fill(2);
    const record = join(bed.store, ".promsnap-accepted");
    await writeFile(record, '{"format":1,"upTo":"2095-01-01T00:00:00.000Z"}\n');
    expect((await prune("--keep-last=2")).code).toBe(0);
    expect(await must(["cat", record])).toBe('{"format":1,"upTo":"2026-01-30T12:00:00.000Z"}\n');
  });

  test("accepts the loss that it told, and no other that nobody has heard of yet", async () => {
    const blocks = await cachedBlocks(oneDay);
    const names: string[] = [];
    for (const [index, block] of (await blocksIn(blocks)).slice(0, 3).entries()) {
      const source = join(bed.path, `of ${index}`);
      await cp(join(blocks, block), join(source, block), { recursive: true });
      const name = snapshotName(noon + index * day);
      await makeOwnArchive(source, join(bed.store, `${name}.tar.gz`), noon + index * day);
      names.push(name);
    }
    const lossOf = async (...args: string[]) => (await objectOf("--keep-last=1", ...args)).error?.details;
    expect(await lossOf()).toMatchObject({ earlier: names[0], later: names[1] });
    const { warnings } = await objectOf("--keep-last=1", "--accept", "--dry-run");
    expect(warnings).toMatchObject([{ code: "retention.stopped", details: { later: names[2] } }]);
    expect(await lossOf("--accept")).toMatchObject({ earlier: names[1], later: names[2] });
    expect(await lossOf()).toMatchObject({ earlier: names[1], later: names[2] });
    expect((await bed.snapshots()).toSorted()).toEqual(names.toSorted());
    expect((await prune("--keep-last=1", "--accept")).code).toBe(0);
    expect(await bed.snapshots()).toEqual(names.slice(2));
  });

  test("of the store of another Prometheus is refused", async () => {
    await fill(3);
    await prune("--keep-last=3");
    await writeFile(join(bed.store, ".promsnap-store"), "01234567-89ab-cdef-0123-456789abcdef\n");
    for (const args of [["--keep-last=1"], ["--keep-last=1", "--dry-run"], ["--accept"]]) {
      expect(await prune(...args)).toMatchObject({ code: 3, stderr: expect.stringContaining("another Prometheus") });
    }
    expect(await bed.snapshots()).toHaveLength(3);
  });

  test("without the data directory, or with another one, is refused", async () => {
    await fill(2);
    await bed.configure({ PROMETHEUS_DATA_DIR: join(bed.path, "gone") });
    const refused = await prune("--keep-last=1");
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("PROMETHEUS_DATA_DIR does not exist") });
    const other = join(bed.path, "other");
    await mkdir(other);
    await bed.configure({ PROMETHEUS_DATA_DIR: other });
    expect(await prune("--keep-last=1")).toMatchObject({ code: 3, stderr: expect.stringContaining("it has no wal") });
    expect(await must(["ls", "-A", other])).toBe("");
    expect(await bed.snapshots()).toHaveLength(2);
  });

  test("of a store that is not there yet has nothing to do, and makes none", async () => {
    await bed.configure({ SNAPSHOT_DIR: join(bed.path, "no", "store") });
    const { code, stdout, stderr } = await prune("--keep-last=1");
    expect([code, stdout, stderr]).toEqual([0, "", `promsnap: no snapshot in ${bed.path}/no/store\n`]);
    expect(await Bun.file(join(bed.path, "no")).exists()).toBe(false);
  });

  test("while a restore is not finished is refused", async () => {
    await fill(2);
    await prune("--keep-last=2");
    const journal = join(bed.data, ".promsnap", "restore.json");
    await writeFile(journal, "{}");
    const { code } = await prune("--keep-last=1");
    await rm(journal);
    expect(code).toBe(9);
    expect(await bed.snapshots()).toHaveLength(2);
  });

  for (const runtime of ["bun", "deno"] as const) {
    test(`does the same under ${runtime}`, async () => {
      await fill(3);
      expect(await bed.run(["prune", "--keep-last=2"], { runtime })).toMatchObject({ code: 0, stderr: "" });
      expect(await bed.snapshots()).toHaveLength(2);
    }, 60_000);
  }
});
