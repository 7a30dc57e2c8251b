import { expect, test } from "bun:test";
import fc from "fast-check";
import { judgeSources, type SourceContext } from "../../../src/jobs/check/judge-sources.ts";
import { abandoned, answered, newEntry, type RequestEntry } from "../../../src/prometheus/request-record.ts";

const hour = 3_600_000;
const now = Date.parse("2026-11-22T12:00:00Z");
const at = (instant: number, number = 1) =>
  `${new Date(instant).toISOString().replaceAll(/[-:]|\.\d+/g, "")}-${number.toString(16).padStart(16, "0")}`;
const started = (instant: number) => new Date(instant).toISOString();

const whose = (names: readonly string[], requests: readonly RequestEntry[], context: Partial<SourceContext> = {}) =>
  judgeSources(names, requests, { now, startTime: undefined, atWork: false, ...context }).map((one) => one.whose);

const young = at(now - hour);
const old = at(now - 25 * hour);

test("a directory that no request explains is finished a day after it was dated, and not before", () => {
  expect(whose([young, old], [])).toEqual(["busy", "foreign"]);
});

test("or once Prometheus was started after it was dated", () => {
  expect(whose([young], [], { startTime: started(now - 60_000) })).toEqual(["foreign"]);
  expect(whose([young], [], { startTime: started(now - 2 * hour) })).toEqual(["busy"]);
});

test("a start within the very second of the name proves nothing", () => {
  const asked = now - hour + 700;
  expect(whose([at(asked)], [], { startTime: started(asked - 200) })).toEqual(["busy"]);
});

test("what Prometheus answered to promsnap is promsnap's and finished, however young", () => {
  const request = answered(newEntry(now - hour, hour, [], undefined), young);
  expect(whose([young], [request])).toEqual(["ours"]);
});

test("but not while another promsnap is at work, which may be reading it", () => {
  const request = answered(newEntry(now - hour, hour, [], undefined), young);
  expect(whose([young, old], [request], { atWork: true })).toEqual(["busy", "foreign"]);
});

test("one that a request without an answer may have made stays, even a day later", () => {
  const request = abandoned(newEntry(now - 25 * hour, hour, [], undefined), now - 24.5 * hour);
  expect(whose([old], [request])).toEqual(["busy"]);
});

test("until Prometheus was started anew", () => {
  const first = started(now - 48 * hour);
  const request = abandoned(newEntry(now - 25 * hour, hour, [], first), now - 24.5 * hour);
  expect(whose([old], [request], { startTime: started(now - hour) })).toEqual(["ours"]);
});

test("a start time that is none proves nothing", () => {
  expect(whose([young], [], { startTime: "yesterday" })).toEqual(["busy"]);
});

test("whatever there is, nothing younger than a day goes without a reason", () => {
  const instants = fc.array(fc.integer({ min: 0, max: 24 * hour - 2000 }), { maxLength: 8 });
  fc.assert(
    fc.property(instants, fc.integer({ min: 25, max: 999 }), (ages, hours) => {
      const names = ages.map((age, number) => at(now - age, number));
      const judged = whose(names, [], { startTime: started(now - hours * hour) });
      expect(judged.every((one) => one === "busy")).toBe(true);
    }),
  );
});
