import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { findLoss as find, type HeldBlock, type Inventoried, type Inventory } from "../../src/snapshots/lost-volume.ts";
import { ulidOf } from "../bed/blocks.ts";

type Snapshot = Inventory & Omit<Inventoried, "inventory" | "good"> & { readonly good?: boolean };
const findLoss = (snapshots: readonly Snapshot[], ...rest: [number, { time?: number; bytes?: number }?]) =>
  find(
    snapshots.map((one) => ({ good: true, ...one, inventory: () => one })),
    ...rest,
  );

const hour = 3_600_000;
/** Midnight of a day that all of this counts from. */
const zero = Date.UTC(2026, 0, 1);

/** A block over these hours; `number` tells blocks of one time apart. Samples: a thousand an hour. */
function block(from: number, to: number, changes: Partial<HeldBlock> & { number?: number } = {}): HeldBlock {
  const { number = 0, ...rest } = changes;
  const ulid = ulidOf(zero + from * hour, to * 100 + number);
  const times = { minTime: zero + from * hour, maxTime: zero + to * hour };
  return {
    ulid,
    ...times,
    sources: [ulid],
    parents: [],
    deletable: false,
    level: 1,
    samples: (to - from) * 1000,
    ...rest,
  };
}

/** One block for every two hours. */
const steps = (from: number, to: number) =>
  Array.from({ length: (to - from) / 2 }, (_, step) => block(from + step * 2, from + step * 2 + 2));

/** As Prometheus compacts: one block with all the sources of its parents. */
function compacted(blocks: readonly HeldBlock[]): HeldBlock {
  const [first, last] = [blocks[0] as HeldBlock, blocks.at(-1) as HeldBlock];
  return {
    ...first,
    ulid: ulidOf(last.maxTime + 1, blocks.length),
    maxTime: last.maxTime,
    sources: blocks.flatMap(({ sources }) => sources),
    parents: blocks.map(({ ulid }) => ulid),
    level: 2,
    samples: blocks.reduce((total, { samples }) => total + samples, 0),
  };
}

/** A snapshot made at that hour. Its head block, of the hours up to then, has another name each time. */
function snapshot(at: number, blocks: readonly HeldBlock[], head: number | "skipped" = 2): Snapshot {
  const all = head === "skipped" ? blocks : [...blocks, block(at - head, at, { number: at % 97 || 98 })];
  const content = all.reduce((total, { samples }) => total + samples, 0);
  return { name: `at ${at}`, instant: zero + at * hour, content, blocks: all };
}

const never = Number.NEGATIVE_INFINITY;
const kindOf = async (...snapshots: readonly Snapshot[]) => (await findLoss(snapshots, never))?.kind;

