import { type VerificationTerms, verifyArchive } from "../../archive/verification.ts";
import { Fault } from "../../errors.ts";
import { notice } from "../../notices.ts";
import { readChecksum } from "../../stores/checksum.ts";
import { errnoOf } from "../../system/errno.ts";
import type { ReadingContext } from "../backup-terms.ts";
import { type FoundArchive, openAt } from "../find-archive.ts";
import { judge, type Outcome, stateOf } from "./judge.ts";
import type { Target } from "./targets.ts";
import type { VerifiedSnapshot, VerifyEvents } from "./terms.ts";
import type { Verdicts } from "./verdicts.ts";

/** Told while one archive is verified: see {@link VerificationTerms}. */
export type OneEvents = Pick<VerificationTerms, "progress" | "again"> & Pick<VerifyEvents, "notice">;

/**
 * Verifies one archive, and keeps the verdict where it is one of the store. Nothing that is wrong with it is thrown: it is
 * the outcome. Throws the signal's reason.
 */
export async function verifyOne(
  context: ReadingContext,
  { name, path, bytes, problem }: Target,
  deep: boolean,
  verdicts: Verdicts,
  events: OneEvents,
): Promise<VerifiedSnapshot> {
  const known = { name, path, bytes };
  if (problem !== undefined) return { ...known, state: "unreadable", problem: problem.data };
  try {
    using found = await openAt(context, path);
    if (found === undefined) return gone(known, events);
    const { file, store } = found;
    const verified = { ...known, bytes: file.size, ...(await outcomeOf(context, found, deep, events)) };
    const { state } = verified;
    if (state === "sound" || state === "damaged") {
      await verdicts.keep(store, name, { deep, sound: state === "sound", bytes: file.size });
    }
    const { maker, checksum } = verified.contents ?? {};
    if (maker === "promsnap" && checksum === "none") events.notice(notice("verify.noChecksum", { path }));
    return verified;
  } catch (error) {
    if (!(error instanceof Fault) || error === context.signal.reason || error.data.code === "internal") throw error;
    return errnoOf(error) === "ENOENT" ? gone(known, events) : { ...known, state: "unreadable", problem: error.data };
  }
}

/** A prune may go on beside it. */
function gone(known: Pick<Target, "name" | "path" | "bytes">, events: OneEvents): VerifiedSnapshot {
  events.notice(notice("verify.gone", { path: known.path }));
  return { ...known, state: "gone" };
}

/** Reads the archive to its end, or to what is wrong with it. */
async function outcomeOf(
  { settings, createWorker, signal }: ReadingContext,
  { file, store, fileName }: FoundArchive,
  deep: boolean,
  events: OneEvents,
): Promise<Outcome> {
  const { WORKERS: workers } = settings;
  const { progress, again } = events;
  const stored = await readChecksum(store, fileName);
  try {
    const archive = await verifyArchive(file, { createWorker, workers, deep, signal, progress, again });
    return judge(file.path, archive, stored);
  } catch (error) {
    if (!(error instanceof Fault) || error === signal.reason || error.data.code === "internal") throw error;
    return { state: stateOf(error), problem: error.data };
  }
}
