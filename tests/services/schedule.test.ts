import { describe, expect, test } from "bun:test";
import { gapIn, readLastRun, readTimer } from "../../src/services/schedule.ts";

/** As systemd 252 prints them. */
const timer = `LoadState=loaded
ActiveState=active
UnitFileState=enabled
NextElapseUSecRealtime=Mon 2026-11-30 13:00:00 UTC
TimersCalendar={ OnCalendar=Mon *-*-* 13:00:00 ; next_elapse=Mon 2026-11-30 13:00:00 UTC }
TimersCalendar={ OnCalendar=*-*-1 ; next_elapse=Tue 2026-12-01 00:00:00 UTC }
`;

test("a timer is read as systemd shows it", () => {
  expect(readTimer(timer)).toEqual({
    load: "loaded",
    active: true,
    enabled: true,
    next: Date.UTC(2026, 10, 30, 13),
    calendars: ["Mon *-*-* 13:00:00", "*-*-1"],
  });
});

test("one that is not there has no times", () => {
  const text = "LoadState=not-found\nActiveState=inactive\nUnitFileState=\nNextElapseUSecRealtime=\n";
  const expected = { load: "not-found", active: false, enabled: false, next: undefined, calendars: [] };
  expect(readTimer(text)).toEqual(expected);
});

const run = (active: string, sub: string) => `LoadState=loaded
ActiveState=${active}
SubState=${sub}
Result=exit-code
ExecMainStatus=4
ExecMainExitTimestamp=Wed 2026-11-25 03:30:44 UTC
ProtectSystem=strict
ReadWritePaths=-/var/lib "-/srv/back ups" +/srv
`;

test("a service is read as systemd shows it", () => {
  expect(readLastRun(run("failed", "failed"))).toEqual({
    load: "loaded",
    running: false,
    result: "exit-code",
    status: 4,
    ended: Date.UTC(2026, 10, 25, 3, 30, 44),
    strict: true,
    writable: ["/var/lib", "/srv/back ups", "/srv"],
  });
});

test("one that waits to be tried again has ended, one that is at work has not", () => {
  expect(readLastRun(run("activating", "auto-restart")).running).toBe(false);
  expect(readLastRun(run("activating", "start")).running).toBe(true);
});

describe("the longest time between two runs", () => {
  const calendar = (...times: string[]) =>
    times.map((time, index) => `${index === 0 ? "    Next elapse" : `       Iter. #${index + 1}`}: ${time}\n`).join("");
  const day = 86_400_000;

  test("is that of the calendar's gaps", () => {
    const weekend = calendar(
      "Thu 2026-11-26 01:00:00 UTC",
      "Fri 2026-11-27 01:00:00 UTC",
      "Mon 2026-11-30 01:00:00 UTC",
    );
    expect(gapIn(`Normalized form: Mon..Fri *-*-* 01:00:00\n${weekend}`)).toBe(3 * day);
  });
  test("of several calendars is that of all together, as far as all are told", () => {
    const weekly = calendar(
      "Thu 2026-11-26 00:00:00 UTC",
      "Thu 2026-12-03 00:00:00 UTC",
      "Thu 2026-12-10 00:00:00 UTC",
    );
    const other = calendar("Sun 2026-11-29 00:00:00 UTC", "Sun 2026-12-06 00:00:00 UTC");
    expect(gapIn(`${weekly}\n${other}`)).toBe(4 * day);
  });
  test("is not known of a schedule that comes only once more, or never", () => {
    expect([gapIn(calendar("Thu 2026-11-26 00:00:00 UTC")), gapIn("Next elapse: never\n")]).toEqual([
      undefined,
      undefined,
    ]);
  });
});
