import { readForeignEnds } from "../../archive/foreign-pieces.ts";
import { isPromsnapArchive, readTrailerOf } from "../../archive/own-pieces.ts";
import type { SnapshotFigures, SuccessFigures } from "../../report/metrics.ts";
import { instantOfName } from "../../snapshots/name.ts";
import { archivesIn, type StoredArchive } from "../../stores/archives.ts";
import { fewAtOnce } from "../../stores/few-at-once.ts";
import type { Store } from "../../stores/store.ts";
import { readVerdict, type Verdict } from "../../stores/verdict.ts";
import { knownOfArchive } from "./known.ts";

/** What the end of an archive and the verdict beside it tell. `taken` is in milliseconds since 1970. */
export interface JudgedSnapshot {
  readonly maker: "promsnap" | "script";
  readonly taken: number;
  readonly bytes: number;
  /** Damage that it holds, or that a verification found; or it cannot be read. */
  readonly damaged: boolean;
  readonly verdict: Verdict | undefined;
}

/** Looks at every archive of a store: a few hundred bytes of each, for this is done after every run, whatever its end. */
export async function judgeSnapshots(store: Store): Promise<JudgedSnapshot[]> {
  const archives = await archivesIn(store);
  return await fewAtOnce(archives, (archive) => judge(store, archive));
}

/**
 * What is known of the snapshots in the store, which come in the order of their names. What is dated after `now` is counted, but is never the
 * newest: a clock that was wrong once would otherwise keep every alert on an age silent until that date.
 */
export function figuresOf(snapshots: readonly JudgedSnapshot[], now: number): SnapshotFigures {
  const dated = snapshots.filter(({ taken }) => taken <= now);
  const newest = latest(dated, ({ taken }) => taken);
  const at = (verdict: Verdict) => verdict.at;
  const verdicts = snapshots.flatMap(({ verdict }) => verdict ?? []).filter((verdict) => at(verdict) <= now);
  const verified = latest(verdicts, at);
  const deep = verdicts.filter((verdict) => verdict.deep);
  return {
    count: snapshots.length,
    bytes: snapshots.reduce((total, { bytes }) => total + bytes, 0),
    damaged: snapshots.filter(({ damaged }) => damaged).length,
    newest: { taken: newest?.taken ?? 0, bytes: newest?.bytes ?? 0, damaged: newest?.damaged ?? false },
    verified: { at: verified?.at ?? 0, sound: verified?.sound ?? false },
    verifiedDeep: { at: latest(deep, at)?.at ?? 0 },
  };
}

/**
 * The later one of the success on record and the newest sound archive of promsnap's: where the record was lost, the
 * archive proves one. The script's archives prove none, for it stored what its tar had failed on; nor does what is dated
 * after `now`.
 */
export function laterSuccess(
  recorded: SuccessFigures | undefined,
  snapshots: readonly JudgedSnapshot[],
  now: number,
): SuccessFigures {
  const known = recorded !== undefined && recorded.ended <= now ? recorded : { ended: 0 };
  const sound = snapshots.filter(({ maker, damaged, taken }) => maker === "promsnap" && !damaged && taken <= now);
  const stored = latest(sound, ({ taken }) => taken);
  if (stored === undefined || stored.taken <= known.ended) return known;
  return { ended: stored.taken, archiveBytes: stored.bytes };
}

async function judge(store: Store, archive: StoredArchive): Promise<JudgedSnapshot> {
  const { name, bytes } = archive;
  const verdict = await knownOfArchive(() => readVerdict(store, name, bytes));
  const unreadable = { maker: "script", taken: instantOfName(name) ?? 0, damaged: true } as const;
  const told = (await knownOfArchive(() => endOf(archive))) ?? unreadable;
  return { ...told, bytes, verdict, damaged: told.damaged || verdict?.sound === false };
}

async function endOf({ name, open }: StoredArchive): Promise<Pick<JudgedSnapshot, "maker" | "taken" | "damaged">> {
  using file = await open();
  if (!(await isPromsnapArchive(file))) {
    await readForeignEnds(file);
    return { maker: "script", taken: instantOfName(name) ?? 0, damaged: false };
  }
  const { taken, damaged } = await readTrailerOf(file);
  return { maker: "promsnap", taken, damaged: damaged > 0 };
}

/** Of two of the same second the one that comes last: the names of a store step on to the next second. */
function latest<T>(all: readonly T[], time: (one: T) => number): T | undefined {
  return all.reduce<T | undefined>(
    (best, one) => (best === undefined || time(one) >= time(best) ? one : best),
    undefined,
  );
}
