import type { Secret } from "../config/secret.ts";
import { type Notice, notice, type PingKind, type PingProblem } from "../notices.ts";
import type { Fetch } from "../system/runtime.ts";
import type { Clock } from "../system/system.ts";
import { isPassing, pingAddress, sendPing } from "./ping.ts";

/** How long pings may take, in milliseconds. */
export interface PingTerms {
  /** One request. */
  readonly request: number;
  /** One ping with all its attempts. */
  readonly total: number;
  /** The first pause between two attempts; each further one is twice as long. */
  readonly pause: number;
  /** How long the ping of the end waits for that of the start, which must not arrive after it. */
  readonly order: number;
}

/** A run that is done waits this long for a service that does not answer, and no longer. */
export const patientTerms: PingTerms = { request: 10_000, total: 15_000, pause: 1000, order: 2000 };
/** Whoever told a run to end is waiting for it. */
export const hastyTerms: PingTerms = { request: 1000, total: 1000, pause: 200, order: 0 };

/** What pings are sent with. `signal` ends them; one that is aborted already leaves little time. */
export interface PingWorld {
  readonly address: Secret;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The pings of one attempt. */
export interface Pings {
  /** Sends the ping of the start while the work goes on. */
  start(): void;
  /** Sends the ping of the end, whose body says why where it is a failure, and answers a warning if one did not arrive. */
  end(kind: Exclude<PingKind, "start">, body: string): Promise<Notice | undefined>;
}

/** Opens the pings of one attempt; whatever becomes of them, they throw nothing. */
export function openPings(world: PingWorld): Pings {
  const { clock, signal } = world;
  const late = new AbortController();
  let started: Promise<PingProblem | undefined> = Promise.resolve(undefined);
  return {
    start: () => {
      started = deliver(sending(world, "start", ""), patientTerms, clock, AbortSignal.any([signal, late.signal]));
    },
    end: async (kind, body) => {
      const [terms, stop] = signal.aborted ? [hastyTerms, new AbortController().signal] : [patientTerms, signal];
      await Promise.race([started, waited(clock, terms.order, stop)]);
      late.abort();
      const problem = await deliver(sending(world, kind, body), terms, clock, stop);
      if (problem !== undefined) return notice("ping.failed", { ping: kind, ...problem });
      const early = await started;
      return early === undefined || early.kind === "interrupted"
        ? undefined
        : notice("ping.failed", { ping: "start", ...early });
    },
  };
}

type Sending = (signal: AbortSignal) => Promise<PingProblem | undefined>;

function sending({ address, fetch }: PingWorld, kind: PingKind, body: string): Sending {
  return (signal) => sendPing(fetch, pingAddress(address, kind), body, signal);
}

/**
 * Sends a ping until it arrives, fails for good, or its time is over, and answers what it last failed with, if it did.
 * The signal ends it at once.
 */
export async function deliver(
  send: Sending,
  terms: Omit<PingTerms, "order">,
  clock: Clock,
  signal: AbortSignal,
): Promise<PingProblem | undefined> {
  const end = clock.now() + terms.total;
  for (let pause = terms.pause; ; pause *= 2) {
    const limit = AbortSignal.timeout(Math.max(0, Math.min(terms.request, end - clock.now())));
    const problem = await send(AbortSignal.any([signal, limit]));
    if (signal.aborted) return problem && { kind: "interrupted" };
    if (problem === undefined || !isPassing(problem) || clock.now() + pause >= end) return problem;
    await waited(clock, pause, signal);
    if (signal.aborted) return { kind: "interrupted" };
  }
}

/** Waits, or until the signal is aborted. */
async function waited(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(milliseconds, signal).catch(() => undefined);
}
