import { expect, test } from "bun:test";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { freeTime, placesIn } from "../../../src/jobs/restore/places.ts";
import { Directory } from "../../../src/system/directory.ts";
import { temporaryDirectory } from "../../bed/temporary.ts";

const noon = Date.UTC(2026, 10, 24, 12);
const hour = 3_600_000;

test("a place bears the time of its restore", async () => {
  await using place = await temporaryDirectory();
  using own = Directory.open(place.path);
  expect(freeTime(own, noon)).toBe("20261124T120000Z");
});

test("each place comes after all that were there, though the clock was put back or it is the same second", async () => {
  await using place = await temporaryDirectory();
  using own = Directory.open(place.path);
  const made: string[] = [];
  for (const [index, now] of [noon, noon, noon - hour, ...Array(12).fill(noon), noon + hour, noon].entries()) {
    made.push(`${index % 2 === 0 ? "previous" : "set-aside"}-${freeTime(own, now)}`);
    await mkdir(join(place.path, made.at(-1) ?? ""));
  }
  expect(placesIn(own).map(({ name }) => name)).toEqual(made);
});

test("a link, and a name that promsnap does not give, are no places", async () => {
  await using place = await temporaryDirectory();
  using own = Directory.open(place.path);
  await symlink("/", join(place.path, "previous-20260101T000000Z"));
  await mkdir(join(place.path, "previous-of-mine"));
  expect(placesIn(own)).toEqual([]);
});
