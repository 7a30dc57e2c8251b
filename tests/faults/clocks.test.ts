import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { snapshotName } from "../../src/snapshots/name.ts";
import { describeWith } from "../bed/abilities.ts";
import { promsnap } from "../bed/promsnap.ts";
import { Scene } from "./scene.ts";

const patience = 120_000;
/** Names that a run could want are taken for so many seconds. */
const seconds = 20;

describeWith("prometheus")("clocks", () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await Scene.open();
  }, patience);

  afterEach(async () => {
    await scene.expectClean();
    await scene.forgetArchives();
  });

  afterAll(() => scene[Symbol.asyncDispose]());

  test("runs in the same second each get a name of their own", async () => {
    for (const _ of [1, 2, 3, 4]) expect((await scene.run()).code).toBe(0);
    expect(await scene.archives()).toHaveLength(4);
    await scene.expectWhole();
  });

  for (const suffix of [".tar.gz", ".tar.gz.sha256", ".tar.gz.partial", ""]) {
    test(`a name that exists already (as NAME${suffix}) is left alone: the next free second is taken`, async () => {
      const now = Date.now();
      const taken = Array.from({ length: seconds }, (_, second) => `${snapshotName(now + second * 1000)}${suffix}`);
      for (const name of taken) await Bun.write(join(scene.store, name), "taken\n");
      const { code, stdout } = await scene.run();
      expect(code).toBe(0);
      const stored = stdout.slice("Snapshot réussi: ".length, -1);
      expect(stored).toBe(join(scene.store, `${snapshotName(now + seconds * 1000)}.tar.gz`));
      expect((await readdir(scene.store)).filter((name) => taken.includes(name)).length).toBe(seconds);
      for (const name of taken) {
        expect(await Bun.file(join(scene.store, name)).text()).toBe("taken\n");
        await Bun.file(join(scene.store, name)).delete();
      }
    });
  }

  test("names are in the time zone of the process, and instants do not depend on it", async () => {
    const config = await scene.configuration();
    const stored: string[] = [];
    for (const TZ of ["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
      const { code, stdout } = await promsnap(["run", "--json"], { config, environment: { TZ } });
      expect(code).toBe(0);
      stored.push(JSON.parse(stdout).snapshot.name);
    }
    const [east, west] = stored.map((name) => name.split("-")[1]);
    expect(east).not.toBe(west); // 25 hours apart: never the same day
    await scene.expectWhole();
  });
});
