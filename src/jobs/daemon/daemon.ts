import type { Configuration } from "../../config/load.ts";
import { cronOf } from "../../config/schedule-setting.ts";
import type { Settings } from "../../config/settings.ts";
import type { Notice } from "../../notices.ts";
import type { System } from "../../system/system.ts";
import { learnt } from "../announce.ts";
import type { JobContext } from "../backup-terms.ts";
import type { RetryPolicy } from "../retry.ts";
import type { Outcome } from "../run.ts";
import { afterAttempt, type Due, nextDue, underClock, wasCutOff, whileAttempting } from "./due.ts";
import { Post, type PostEvents } from "./post.ts";
import type { Vitals } from "./vitals.ts";
import { type WatchEvents, watchConfiguration } from "./watch.ts";

/** The clock is looked at as often, in milliseconds: a machine that slept, or whose clock was set, is not slept through. */
const lookEvery = 30_000;
/** What is due is late after this time, in milliseconds: the daemon was off, or the machine slept. */
const punctual = 90_000;

/** What the daemon works with. */
export interface DaemonWorld extends Omit<JobContext, "settings"> {
  /** Reads the configuration anew. Throws why it cannot be used. */
  load(): Configuration;
  /** One attempt at a snapshot, the how-manieth for its time of the schedule. It never throws. */
  attempt(settings: Settings, attempt: number): Promise<Outcome>;
  /** Begins to answer who asks how it goes. Throws `daemon.cannotListen`. */
  listen(): Promise<void>;
  /** Waits at most that many milliseconds; an operator may cut it short. Throws the signal's reason. */
  wait(milliseconds: number): Promise<void>;
  /** A clock that nobody puts forward or back, in milliseconds. */
  elapsed(): number;
}

/** Told while the daemon lives; what goes on is told once. */
export interface DaemonEvents extends WatchEvents, PostEvents {
  /** When the next attempt is due. */
  next(due: Due, settings: Settings): void;
  /** What was due then is made up for now. */
  late(due: Due): void;
  notice(told: Notice): void;
}

/**
 * Takes snapshots by SCHEDULE, one at a time, and makes up for what was missed while it was off. It ends by a signal: where
 * that cut a run off it answers the outcome, else it throws the signal's reason. Throws `daemon.second`,
 * `daemon.cannotListen`.
 */
export async function daemon(
  world: DaemonWorld,
  first: Configuration,
  vitals: Vitals,
  events: DaemonEvents,
): Promise<Outcome> {
  const configuration = watchConfiguration(world.load, first, vitals, events);
  using post = new Post(world.system.clock.now(), events);
  // A second daemon of the same configuration finds the address taken, too: which is not what is wrong with it.
  await post.hold({ ...world, settings: first.settings });
  await world.listen();
  for (let told = ""; ; ) {
    const { settings } = configuration();
    await post.hold({ ...world, settings });
    const due = await lookAhead(world.system, settings, post);
    show(vitals, post, due, world.elapsed());
    const left = due.at - world.system.clock.now();
    if (left <= 0) {
      if (left < -punctual) events.late(due);
      const outcome = await attempt(world, settings, post, due, vitals);
      if (wasCutOff(outcome)) return outcome;
      continue;
    }
    if (told !== `${due.at} ${settings.SCHEDULE}`) events.next(due, settings);
    told = `${due.at} ${settings.SCHEDULE}`;
    await world.wait(Math.min(left, lookEvery));
  }
}

/** All at once: whoever asks sees the end of a run and what follows from it together. */
function show(vitals: Vitals, { record }: Post, { at }: Due, looked: number): void {
  vitals.running = false;
  vitals.lastRun = record.lastRun;
  vitals.nextRun = at;
  vitals.looked = looked;
}

/** What is due next. An agenda that a wrong clock wrote is set right, for good. */
async function lookAhead({ clock }: System, settings: Settings, post: Post): Promise<Due> {
  const { agenda, lastRun } = post.record;
  const now = clock.now();
  const likely = underClock(agenda, now, policyOf(settings));
  if (likely.attended !== agenda.attended || likely.owed?.at !== agenda.owed?.at) {
    await post.keep({ agenda: likely, lastRun }, settings);
  }
  return nextDue(likely, cronOf(settings.SCHEDULE), now);
}

/** One attempt, of which a daemon that is started after a kill knows. */
async function attempt(
  { system, attempt, elapsed, signal }: DaemonWorld,
  settings: Settings,
  post: Post,
  due: Due,
  vitals: Vitals,
): Promise<Outcome> {
  const { agenda, lastRun } = post.record;
  const policy = policyOf(settings);
  await post.keep({ agenda: whileAttempting(agenda, due, system.clock.now(), policy), lastRun }, settings);
  signal.throwIfAborted();
  const begun = elapsed();
  vitals.running = true;
  const outcome = await attempt(settings, due.attempt);
  const now = system.clock.now();
  const known = learnt(lastRun, outcome, now, Math.round(elapsed() - begun));
  await post.keep({ agenda: afterAttempt(due, outcome, now, policy), lastRun: known }, settings);
  return outcome;
}

function policyOf({ RETRY_INTERVAL: interval, RETRY_LIMIT: limit }: Settings): RetryPolicy {
  return { interval, limit };
}
