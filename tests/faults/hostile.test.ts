import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import {
  appendFile,
  chown,
  cp,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
} from "node:fs/promises";
import { join } from "node:path";
import { describeWith } from "../bed/abilities.ts";
import { jsonAnswer, startAnswers } from "../bed/answers.ts";
import { blocksIn } from "../bed/blocks.ts";
import { must, type Outcome } from "../bed/processes.ts";
import { startPromsnap } from "../bed/promsnap.ts";
import { until } from "../bed/waiting.ts";
import { precious, Scene } from "./scene.ts";

const patience = 120_000;
const name = "20261123T120000Z-00000000deadbeef";

describeWith("prometheus", "mounts")("surroundings that somebody else arranged", () => {
  let scene: Scene;
  let outside: string;

  beforeAll(async () => {
    scene = await Scene.open();
    expect((await scene.run()).code).toBe(0);
    outside = await precious(scene.beside("outside"));
  }, patience);

  afterEach(async () => {
    await rm(join(scene.data, "snapshots", name), { recursive: true, force: true });
    expect(await readdir(outside)).toEqual(["precious.txt"]);
    expect(await readFile(join(outside, "precious.txt"), "utf8")).toBe("precious\n");
    const next = await scene.run();
    expect([next.code, next.stderr]).toEqual([0, expect.not.stringContaining("could not")]);
    await scene.expectClean();
    await scene.expectWhole();
    await scene.forgetArchives();
  });

  afterAll(() => scene[Symbol.asyncDispose]());

  const own = () => join(scene.data, ".promsnap");
  const source = () => join(scene.data, "snapshots", name);

  async function expectFailure({ code, stdout, stderr }: Outcome, expected = 1): Promise<string> {
    expect([code, stdout]).toEqual([expected, expect.stringMatching(/^Échec d[^\n]+\n$/)]);
    expect(stderr).not.toMatch(/\n\s+at /);
    return stdout + stderr;
  }

  describe("promsnap's own directory", () => {
    afterEach(async () => {
      await rm(own(), { recursive: true, force: true });
      await rename(`${own()}.kept`, own());
    });

    test("that is a link leads nowhere", async () => {
      await rename(own(), `${own()}.kept`);
      await symlink(outside, own());
      expect(await expectFailure(await scene.run())).toContain(own());
    });

    test("that belongs to a stranger decides nothing", async () => {
      await cp(own(), `${own()}.kept`, { recursive: true });
      await Bun.write(join(own(), "request.json"), '{"version":1,"requests":[]}\n');
      await chown(own(), 54321, 54321);
      expect(await expectFailure(await scene.run())).toContain("54321");
    });
  });

  /** A run against a fake Prometheus that answers `name`, once `arrange` has arranged what lies under it. */
  async function runAgainst(arrange: () => Promise<unknown>, answered = name): Promise<Outcome> {
    await using fake = startAnswers(async ({ method }) => {
      if (method !== "POST") return jsonAnswer({ status: "success", data: { startTime: "now", CWD: "/" } });
      await arrange();
      return jsonAnswer({ status: "success", data: { name: answered } });
    });
    return await scene.run({ HOST: fake.url });
  }

  /** Lays a snapshot of one real block under `name`, and answers the block's path. */
  async function laySnapshot(): Promise<string> {
    const [block = ""] = await blocksIn(scene.data);
    await cp(join(scene.data, block), join(source(), block), { recursive: true });
    return join(source(), block);
  }

  test("a snapshot that is a link is neither read nor followed when it is deleted", async () => {
    const elsewhere = scene.beside("elsewhere");
    const tell = await expectFailure(
      await runAgainst(async () => {
        await laySnapshot();
        await rename(source(), elsewhere);
        await symlink(elsewhere, source());
      }),
    );
    expect(tell).toContain(`${source()} could not be deleted: not a directory`);
    expect((await lstat(source())).isSymbolicLink()).toBe(true);
    expect(await blocksIn(elsewhere)).toHaveLength(1);
    await rm(elsewhere, { recursive: true });
  });

  test("a name that was there before the request is somebody else's snapshot, and stays", async () => {
    const [theirs = ""] = (await readdir(join(scene.data, "snapshots"))).filter((entry) =>
      /^2026\d+T\d+Z-/.test(entry),
    );
    const tell = await expectFailure(await runAgainst(async () => {}, theirs), 4);
    expect(tell).toContain(theirs);
    await scene.expectForeignUntouched();
    expect(await scene.archives()).toEqual([]);
  });

  for (const [what, spoil] of [
    ["block that is a link", async () => symlink(outside, join(source(), "01ARZ3NDEKTSV4RRFFQ69G5FAV"))],
    ["file that is no block's", async () => Bun.write(join(source(), "README"), "?")],
    ["chunks directory that is a link", async (block: string) => replace(join(block, "chunks"), outside)],
    ["chunk file that is a link", async (block: string) => replace(join(block, "chunks/000001"), preciousFile())],
    ["meta.json that is a link", async (block: string) => replace(join(block, "meta.json"), preciousFile())],
    ["index that is a FIFO", async (block: string) => fifo(join(block, "index"))],
    ["meta.json that is a FIFO", async (block: string) => fifo(join(block, "meta.json"))],
    ["tombstones file that is a device", async (block: string) => device(join(block, "tombstones"))],
  ] satisfies [string, (block: string) => Promise<unknown>][]) {
    test(`a ${what} fails the run, is not followed, and goes with the snapshot`, async () => {
      await expectFailure(await runAgainst(async () => spoil(await laySnapshot())));
      await scene.expectClean();
      expect(await scene.archives()).toEqual([]);
    });
  }

  const preciousFile = () => join(outside, "precious.txt");

  async function replace(path: string, target: string): Promise<void> {
    await rm(path, { recursive: true });
    await symlink(target, path);
  }

  async function fifo(path: string): Promise<void> {
    await rm(path, { force: true });
    await must(["mkfifo", path]);
  }

  async function device(path: string): Promise<void> {
    await rm(path);
    await must(["mknod", path, "c", "1", "5"]);
  }

  for (const [what, change] of [
    ["grows", (path: string) => appendFile(path, "more")],
    ["shrinks", (path: string) => truncate(path, 1 << 20)],
    ["vanishes", (path: string) => rm(path)],
  ] as const) {
    test(`a file that ${what} while it is read fails the run`, async () => {
      const bytes = 96 << 20;
      let file = "";
      await using fake = startAnswers(async ({ method }) => {
        if (method !== "POST") return jsonAnswer({ status: "success", data: { startTime: "now", CWD: "/" } });
        file = join(await laySnapshot(), "chunks/000002");
        await Bun.write(file, randomBytes(bytes));
        return jsonAnswer({ status: "success", data: { name } });
      });
      const config = await scene.configuration({ HOST: fake.url, COMPRESSION_LEVEL: "12" });
      const running = startPromsnap(["run"], { config });
      await until("the archive to grow", async () => {
        const partial = (await scene.litter()).find((entry) => entry.endsWith(".partial"));
        return partial !== undefined && (await lstat(join(scene.store, partial))).size > 8 << 20;
      });
      await change(file);
      expect(await expectFailure(await running.ended)).toContain("chunks/000002");
      await scene.expectClean();
      expect(await scene.archives()).toEqual([]);
    });
  }

  test("a SNAPSHOT_DIR that is a link to a directory is the operator's own choice", async () => {
    const link = scene.beside("link");
    await symlink(scene.store, link);
    const { code, stdout } = await scene.run({ SNAPSHOT_DIR: link });
    expect([code, stdout]).toEqual([0, expect.stringContaining(`${link}/snapshot-`)]);
  });

  for (const text of [
    "../../../../etc/passwd\n",
    "../outside/precious.txt\n",
    "/etc/passwd.tar.gz.partial\n",
    "other.new\n",
    "others\n",
    "snapshot-02_01_2026-00_00_00.tar.gz\n",
    "snapshot-01_01_2026-00_00_00.tar.gz.partial/../other.new\n",
    "snapshot-01_01_2026-00_00_00.tar.gz.partial\0\n",
    "",
    "x".repeat(100_000),
  ]) {
    test(`a record of the partial that says ${JSON.stringify(text.slice(0, 60))} deletes nothing`, async () => {
      await Bun.write(join(scene.store, ".promsnap-writing"), text);
      expect((await scene.run()).code).toBe(0);
      await scene.expectClean();
    });
  }

  for (const text of [
    "",
    "{",
    "[]",
    "\0",
    '{"version":2,"requests":[]}',
    request({ name: "mine" }),
    request({ name: "../../outside" }),
    request({ before: ["../../outside"] }),
    request({ asked: "long ago" }),
    request({ deadline: null }),
  ]) {
    test(`a record of requests that says ${JSON.stringify(text.slice(0, 80))} is told and deletes nothing`, async () => {
      await Bun.write(join(own(), "request.json"), text);
      const { code, stderr } = await scene.run();
      expect([code, stderr]).toEqual([0, expect.stringContaining(join(own(), "request.json"))]);
      await scene.expectClean();
    });
  }

  for (const file of [
    "store/.promsnap-lock",
    "store/.promsnap-writing",
    "store/.promsnap-store",
    "data/.promsnap/lock",
    "data/.promsnap/id",
    "data/.promsnap/request.json",
  ]) {
    for (const [what, put] of [
      ["link", (path: string) => symlink(preciousFile(), path)],
      ["link to nothing", (path: string) => symlink(join(outside, "new"), path)],
      ["FIFO", fifo],
      ["directory", (path: string) => mkdir(path)],
    ] as const) {
      test(`a ${what} in the place of ${file} is refused at once`, async () => {
        const path = scene.beside(file);
        await rename(path, scene.beside("kept")).catch(() => {});
        await put(path);
        const outcome = await scene.run();
        await rm(path, { recursive: true });
        await rename(scene.beside("kept"), path).catch(() => {});
        expect(await expectFailure(outcome)).toContain(path);
        expect(await scene.archives()).toEqual([]);
      });
    }
  }
});

function request(changes: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ version: 1, requests: [{ asked: 1, deadline: 2, before: [], ...changes }] });
}
