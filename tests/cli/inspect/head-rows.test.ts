import { afterAll, beforeAll, expect, test } from "bun:test";
import { headRows } from "../../../src/cli/inspect/head-rows.ts";
import { timeOf } from "../../../src/cli/inspect/time.ts";
import type { Inspection } from "../../../src/jobs/inspect/inspect.ts";
import type { Damage } from "../../../src/tsdb/damage.ts";

const { TZ: zoneOfTheMachine } = process.env;
beforeAll(() => {
  process.env["TZ"] = "UTC";
});
afterAll(() => {
  process.env["TZ"] = zoneOfTheMachine ?? "UTC";
});

const taken = Date.UTC(2026, 10, 22, 11, 9, 40);
const hour = 3_600_000;
const inspection: Inspection = {
  archive: "/srv/snapshot-22_11_2026-11_09_40.tar.gz",
  bytes: 1_000_000,
  contentBytes: 1_730_000,
  maker: "promsnap",
  instant: taken,
  sha256: undefined,
  verdict: undefined,
  damaged: 0,
  damage: [],
  blocks: [],
  metrics: undefined,
};
const rows = (more: Partial<Inspection>, time = timeOf([])) => headRows({ ...inspection, ...more }, time, "en");
const value = (word: string, more: Partial<Inspection>) => rows(more).find(([name]) => name === word)?.[1];

test("an archive's head says what it is, and what is known of its soundness", () => {
  expect(rows({})).toEqual([
    ["Archive", "/srv/snapshot-22_11_2026-11_09_40.tar.gz"],
    ["Size", "1 MB for 1.73 MB of files (ratio 1.73)"],
    ["Taken", "2026-11-22 11:09:40"],
    ["Made by", "promsnap"],
    ["Verified", "not yet, as far as is known here"],
    ["Damage", "none when it was stored"],
    ["Samples", "none"],
  ]);
  const verdict = { at: taken + hour, deep: true, sound: true, bytes: 1_000_000 };
  expect(value("Verified", { verdict })).toBe("2026-11-22 12:09:40, deep: sound");
  expect(value("Verified", { verdict: { ...verdict, deep: false, sound: false } })).toBe(
    "2026-11-22 12:09:40: damaged",
  );
  expect(value("SHA-256", { sha256: "ab" })).toBe("ab");
});

test("of the script's archive nothing is said of damage, which the script never looked for", () => {
  expect(value("Damage", { maker: "script" })).toBeUndefined();
  expect(value("Made by", { maker: "script" })).toBe("the bash script");
  expect(value("Taken", { instant: undefined })).toBe("unknown");
});

test("known damage is named up to ten files, and counted beyond", () => {
  const one: Damage = { block: "B", file: "index", offset: 7, problem: "checksum", section: "series" };
  const known = rows({ damaged: 12, damage: Array.from({ length: 12 }, () => one) });
  const at = known.findIndex(([word]) => word === "Damage");
  expect(known.slice(at, at + 11)).toEqual([
    ["Damage", "block B, index, byte 7: checksum mismatch (series)"],
    ...Array.from({ length: 9 }, () => ["", "block B, index, byte 7: checksum mismatch (series)"] as const),
    ["", "and 2 more"],
  ]);
});

test("where the last samples end long before the snapshot, it says so", () => {
  const meta = {
    ulid: "B",
    minTime: taken - 9 * hour,
    maxTime: taken - 3 * hour,
    samples: 1,
    series: 1,
    chunks: 1,
    level: 1,
  };
  const block = { ulid: "B", bytes: 1, meta, problem: undefined, head: false, outOfOrder: false, damaged: 0 };
  expect(rows({}, timeOf([block])).slice(-2)).toEqual([
    ["Samples", "from 2026-11-22 02:09:40 to 2026-11-22 08:09:40, 6h"],
    ["", "the last ones end 3h before the snapshot"],
  ]);
  const toTheEnd = { ...block, meta: { ...meta, maxTime: taken - 1000 } };
  expect(rows({}, timeOf([toTheEnd])).at(-1)?.[0]).toBe("Samples");
});
