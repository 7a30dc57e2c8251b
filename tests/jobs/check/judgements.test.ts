import { describe, expect, test } from "bun:test";
import type { Verdict } from "../../../src/jobs/check/examination.ts";
import { judgeTls } from "../../../src/jobs/check/reach.ts";
import type { Scene } from "../../../src/jobs/check/scene.ts";
import { forbidden, judgeAge, judgeLastRun, judgeTimer } from "../../../src/jobs/check/schedule.ts";
import { skewOf } from "../../../src/jobs/check/times.ts";

const [hour, day] = [3_600_000, 86_400_000];
const said = ({ state, told }: Verdict) => `${state}: ${told.told.code}`;

describe("the age of the newest snapshot", () => {
  const aged = (age: number, interval?: number) => said(judgeAge("NAME", 1000 * day - age, 1000 * day, interval));

  test("is fine within the timer's interval and a quarter of it", () => {
    expect(aged(8 * day, 7 * day)).toBe("ok: age.fresh");
    expect(aged(9 * day, 7 * day)).toBe("failure: age.stale");
  });
  test("of a timer that goes each quarter of an hour may be an hour more", () => {
    expect([aged(1.2 * hour, hour / 4), aged(1.3 * hour, hour / 4)]).toEqual(["ok: age.fresh", "failure: age.stale"]);
  });
  test("is not judged where there is no timer", () => expect(aged(400 * day)).toBe("ok: age.fresh"));
  test("in the future is told, but for a clock that was set right by a little", () => {
    expect([aged(-day, day), aged(-30_000, day)]).toEqual(["warning: clock.future", "ok: age.fresh"]);
  });
});

describe("the timer", () => {
  const right = { load: "loaded", active: true, enabled: true, next: 1, calendars: ["daily"] };
  test.each([
    [right, "ok: timer.next"],
    [{ ...right, enabled: false }, "warning: timer.disabled"],
    [{ ...right, active: false }, "warning: timer.inactive"],
    [{ ...right, next: undefined }, "warning: timer.spent"],
    [{ ...right, load: "not-found" }, "warning: timer.missing"],
    [{ ...right, load: "masked" }, "warning: timer.broken"],
    [{ ...right, load: "bad-setting" }, "warning: timer.broken"],
  ])("%j is %s", (timer, expected) => expect(said(judgeTimer("prometheus-snapshot.timer", timer))).toBe(expected));
});

describe("the last run", () => {
  const right = {
    load: "loaded",
    running: false,
    result: "success",
    status: 0,
    ended: day,
    strict: true,
    writable: [],
  };
  const failing = { ...right, result: "exit-code", status: 4 };
  test.each([
    [right, undefined, "ok: lastRun.succeeded"],
    [{ ...right, ended: undefined }, undefined, "ok: lastRun.never"],
    [{ ...failing, running: true }, undefined, "ok: lastRun.now"],
    [failing, undefined, "failure: lastRun.failed"],
    [failing, day - 1000, "failure: lastRun.failed"],
    [failing, day + 1000, "warning: lastRun.failed"],
    [{ ...right, load: "not-found" }, undefined, "skipped: skipped.noUnit"],
  ])("%j with a snapshot of %p is %s", (run, stored, expected) => {
    expect(said(judgeLastRun("prometheus-snapshot.service", run, stored))).toBe(expected);
  });
});

describe("a unit that may write below some paths only", () => {
  const links: Readonly<Record<string, string>> = { "/data": "/var/lib/prometheus", "/logs": "/srv/logs" };
  const realPath = (path: string) => links[path] ?? path;
  const forbids = (paths: string[], strict = true) =>
    forbidden({ strict, writable: ["/var/lib", "/var/log"] }, paths, { realPath });

  test("forbids what is not below them", () => {
    expect(forbids(["/var/lib/snapshots", "/srv/backups", "/var/library"])).toEqual(["/srv/backups", "/var/library"]);
  });
  test("is asked where links lead", () => expect(forbids(["/data", "/logs"])).toEqual(["/logs"]));
  test("names each once", () => expect(forbids(["/srv", "/srv"])).toEqual(["/srv"]));
  test("forbids nothing where it is not strict", () => expect(forbids(["/srv"], false)).toEqual([]));
});

test("a clock is only as wrong as two looks at this one's prove", () => {
  expect([skewOf(5000, 4000, 6000), skewOf(1000, 4000, 6000), skewOf(9000, 4000, 6000)]).toEqual([0, -3000, 3000]);
});

describe("the way to HOST", () => {
  const settings = (HOST: string, kind: "none" | "basic", TLS_INSECURE = false) =>
    ({ HOST, TLS_INSECURE, authentication: { kind } }) as Scene["settings"];
  test.each([
    [settings("https://prometheus.example", "basic"), "ok: tls.trusted"],
    [settings("https://prometheus.example", "basic", true), "warning: tls.insecure"],
    [settings("http://prometheus.example", "basic"), "warning: tls.clear"],
    [settings("http://prometheus.example", "none"), "ok: tls.unused"],
    [settings("http://localhost:9090", "basic"), "ok: tls.unused"],
    [settings("http://127.0.0.53", "basic"), "ok: tls.unused"],
    [settings("http://[::1]:9090", "basic"), "ok: tls.unused"],
    [settings("http://127.0.0.1.example", "basic"), "warning: tls.clear"],
  ])("%j is %s", (given, expected) => expect(said(judgeTls(given))).toBe(expected));
});
