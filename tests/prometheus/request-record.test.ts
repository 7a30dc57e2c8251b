import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  abandoned,
  answered,
  newEntry,
  parseRecord,
  pendingNames,
  type RequestEntry,
  recordText,
  settle,
  unremovedEntries,
} from "../../src/prometheus/request-record.ts";
import { isSnapshotName, snapshotInstant } from "../../src/prometheus/snapshot-name.ts";

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 23, 13, 0, 0);

/** A name as Prometheus gives at that instant. */
const nameAt = (instant: number, random = "1") =>
  `${new Date(instant).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z-${random}`;

const asked = (now: number, names: string[] = [], startTime?: string) => newEntry(now, hour, names, startTime);

describe("a snapshot whose name was answered", () => {
  test("goes at once", () => {
    const name = nameAt(start);
    const entry = answered(asked(start), name);
    expect(settle([entry], [name], {})).toEqual({ remove: [name], keep: [], ambiguous: [] });
  });

  test("is no other request's candidate", () => {
    const [lost, own] = [nameAt(start, "a"), nameAt(start + 1000, "b")];
    const entries = [asked(start), answered(asked(start + 1000, [lost]), own)];
    expect(settle(entries, [lost, own], {})).toEqual({ remove: [lost, own], keep: [], ambiguous: [] });
  });
});

describe("a snapshot whose answer was lost", () => {
  const entry = asked(start, [], "first start");
  const name = nameAt(start + 5000);

  test("stays, however long it has been quiet", () => {
    const settled = settle([entry], [name], { startTime: "first start" });
    expect(settled).toEqual({ remove: [], keep: [{ ...entry, seen: [name] }], ambiguous: [] });
    expect(pendingNames(settled.keep, [name])).toEqual([name]);
  });

  test("goes once a later request was answered, whose own snapshot stays", () => {
    const current = nameAt(start + 60_000);
    expect(settle([entry], [name, current], { current })).toEqual({ remove: [name], keep: [], ambiguous: [] });
  });

  test("goes once Prometheus was started anew", () => {
    expect(settle([entry], [name], { startTime: "second start" }).remove).toEqual([name]);
  });

  test("stays when Prometheus did not tell when it started, then or now", () => {
    expect(settle([entry], [name], {}).remove).toEqual([]);
    expect(settle([asked(start)], [name], { startTime: "second start" }).remove).toEqual([]);
  });

  test("is one that was not there before the request", () => {
    const [before, own] = [nameAt(start, "before"), nameAt(start, "a")];
    const late = nameAt(start, "bef0");
    expect(settle([asked(start + 10, [late])], [late, own], { current: "" }).remove).toEqual([own]);
    expect(settle([asked(start + 10, [])], [before], { current: "" }).remove).toEqual([]);
  });

  test("is one that is dated between the request and the time promsnap waited", () => {
    const early = nameAt(start - 1000);
    const late = nameAt(start + 25 * hour + 1000);
    expect(settle([entry], [early, late], { startTime: "new" })).toEqual({ remove: [], keep: [], ambiguous: [] });
  });

  test("is named, not deleted, when Prometheus was paused and made it long after promsnap gave up", () => {
    const given = abandoned(entry, start + 2000);
    const late = nameAt(start + hour);
    const current = nameAt(start + 2 * hour, "c");
    const settled = settle([given], [late, current], { current });
    expect(settled).toEqual({ remove: [], keep: [], ambiguous: [{ names: [late] }] });
    expect(settle([given], [late], { startTime: "first start" })).toEqual({ remove: [], keep: [given], ambiguous: [] });
    const own = nameAt(start + 1000, "a");
    expect(settle([given], [own, late], { startTime: "new" })).toEqual({ remove: [own], keep: [], ambiguous: [] });
  });

  test("is one that is dated before promsnap gave up, and a little later", () => {
    const given = abandoned(entry, start + 2000);
    expect(settle([given], [nameAt(start + 6000)], { startTime: "new" }).remove).toHaveLength(1);
    expect(settle([given], [nameAt(start + 8000)], { startTime: "new" }).remove).toEqual([]);
    expect(abandoned(entry, start + 2 * hour).deadline).toBe(entry.deadline);
  });

  test("is forgotten when the request left none", () => {
    expect(settle([entry], [], { startTime: "new" })).toEqual({ remove: [], keep: [], ambiguous: [] });
    expect(settle([entry], [], {}).keep).toEqual([entry]);
  });
});

