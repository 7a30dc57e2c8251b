import { basename } from "node:path/posix";
import { type ArchiveSurvey, surveyArchive } from "../../archive/survey.ts";
import { fault, isFault } from "../../errors.ts";
import { instantOfName, nameOfArchiveFile } from "../../snapshots/name.ts";
import { readChecksum } from "../../stores/checksum.ts";
import { readVerdict, type Verdict } from "../../stores/verdict.ts";
import type { Damage } from "../../tsdb/damage.ts";
import { countLabels, type LabelCounts } from "../../tsdb/label-counts.ts";
import type { ReadingContext } from "../backup-terms.ts";
import { type FindContext, type FoundArchive, openArchive } from "../find-archive.ts";
import { type InspectedBlock, inspectBlocks } from "./blocks.ts";

/** What an archive tells. Sizes are bytes, times milliseconds since 1970. */
export interface Inspection {
  readonly archive: string;
  readonly bytes: number;
  /** Bytes of all files in it. */
  readonly contentBytes: number;
  readonly maker: "promsnap" | "script";
  /** When the snapshot was taken; undefined where neither the archive nor its name tells. */
  readonly instant: number | undefined;
  /** What the checksum file beside it says. */
  readonly sha256: string | undefined;
  readonly verdict: Verdict | undefined;
  /** How many files Prometheus had damaged already when they were stored; `damage` names the first hundred. */
  readonly damaged: number;
  readonly damage: readonly Damage[];
  /** Sorted by time; those whose meta.json cannot be read come first. */
  readonly blocks: readonly InspectedBlock[];
  readonly metrics: Metrics | undefined;
}

/** The series of one block counted by their labels. */
export interface Metrics {
  readonly block: string;
  /** Undefined where the index cannot be read. */
  readonly counts: LabelCounts | undefined;
}

/** What is asked: the archive as a restore takes it, and whether to count series by their labels too. */
export interface InspectionRequest {
  readonly snapshot: string;
  readonly metrics: boolean;
}

/** Told of what is read of the archive's file, in bytes. */
export interface InspectionEvents {
  progress(doneBytes: number, totalBytes: number): void;
}

/** How many metrics, labels and pairs are named. */
const mostCounts = 20;

/**
 * Tells what is in an archive. Of promsnap's a few KB of each part are read, the script's are read whole; metrics are
 * those of the block that ends last, which is the head's where the snapshot has it. Nothing is written. Throws
 * `archive.notFound`, `archive.corrupt`, what `openArchive` throws, and the signal's reason.
 */
export async function inspectSnapshot(
  context: Pick<ReadingContext, "system" | "settings" | "signal">,
  { snapshot, metrics }: InspectionRequest,
  events: InspectionEvents,
): Promise<Inspection> {
  const { system, signal } = context;
  using found = await find(context, snapshot);
  const { file } = found;
  const progress = (doneBytes: number) => events.progress(doneBytes, file.size);
  const survey = await surveyArchive(file, metrics, { signal, progress });
  const turn = () => system.clock.sleep(0, signal);
  const counted = metrics && survey.newest;
  return {
    archive: file.path,
    bytes: file.size,
    contentBytes: survey.content,
    ...(await beside(found)),
    ...told(survey, nameOfArchiveFile(basename(file.path))),
    metrics: counted ? { block: counted.ulid, counts: await countLabels(counted.index, mostCounts, turn) } : undefined,
  };
}

async function find(context: FindContext, snapshot: string): Promise<FoundArchive> {
  try {
    return await openArchive(context, snapshot);
  } catch (error) {
    // The sentence of a restore is the script's, on stdout.
    if (isFault(error, "restore.fileNotFound")) throw fault("archive.notFound", error.data.details);
    throw error;
  }
}

/** What the archive itself tells, and its name. */
function told({ trailer, blocks }: ArchiveSurvey, name: string | undefined) {
  const maker = trailer === undefined ? "script" : "promsnap";
  const instant = trailer?.taken ?? (name === undefined ? undefined : instantOfName(name));
  const { damage = [], damaged = 0 } = trailer ?? {};
  return { maker, instant, damaged, damage, blocks: inspectBlocks(blocks, damage, { maker, instant }) } as const;
}

/** What stands beside the archive: its checksum, and what its last verification found. */
async function beside({ store, file, fileName }: FoundArchive): Promise<Pick<Inspection, "sha256" | "verdict">> {
  const name = nameOfArchiveFile(fileName);
  if (name === undefined) return { sha256: undefined, verdict: undefined };
  const checksum = await readChecksum(store, fileName);
  return {
    sha256: checksum.kind === "sum" ? checksum.sha256 : undefined,
    verdict: await readVerdict(store, name, file.size),
  };
}
