import { exitCodes } from "../faults/exit-codes.ts";
import type { Notice } from "../notices.ts";
import { tlsOptions } from "../prometheus/tls.ts";
import { openPings, type Pings } from "../report/pings.ts";
import type { TlsOptions } from "../system/runtime.ts";
import type { JobContext } from "./backup-terms.ts";
import type { LastRun } from "./metrics/last-run.ts";
import { publishMetrics } from "./metrics/publish.ts";
import { exitCodeOf, faultOf, type Outcome } from "./run.ts";

/** What the outside hears of one attempt: METRICS_FILE and the pings to HEALTHCHECK_URL. */
export interface Announcement {
  /** The attempt holds its locks: from here on it counts. */
  begun(): void;
  /** The attempt ended so. Never throws; what could not be told is a warning. */
  ended(outcome: Outcome): Promise<void>;
}

/**
 * Announces one attempt. One that found another promsnap at work is told to nobody: it says nothing of the backups, and
 * the one who is at work has its own end to tell.
 */
export function announce(context: JobContext, tell: (told: Notice) => void): Announcement {
  const { now } = context.system.clock;
  const started = now();
  const pings = pingsOf(context);
  return {
    begun: () => pings?.start(),
    ended: async (outcome) => {
      if (exitCodeOf(outcome) === exitCodes.locked) return;
      const ended = now();
      await publishMetrics(context, tell, (known) => learnt(known, outcome, ended, ended - started));
      const failed = faultOf(outcome) !== undefined;
      const line = outcome.kind === "failed" ? outcome.line : (outcome.replication?.lines ?? []).join("\n");
      const warning = await (failed ? pings?.end("fail", line) : pings?.end("success", ""));
      if (warning !== undefined) tell(warning);
    },
  };
}

/**
 * What an attempt that ended so, after so many milliseconds, adds to the record: a failure leaves the last success as it
 * was, and one that found another promsnap at work adds nothing.
 */
export function learnt(known: LastRun, outcome: Outcome, ended: number, milliseconds: number): LastRun {
  const { success } = known;
  if (exitCodeOf(outcome) === exitCodes.locked) return known;
  const attempt = { ended, milliseconds, exitCode: exitCodeOf(outcome) };
  if (outcome.kind === "failed") return { attempt, success };
  const { archiveBytes, contentBytes } = outcome.report;
  return { attempt, success: { ended, archiveBytes, contentBytes } };
}

function pingsOf({ system, settings, signal }: JobContext): Pings | undefined {
  const { HEALTHCHECK_URL: address } = settings;
  if (address === undefined) return undefined;
  return openPings({ address, fetch: system.fetch(trustOf({ system, settings })), clock: system.clock, signal });
}

/**
 * The service is another server than HOST: it is trusted by the same authorities, but shown no client certificate, and
 * TLS_INSECURE does not reach as far. A TLS_CA_FILE that cannot be used fails the run; the ping that says so does without.
 */
function trustOf({ system, settings: { TLS_CA_FILE } }: Pick<JobContext, "system" | "settings">): TlsOptions {
  const files = { TLS_CA_FILE, TLS_CERT_FILE: undefined, TLS_KEY_FILE: undefined, TLS_INSECURE: false };
  try {
    return tlsOptions(files, system.readFile);
  } catch {
    return { authorities: [], insecure: false };
  }
}
