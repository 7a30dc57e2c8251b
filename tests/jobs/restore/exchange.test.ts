import { expect, test } from "bun:test";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bringIn, clearOut, liftBarrier, raiseBarrier } from "../../../src/jobs/restore/exchange.ts";
import { openPlace } from "../../../src/jobs/restore/places.ts";
import { childrenOf } from "../../../src/prometheus/data-children.ts";
import { openOwnDirectory } from "../../../src/prometheus/own-directory.ts";
import { Directory } from "../../../src/system/directory.ts";
import { ulidOf } from "../../bed/blocks.ts";
import { temporaryDirectory } from "../../bed/temporary.ts";

const out = "previous-20260101T000000Z";
const from = "restore-20260101T000000Z/new";

/** Exchanges `count` blocks for as many of the same names, and answers how many milliseconds that took. */
async function exchanged(count: number): Promise<number> {
  await using place = await temporaryDirectory();
  using data = Directory.open(place.path);
  using own = openOwnDirectory(data, process.getuid?.() ?? 0);
  using staged = openPlace(own, from);
  const names = Array.from({ length: count }, (_, number) => ulidOf(1_700_000_000_000, number));
  for (const name of [...names, "wal", "prometheus.yml"]) await mkdir(join(place.path, name));
  for (const name of names) await mkdir(join(staged.path, name));
  await writeFile(join(staged.path, names[0] ?? "", "new"), "");
  const ground = { data, own, now: Date.now };
  const exchange = { out, in: from, incoming: childrenOf(staged) };
  const begun = performance.now();
  await raiseBarrier(ground, exchange);
  clearOut(ground, exchange);
  bringIn(ground, exchange);
  liftBarrier(ground, exchange);
  const took = performance.now() - begun;
  expect((await readdir(place.path)).sort()).toEqual([".promsnap", ...names, "prometheus.yml"].sort());
  expect((await readdir(join(own.path, out))).sort()).toEqual([...names, "wal"].sort());
  expect(await readdir(join(place.path, names[0] ?? ""))).toEqual(["new"]);
  return took;
}

test("300 blocks, as many as years of data have, are exchanged for 300 in far less than 0.3 s", async () => {
  const tries = [await exchanged(300), await exchanged(300), await exchanged(300)];
  expect(Math.min(...tries)).toBeLessThan(300);
});

test("3,000 blocks take about ten times as long as 300, not a hundred times", async () => {
  expect(await exchanged(3000)).toBeLessThan(40 * Math.max(30, await exchanged(300)));
}, 60_000);
