import { describe, expect, test } from "bun:test";
import { foresee, type RestoredData } from "../../src/prometheus/foresight.ts";
import { isAtLeast, parseVersion } from "../../src/prometheus/version.ts";
import { ulidOf } from "../bed/blocks.ts";

const hour = 3_600_000;
const now = 1_800_000_000_000;

/** Three blocks of two hours each; the last of them ends at `end`. */
function dataOf(end: number, changes: Partial<RestoredData> = {}): RestoredData {
  const blocks = [2, 1, 0].map((before) => {
    const maxTime = end - 2 * before * hour;
    const ulid = ulidOf(maxTime, before);
    return { ulid, minTime: maxTime - 2 * hour, maxTime, sources: [ulid], parents: [], deletable: false, bytes: 100 };
  });
  return { blocks, indexVersions: new Set([2]), encodings: new Set([1]), customBuckets: false, ...changes };
}

test("nothing is said where there is nothing to say, be Prometheus's version and limits known or not", () => {
  expect(foresee(dataOf(now), { version: "", limits: undefined }, now)).toEqual([]);
  expect(foresee(dataOf(now), { version: "2.42.0+ds", limits: { time: 5 * hour, bytes: 300 } }, now)).toEqual([]);
});

test("blocks that go at once are counted, with the last time that is lost", () => {
  const { blocks } = dataOf(now);
  const notices = foresee(dataOf(now), { version: "3.16.0", limits: { time: 2 * hour, bytes: 99 } }, now);
  expect(notices).toEqual([
    {
      code: "restore.notKept",
      details: { blocks: 2, total: 3, until: now - 2 * hour, when: "at once", reason: "time", limit: 2 * hour },
    },
    {
      code: "restore.notKept",
      details: { blocks: 1, total: 3, until: now, when: "at once", reason: "size", limit: 99 },
    },
  ]);
  expect(blocks).toHaveLength(3);
});

test("old blocks are lost by their age only once Prometheus writes a newer one, which it does within hours", () => {
  const longAgo = now - 1000 * 24 * hour;
  expect(foresee(dataOf(longAgo), { version: "", limits: { time: 5 * hour } }, now)).toEqual([
    {
      code: "restore.notKept",
      details: { blocks: 3, total: 3, until: longAgo, when: "within hours", reason: "time", limit: 5 * hour },
    },
  ]);
  expect(foresee(dataOf(longAgo), { version: "", limits: { time: 25_000 * hour } }, now)).toEqual([]);
});

test("blocks that a block among them replaces are no loss", () => {
  const data = dataOf(now);
  const [first, ...rest] = data.blocks.map((block) => block);
  const replaced = [first, ...rest.map((block) => ({ ...block, parents: [first?.ulid ?? ""] }))];
  const blocks = replaced.filter((block) => block !== undefined);
  expect(foresee({ ...data, blocks }, { version: "", limits: { time: 100 * hour } }, now)).toEqual([]);
});

test("blocks that end in the future are named, but not for a clock that is a minute off", () => {
  const [, , last] = dataOf(now + hour).blocks;
  expect(foresee(dataOf(now + hour), { version: "", limits: undefined }, now)).toEqual([
    { code: "restore.future", details: { blocks: [last?.ulid ?? ""], until: now + hour } },
  ]);
  expect(foresee(dataOf(now + 60_000), { version: "", limits: undefined }, now)).toEqual([]);
});

describe("what a version does not read is told", () => {
  const unread = (version: string, changes: Partial<RestoredData>) =>
    foresee(dataOf(now, changes), { version, limits: undefined }, now).map(({ details }) =>
      Object.values(details).join(),
    );

  test.each([
    ["2.42.0+ds", { indexVersions: new Set([1, 3]) }, ["index version 3,2.55.0,2.42.0+ds"]],
    ["2.53.4", { indexVersions: new Set([3]) }, ["index version 3,2.55.0,2.53.4"]],
    ["2.53.5", { indexVersions: new Set([3]) }, []],
    ["2.54.1", { indexVersions: new Set([3]) }, ["index version 3,2.55.0,2.54.1"]],
    ["2.55.0", { indexVersions: new Set([3]) }, []],
    ["3.16.0", { indexVersions: new Set([3]), encodings: new Set([1, 2, 3, 4, 5, 6]), customBuckets: true }, []],
    ["2.39.1", { encodings: new Set([3]) }, ["histograms,2.40.0,2.39.1"]],
    ["2.42.0", { encodings: new Set([1, 2, 3]) }, []],
    ["2.42.0", { customBuckets: true }, ["custom buckets,2.55.0,2.42.0"]],
    ["3.10.9", { encodings: new Set([4]) }, ["XOR2 chunks,3.11.0,3.10.9"]],
    ["3.13.0", { encodings: new Set([4, 6]) }, ["histograms with start times,3.14.0,3.13.0"]],
    ["", { encodings: new Set([5]) }, ["histograms with start times,3.14.0"]],
    ["", { encodings: new Set([1]), indexVersions: new Set([1, 2]) }, []],
  ] as const)("%s, %o: %o", (version, changes, expected) => {
    expect(unread(version, changes)).toEqual([...expected]);
  });
});

test.each([
  ["2.42.0+ds", [2, 42, 0]],
  ["v3.16.0", [3, 16, 0]],
  ["3.0.0-rc.1", [3, 0, 0]],
  ["", undefined],
  ["latest", undefined],
  ["3.16", undefined],
] as const)("the version %s is %o", (text, version) => {
  expect(parseVersion(text)).toEqual(version as never);
});

test("versions compare by their numbers", () => {
  expect(isAtLeast([2, 100, 0], [2, 55, 0])).toBe(true);
  expect(isAtLeast([2, 55, 0], [2, 55, 0])).toBe(true);
  expect(isAtLeast([2, 54, 9], [2, 55, 0])).toBe(false);
  expect(isAtLeast([3, 0, 0], [2, 55, 0])).toBe(true);
});
