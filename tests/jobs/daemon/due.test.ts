import { expect, test } from "bun:test";
import { cronOf } from "../../../src/config/schedule-setting.ts";
import { type Fault, fault } from "../../../src/errors.ts";
import type { BackupReport } from "../../../src/jobs/backup-terms.ts";
import {
  type Agenda,
  afterAttempt,
  nextDue,
  underClock,
  wasCutOff,
  whileAttempting,
} from "../../../src/jobs/daemon/due.ts";
import type { Outcome } from "../../../src/jobs/run.ts";

const hour = 3600_000;
const day = 24 * hour;
/** A Monday, at 13:00 in UTC, which is the time zone of the tests. */
const monday = Date.UTC(2026, 10, 30, 13);
const weekly = cronOf("0 13 * * 1");
const policy = { interval: day, limit: undefined };

const stored: Outcome = { kind: "stored", line: "", report: {} as BackupReport };
const failed = (failure: Fault): Outcome => ({ kind: "failed", line: "", fault: failure });
const refused = failed(fault("files.failed", { operation: "", path: "", errno: "", reason: "" }));
const terminated = failed(fault("signal.terminated", { signal: "SIGTERM" }));

const nextOf = (agenda: Agenda, now: number) => nextDue(agenda, weekly, now);

test("the next time of the schedule is due, and once stored the one after it", () => {
  const due = nextOf({ attended: monday - day }, monday - hour);
  expect(due).toEqual({ at: monday, attempt: 1 });
  expect(nextOf(afterAttempt(due, stored, monday + hour, policy), monday + hour).at).toBe(monday + 7 * day);
});

test("what was missed while the daemon was off is due at once, and once for several times", () => {
  const now = monday + 20 * day;
  const due = nextOf({ attended: monday - day }, now);
  expect(due).toEqual({ at: monday, attempt: 1 });
  expect(nextOf(afterAttempt(due, stored, now, policy), now).at).toBe(monday + 21 * day);
});

test("times that pass while a run goes on are not made up for", () => {
  const each = cronOf("* * * * *");
  const due = nextDue({ attended: monday }, each, monday);
  const end = due.at + hour + 1;
  expect(nextDue(afterAttempt(due, stored, end, policy), each, end).at).toBe(due.at + hour + 60_000);
});

test("a failure is tried again after RETRY_INTERVAL, each time as one more attempt, until RETRY_LIMIT", () => {
  const limited = { interval: hour, limit: 2 };
  let agenda: Agenda = { attended: monday - day };
  const attempts: [number, number][] = [];
  for (let now = monday; attempts.length < 4; ) {
    const due = nextOf(agenda, now);
    attempts.push([due.at - monday, due.attempt]);
    agenda = afterAttempt(due, refused, due.at, limited);
    now = due.at;
  }
  expect(attempts).toEqual([
    [0, 1],
    [hour, 2],
    [2 * hour, 3],
    [7 * day, 1],
  ]);
});

test("what trying again cannot help is not tried again", () => {
  const damaged = failed(fault("prometheus.snapshotNotFound", { path: "" }));
  expect(afterAttempt({ at: monday, attempt: 1 }, damaged, monday, policy)).toEqual({ attended: monday });
});

test("a time of the schedule takes the place of what is to be tried again", () => {
  const agenda = { attended: monday, owed: { at: monday + 8 * day, attempts: 3, killed: false } };
  expect(nextOf(agenda, monday)).toEqual({ at: monday + 7 * day, attempt: 1 });
  const both = { attended: monday - day, owed: { at: monday - hour, attempts: 3, killed: false } };
  expect(nextOf(both, monday + hour)).toEqual({ at: monday, attempt: 1 });
});

test("a run that a signal cut off is begun again at the next start, and counts as no attempt", () => {
  expect([wasCutOff(terminated), wasCutOff(refused), wasCutOff(stored)]).toEqual([true, false, false]);
  const agenda = afterAttempt({ at: monday, attempt: 2 }, terminated, monday + 60_000, policy);
  expect(nextOf(agenda, monday + day)).toEqual({ at: monday + 60_000, attempt: 2 });
});

test("a run that was killed is begun again at the next start, but one that is killed again waits as after a failure", () => {
  const once = whileAttempting({ attended: monday - day }, { at: monday, attempt: 1 }, monday, policy);
  const due = nextOf(once, monday + hour);
  expect(due).toEqual({ at: monday, attempt: 1 });
  const twice = whileAttempting(once, due, monday + hour, policy);
  expect(nextOf(twice, monday + 2 * hour)).toEqual({ at: monday + hour + day, attempt: 2 });
  const thrice = whileAttempting(twice, { at: 0, attempt: 2 }, monday + 2 * day, policy);
  expect(nextOf(thrice, monday + 2 * day)).toEqual({ at: monday + 3 * day, attempt: 3 });
});

test("kills count for RETRY_LIMIT, and a run that ends well makes them forgotten", () => {
  const limited = { interval: day, limit: 0 };
  const once = whileAttempting({ attended: monday - day }, { at: monday, attempt: 1 }, monday, limited);
  expect(whileAttempting(once, { at: monday, attempt: 1 }, monday, limited)).toEqual({ attended: monday });
  expect(afterAttempt({ at: monday, attempt: 1 }, stored, monday, limited)).toEqual({ attended: monday });
});

test("a clock that was far ahead does not keep the daemon asleep until then", () => {
  const ahead = { attended: monday + 1000 * day, owed: { at: monday + 1000 * day, attempts: 1, killed: false } };
  expect(underClock(ahead, monday, policy)).toEqual({
    attended: monday,
    owed: { at: monday + day, attempts: 1, killed: false },
  });
});

test("a clock that is put back a little does not have the same run twice", () => {
  const agenda = underClock({ attended: monday + 1000 }, monday - 1000, policy);
  expect(nextOf(agenda, monday - 1000).at).toBe(monday + 7 * day);
});

test("a RETRY_INTERVAL that is made shorter counts for what waits already", () => {
  const waiting = { attended: monday, owed: { at: monday + day, attempts: 1, killed: false } };
  expect(underClock(waiting, monday, { interval: hour, limit: undefined }).owed?.at).toBe(monday + hour);
});