describe("where several snapshots could be the request's", () => {
  const entry = asked(start, [], "first start");
  const [one, two] = [nameAt(start + 1000, "a"), nameAt(start + 2000, "b")];

  test("none goes, and they are named", () => {
    const settled = settle([entry], [one, two], { startTime: "new" });
    expect(settled).toEqual({ remove: [], keep: [], ambiguous: [{ names: [one, two] }] });
  });

  test("the doubt stays when all but one of them are gone", () => {
    const { keep } = settle([entry], [one, two], {});
    expect(settle(keep, [two], { startTime: "new" })).toEqual({ remove: [], keep: [], ambiguous: [{ names: [two] }] });
  });

  test("and one of them could be a later request's that is still open, none goes for the earlier one", () => {
    const done = [answered(asked(start + 100), nameAt(start + 100, "d")), asked(start + 1000, [], "first start")];
    const late = nameAt(start + hour + 1000, "c");
    const settled = settle([entry, ...done], [one, late], { startTime: "first start" });
    expect(settled.remove).toEqual([]);
    expect(settled.keep).toEqual([expect.objectContaining({ seen: [one, late] })]);
  });

  test("one that is surely a later request's is no doubt", () => {
    const later = asked(start + 1500, [one], "first start");
    expect(settle([entry, later], [one, two], { startTime: "new" })).toEqual({
      remove: [one, two],
      keep: [],
      ambiguous: [],
    });
  });
});

