import { listenOf } from "../config/listen-setting.ts";
import { type Configuration, loadSettings } from "../config/load.ts";
import type { Settings } from "../config/settings.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import { type DaemonEvents, type DaemonWorld, daemon } from "../jobs/daemon/daemon.ts";
import { createPages } from "../jobs/daemon/pages.ts";
import type { Vitals } from "../jobs/daemon/vitals.ts";
import { triesAgain } from "../jobs/retry.ts";
import type { Outcome } from "../jobs/run.ts";
import { localTime } from "../report/format.ts";
import { phrases } from "../report/messages/phrases.ts";
import { serveHttp } from "../system/http-server.ts";
import type { GlobalChoices } from "./arguments.ts";
import { type Desk, openDesk } from "./desk.ts";
import { attemptOnce, tellInJson, tellWait } from "./run.ts";
import type { World } from "./world.ts";

/** `promsnap daemon`: snapshots by SCHEDULE until a signal comes. Answers the exit code. */
export async function daemonCommand(
  world: World,
  desk: Desk,
  configuration: Configuration,
  choices: GlobalChoices,
): Promise<ExitCode> {
  const { signal } = world;
  const vitals = vitalsOf(world, configuration);
  try {
    const listening = () => listen(world, desk, configuration.settings, vitals);
    const outcome = await daemon(daemonWorld(world, choices, listening), configuration, vitals, eventsOf(desk));
    return outcome.kind === "failed" ? outcome.fault.exitCode : exitCodes.done;
  } catch (error) {
    // It was asked to end and had nothing to undo.
    if (error === signal.reason && signal.aborted) return exitCodes.done;
    throw error;
  }
}

function vitalsOf({ system, elapsed }: World, { settings }: Configuration): Vitals {
  return {
    settings,
    lastRun: {},
    running: false,
    nextRun: system.clock.now(),
    broken: undefined,
    looked: elapsed(),
  };
}

async function listen({ system, elapsed }: World, desk: Desk, { LISTEN }: Settings, vitals: Vitals): Promise<void> {
  if (LISTEN === undefined) return;
  await serveHttp(listenOf(LISTEN), LISTEN, createPages({ system }, vitals, elapsed));
  desk.diagnostics.info(phrases[desk.languages.diagnostics].daemon.listening(LISTEN));
}

function daemonWorld(world: World, choices: GlobalChoices, listen: DaemonWorld["listen"]): DaemonWorld {
  const { system, createWorker, signal, elapsed } = world;
  return {
    system,
    createWorker,
    signal,
    elapsed,
    listen,
    load: () => loadSettings(choices.config, system),
    attempt: (settings, attempt) => attemptAt(world, choices, settings, attempt),
    wait: waiting(world),
  };
}

/** A desk for each attempt: its JSON object has the warnings of that attempt. */
async function attemptAt(world: World, choices: GlobalChoices, settings: Settings, attempt: number): Promise<Outcome> {
  const { system, createWorker, signal } = world;
  const desk = openDesk(world, choices, settings.LANGUAGE);
  const request = { skipHead: settings.SKIP_HEAD, adopt: false };
  const outcome = await attemptOnce({ system, settings, createWorker, signal }, desk, request);
  if (triesAgain(outcome, attempt, settings.RETRY_LIMIT)) tellWait(desk, settings.RETRY_INTERVAL);
  tellInJson(desk, outcome, attempt);
  return outcome;
}

/** Waits that a SIGHUP cuts short, also one that came while nobody waited. */
function waiting({ system: { clock }, signal, onHangup }: World): DaemonWorld["wait"] {
  let hungUp = false;
  let wake = () => {};
  onHangup(() => {
    hungUp = true;
    wake();
  });
  return async (milliseconds) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    if (hungUp) resolve();
    await Promise.race([promise, clock.sleep(milliseconds, signal)]);
    hungUp = false;
  };
}

function eventsOf(desk: Desk): DaemonEvents {
  const { diagnostics, languages, notice } = desk;
  const words = phrases[languages.diagnostics].daemon;
  return {
    next: ({ at, attempt }, { SCHEDULE }) =>
      diagnostics.info(
        attempt === 1 ? words.next(localTime(at), SCHEDULE, timeZone()) : words.nextAttempt(localTime(at)),
      ),
    late: ({ at }) => diagnostics.info(words.late(localTime(at))),
    broken: (failure) => {
      diagnostics.fault(failure);
      diagnostics.warning(words.keepsLast);
    },
    changed: ({ notices }) => {
      for (const told of notices) notice(told);
      diagnostics.info(words.changed);
    },
    unclaimed: (failure) => {
      diagnostics.fault(failure);
      diagnostics.warning(words.unclaimed);
    },
    notice,
  };
}

/** The time zone that local times are in. */
function timeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
