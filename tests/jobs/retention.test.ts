import { expect, test } from "bun:test";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { carryOut } from "../../src/jobs/retention.ts";
import { DirectoryStore } from "../../src/stores/directory-store.ts";
import { Directory } from "../../src/system/directory.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

test("an interruption ends a deletion of many between two of them", async () => {
  await using place = await temporaryDirectory();
  const names = Array.from({ length: 60 }, (_, minute) => `snapshot-24_11_2026-13_${`${minute}`.padStart(2, "0")}_00`);
  for (const name of names) await writeFile(join(place.path, `${name}.tar.gz`), "old");
  const snapshots = names.map((name, instant) => {
    const path = join(place.path, `${name}.tar.gz`);
    return { snapshot: { name, path, bytes: 3, instant, good: true }, reasons: [] };
  });
  using store = new DirectoryStore(Directory.open(place.path));
  const interruption = new AbortController();
  setTimeout(() => interruption.abort("interrupted"), 0);
  const plan = { snapshots, orphans: [] };
  const ended = carryOut(plan, store, interruption.signal, () => undefined);
  expect(await ended.catch((reason) => reason)).toBe("interrupted");
  expect((await readdir(place.path)).length).toBeGreaterThan(0);
});