describe("whatever happened", () => {
  /** A story of requests, each answered, lost or never carried out, among snapshots that others had made. */
  const stories = fc.array(
    fc.record({
      pause: fc.integer({ min: 0, max: 2 * hour }),
      delay: fc.integer({ min: 0, max: 3000 }),
      end: fc.constantFrom("answered", "killed", "gave up", "never ran"),
      foreign: fc.array(fc.integer({ min: -hour, max: hour }), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 6 },
  );

  function play(story: typeof stories extends fc.Arbitrary<infer T> ? T : never) {
    const [entries, ours, foreign]: [RequestEntry[], string[], string[]] = [[], [], []];
    let [now, serial] = [start, 0];
    for (const { pause, delay, end, foreign: others } of story) {
      now += pause;
      for (const offset of others) foreign.push(nameAt(now + offset, `f${++serial}`));
      const entry = asked(
        now,
        [...ours, ...foreign].filter((name) => (snapshotInstant(name) ?? 0) <= now),
        "same",
      );
      const name = nameAt(now + delay, `${++serial}`);
      if (end !== "never ran") ours.push(name);
      now += delay;
      entries.push(end === "answered" ? answered(entry, name) : end === "gave up" ? abandoned(entry, now) : entry);
    }
    return { entries, ours, foreign, names: [...ours, ...foreign], now };
  }

  const check = (property: (played: ReturnType<typeof play>) => void) =>
    fc.assert(
      fc.property(stories, (story) => property(play(story))),
      { numRuns: 2000 },
    );

  test("only new names of the right form, dated in the time of a request, ever go", () => {
    check(({ entries, names }) => {
      for (const name of settle(entries, [...names, "wal", "..", "20260101"], { startTime: "new" }).remove) {
        const instant = snapshotInstant(name) ?? Number.NaN;
        expect(isSnapshotName(name)).toBe(true);
        const fitting = entries.filter(
          (entry) =>
            entry.name === name ||
            (!entry.before.includes(name) && instant > entry.asked - 1000 && instant <= entry.deadline),
        );
        expect(fitting.length).toBeGreaterThan(0);
      }
    });
  });

  test("nothing unnamed goes while Prometheus may still be writing", () => {
    check(({ entries, names }) => {
      const lastAnswered = entries.findLastIndex(({ name }) => name !== undefined);
      const { remove, keep } = settle(entries, names, { startTime: "same" });
      expect(keep.map(({ asked: at }) => at)).toEqual(entries.slice(lastAnswered + 1).map(({ asked: at }) => at));
      const open = entries.slice(lastAnswered + 1);
      const answers = entries.map(({ name }) => name);
      for (const name of pendingNames(open, names)) if (!answers.includes(name)) expect(remove).not.toContain(name);
    });
  });

  test("the snapshot that was just answered is never touched", () => {
    check(({ entries, names, now }) => {
      const current = nameAt(now, "c0ffee");
      const settled = settle(entries, [...names, current], { current });
      expect(settled.remove).not.toContain(current);
      expect(settled.ambiguous.flatMap((doubt) => doubt.names)).not.toContain(current);
      expect(settled.keep).toEqual([]);
    });
  });

  test("without snapshots of others, everything promsnap left goes or is named, and nothing else is touched", () => {
    check(({ entries, ours }) => {
      const { remove, keep, ambiguous } = settle(entries, ours, { startTime: "new" });
      const doubted = ambiguous.flatMap(({ names }) => names);
      expect(keep).toEqual([]);
      expect([...remove, ...doubted].sort()).toEqual([...ours].sort());
    });
  });

  test("no name is both removed and in doubt", () => {
    check(({ entries, names }) => {
      const { remove, ambiguous } = settle(entries, names, { startTime: "new" });
      const all = [...remove, ...ambiguous.flatMap((doubt) => doubt.names)];
      expect(new Set(all).size).toBe(all.length);
    });
  });

  test("the record reads back as it was written", () => {
    check(({ entries, names }) => {
      const { keep } = settle(entries, names, { startTime: "same" });
      expect(parseRecord(recordText(entries))).toEqual(entries);
      expect(parseRecord(recordText(keep))).toEqual([...keep]);
    });
  });
});

describe("a directory that could not be removed", () => {
  const [first, second] = [nameAt(start, "a"), nameAt(start + 1000, "b")];

  test("is removed at the next look, whichever request it was", () => {
    const entries = [asked(start), answered(asked(start + 1000), second)];
    const { remove } = settle(entries, [first, second], {});
    expect(remove).toEqual([first, second]);
    const kept = unremovedEntries(entries, [first]);
    expect(settle(kept, [first, nameAt(start, "c")], {})).toEqual({ remove: [first], keep: [], ambiguous: [] });
  });

  test("does not make an open request a finished one", () => {
    const open = asked(start + 5000, [], "life");
    const lost = nameAt(start + 5000, "d");
    const entries = [...unremovedEntries([open], [first]), open];
    expect(settle(entries, [first, lost], { startTime: "life" })).toMatchObject({ remove: [first], keep: [{}] });
  });

  test("leaves no entry when there is none", () => expect(unremovedEntries([asked(start)], [])).toEqual([]));
});

describe("a text that is no record is not read as one", () => {
  const entry = { asked: 1, deadline: 2, before: [] };
  const texts = ["", "null", "[]", "{}", '{"version":2,"requests":[]}', '{"version":1,"requests":{}}'];
  const bad = [{}, { ...entry, asked: "1" }, { ...entry, before: ["../x"] }, { ...entry, name: ".." }, null];
  for (const text of [...texts, ...bad.map((broken) => JSON.stringify({ version: 1, requests: [broken] }))]) {
    test(text, () => expect(parseRecord(text)).toBeUndefined());
  }
});