describe("a later snapshot is trusted", () => {
  const before = snapshot(50, steps(0, 48));

  test("when it has more blocks", async () => {
    expect(await kindOf(before, snapshot(52, steps(0, 50)))).toBeUndefined();
  });

  test("when the head has become blocks, and blocks have been compacted", async () => {
    const later = [compacted(steps(0, 18)), compacted(steps(18, 36)), ...steps(36, 72)];
    expect(await kindOf(before, snapshot(74, later))).toBeUndefined();
  });

  test("when the same was compacted twice", async () => {
    const once = [compacted(steps(0, 6)), compacted(steps(6, 12))];
    expect(await kindOf(before, snapshot(74, [compacted(once), ...steps(12, 72)]))).toBeUndefined();
  });

  test("when blocks were written anew without deleted samples", async () => {
    const anew = steps(0, 48).map((one) =>
      block((one.minTime - zero) / hour, (one.maxTime - zero) / hour, {
        number: 5,
        parents: [one.ulid],
        samples: 1200,
      }),
    );
    expect(await kindOf(before, snapshot(50.5, anew, 2.5))).toBeUndefined();
  });

  test("when the oldest blocks went as time passed", async () => {
    expect(await kindOf(before, snapshot(74, steps(24, 72)))).toBeUndefined();
  });

  test("when a large block went at once, as the oldest does", async () => {
    const large = compacted(steps(0, 240));
    expect(
      await kindOf(
        snapshot(482, [large, compacted(steps(240, 480))]),
        snapshot(484, [compacted(steps(240, 480)), ...steps(480, 482)]),
      ),
    ).toBeUndefined();
  });

  test("when Prometheus was told to keep less, and says so", async () => {
    const less = [snapshot(482, steps(0, 480)), snapshot(484, steps(240, 482))];
    expect(await findLoss(less, never, { time: 240 * hour })).toBeUndefined();
  });

  test("when many new samples drove out more old blocks, and it is as large", async () => {
    const many = steps(48, 72).map((one) => ({ ...one, samples: 4000 }));
    const later = snapshot(74, [...steps(44, 48), ...many]);
    expect(await kindOf(before, later)).toBeUndefined();
    expect(await kindOf(before, { ...later, content: 1000 })).toBe("oldest");
  });

  test("when only one of both has the head block", async () => {
    const without = snapshot(50.5, steps(0, 48), "skipped");
    expect(await kindOf(before, without)).toBeUndefined();
    expect(await kindOf(without, snapshot(52, steps(0, 48), 4))).toBeUndefined();
    expect(await kindOf(snapshot(3, [], 3), snapshot(4, steps(0, 2), "skipped"))).toBeUndefined();
    expect(await kindOf(snapshot(8000, steps(0, 48), 1), snapshot(8000.5, steps(4, 48), "skipped"))).toBeUndefined();
  });

  test("when the head reached over an outage that no block covers later", async () => {
    const outage = snapshot(70, steps(0, 48), 22);
    expect(await kindOf(outage, snapshot(76, [...steps(0, 50), ...steps(68, 74)]))).toBeUndefined();
  });

  test("when a new head began an hour before its first sample", async () => {
    const early = snapshot(1.2, [block(0, 1.2, { samples: 200 })], "skipped");
    expect(await kindOf(early, snapshot(1.4, [], 0.4))).toBeUndefined();
  });

  test("when all has changed since, for Prometheus keeps less than lies between both", async () => {
    const week = [before, snapshot(50 + 24 * 7, steps(24 * 7, 24 * 7 + 48))];
    expect(await findLoss(week, never, { time: 48 * hour })).toBeUndefined();
    expect(await findLoss(week, never, { bytes: 60_000 })).toBeUndefined();
    const smaller = week.map((one, step) => ({ ...one, content: one.content / (step + 1) }));
    expect((await findLoss(smaller, never, { time: 15 * 24 * hour, bytes: 60_000 }))?.kind).toBe("all");
    expect((await findLoss(week, never))?.kind).toBe("all");
  });

  test("when old blocks were added, and when retention takes them away again", async () => {
    const added = snapshot(52, [...steps(-48, -24), ...steps(0, 50)]);
    expect(await kindOf(before, added)).toBeUndefined();
    expect(await kindOf(added, snapshot(76, [...steps(-24, -24), ...steps(0, 74)]))).toBeUndefined();
  });

  test("as far as it was compared before", async () => {
    const lost = snapshot(60, [], 3);
    expect((await findLoss([before, lost], zero + 59 * hour))?.kind).toBe("all");
    expect(await findLoss([before, lost], zero + 60 * hour)).toBeUndefined();
  });
});

describe("a loss is seen", () => {
  const before = snapshot(50, steps(0, 48));

  test("when the volume was lost and Prometheus began anew", async () => {
    expect(await findLoss([before, snapshot(74, steps(52, 72))], never)).toEqual({
      ...{ earlier: "at 50", later: "at 74", kind: "all" },
      ...{ from: zero, to: zero + 50 * hour },
    });
  });

  test("when it was lost right after the snapshot, and the new head reaches back over its end", async () => {
    expect(await kindOf(before, snapshot(51, [], 2))).toBe("all");
  });

  test("when a young Prometheus lost it, though retention could have taken as much by then", async () => {
    expect(await kindOf(snapshot(26, steps(0, 24)), snapshot(50, steps(28, 48)))).toBe("all");
    expect(await kindOf(snapshot(2, [], 1), snapshot(26, steps(10, 24)))).toBe("all");
  });

  test("when it holds the data of another Prometheus of the same time", async () => {
    const other = steps(0, 72).map((one) => ({
      ...one,
      ulid: ulidOf(one.minTime, 77),
      sources: [ulidOf(one.minTime, 77)],
    }));
    expect(await kindOf(before, snapshot(74, other))).toBe("all");
  });

  test("when much of the old is gone at once", async () => {
    const half = [snapshot(482, steps(0, 480)), snapshot(484, steps(240, 482))];
    expect((await findLoss(half, never))?.kind).toBe("oldest");
    expect((await findLoss(half, never, { time: 480 * hour }))?.kind).toBe("oldest");
    // A head block reaches back over an outage to the last block before it.
    const head = (number: number) => block(480, 9000, { samples: 10, number });
    const outage = [480, 240].map((hours, step) =>
      snapshot(9000 + step, [...steps(480 - hours, 480), head(step)], "skipped"),
    );
    expect((await findLoss(outage, never))?.kind).toBe("oldest");
  });

  test("when a block is missing in the middle", async () => {
    const holed = steps(0, 50).filter(({ minTime }) => minTime !== zero + 20 * hour);
    expect(await findLoss([before, snapshot(52, holed)], never)).toMatchObject({
      ...{ kind: "middle", from: zero + 20 * hour, to: zero + 22 * hour },
    });
  });

  test("when an older state came back, as a restore brings it", async () => {
    expect(await kindOf(before, snapshot(50.5, steps(0, 24), "skipped"))).toBe("newest");
    expect(await kindOf(before, snapshot(60, steps(0, 24), 2))).toBe("middle");
  });

  test("when more than half of the samples are gone within the same time", async () => {
    const thin = steps(0, 48).map((one, number) => ({ ...one, samples: 900, number }));
    expect(await kindOf(before, snapshot(50, thin))).toBe("half");
  });

  test("when every snapshot before it is damaged, as that of a Prometheus with a damaged block always is", async () => {
    const damaged = [50, 74].map((at) => ({ ...snapshot(at, steps(0, at - 2)), good: false }));
    const later = [snapshot(98, steps(76, 96)), snapshot(122, steps(76, 120))];
    expect(await findLoss([...damaged, ...later], never)).toMatchObject({
      earlier: "at 74",
      later: "at 98",
      kind: "all",
    });
    expect(await findLoss([...damaged, ...later], zero + 98 * hour)).toBeUndefined();
  });

  test("beside a damaged one, which hides none and is none itself", async () => {
    const damaged = { ...snapshot(60, steps(0, 10)), good: false };
    expect(await kindOf(before, damaged, snapshot(74, steps(0, 72)))).toBeUndefined();
    expect(await kindOf(before, damaged, snapshot(74, steps(62, 72)))).toBe("all");
    expect(await kindOf({ ...snapshot(50, [], "skipped"), good: false }, snapshot(74, steps(0, 72)))).toBeUndefined();
  });

  test("in later runs too, until it is accepted", async () => {
    const lost = [before, snapshot(74, steps(52, 72)), snapshot(98, steps(52, 96)), snapshot(122, steps(52, 120))];
    expect((await findLoss(lost, never))?.later).toBe("at 74");
    expect((await findLoss(lost, zero + 50 * hour))?.later).toBe("at 74");
    expect(await findLoss(lost, zero + 98 * hour)).toBeUndefined();
  });
});

describe("whatever the intervals and however long Prometheus keeps samples", () => {
  /** The snapshots of a Prometheus that keeps so many hours and compacts three of its blocks into one. */
  function life(keeps: number, moments: readonly number[], lostAt = Number.NEGATIVE_INFINITY): Snapshot[] {
    return moments.map((at) => {
      const begin = at > lostAt ? Math.max(lostAt, 0) : 0;
      const end = Math.floor((at - 1) / 2) * 2;
      const groups = Array.from({ length: Math.ceil(end / 6) }, (_, group) =>
        steps(group * 6, Math.min(end, group * 6 + 6)),
      );
      const blocks = groups
        .map((group) => group.filter(({ minTime }) => minTime >= zero + Math.ceil(begin / 2) * 2 * hour))
        .flatMap((group) => (group.length === 3 ? [compacted(group)] : group))
        .filter(({ maxTime }) => maxTime > zero + (end - keeps) * hour);
      return snapshot(at, blocks, at - end);
    });
  }
  const moments = fc
    .uniqueArray(fc.integer({ min: 3, max: 400 }), { minLength: 2, maxLength: 8 })
    .map((some) => some.toSorted((a, b) => a - b));

  /** Further apart than it keeps, a young one cannot be told from one that lost its volume. */
  const isClose = (keeps: number, some: readonly number[]) =>
    some.every((at, index) => index === 0 || at - (some[index - 1] ?? 0) < keeps - 6);

  test("nothing is suspected of one that only compacts and lets go of the oldest", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 12, max: 300 }), moments, async (keeps, some) => {
        if (isClose(keeps, some)) expect(await findLoss(life(keeps, some), never)).toBeUndefined();
      }),
    );
  });

  test("a lost volume is always seen", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 48, max: 300 }), moments, fc.nat(399), async (keeps, some, lostAt) => {
        const last = some.findLast((at) => at <= lostAt);
        const next = some.find((at) => at > lostAt);
        if (last === undefined || next === undefined || last < 5 || !isClose(keeps, some)) return;
        expect(await findLoss(life(keeps, some, lostAt), never)).toMatchObject({ later: `at ${next}`, kind: "all" });
      }),
    );
  });
});
