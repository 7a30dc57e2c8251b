import { type NeededFeature, type Notice, notice } from "../notices.ts";
import { deletedAtLoad, type Limits, type WeighedBlock } from "./deletions.ts";
import { isAtLeast, parseVersion, type Version } from "./version.ts";

/** What is to be restored, as far as it decides how Prometheus will take it. */
export interface RestoredData {
  readonly blocks: readonly WeighedBlock[];
  /** Versions of the indexes, and encodings of the chunks. */
  readonly indexVersions: ReadonlySet<number>;
  readonly encodings: ReadonlySet<number>;
  /** Whether a histogram has buckets of its own instead of exponential ones. */
  readonly customBuckets: boolean;
}

/** The Prometheus that will load it: what it told while it still ran. */
export interface Receiver {
  /** Empty when it does not tell. */
  readonly version: string;
  /** Undefined when it could not be asked. */
  readonly limits: Limits | undefined;
}

/** A clock that is that far off, in milliseconds, dates no block in the future. */
const tolerance = 60_000;

/** What only newer versions read: those of the changelog, 2.53.5 being a late release of an older line. */
const demands: readonly {
  readonly what: NeededFeature;
  readonly needed: (data: RestoredData) => boolean;
  readonly since: readonly Version[];
}[] = [
  {
    what: "index version 3",
    needed: has("indexVersions", 3),
    since: [
      [2, 53, 5],
      [2, 55, 0],
    ],
  },
  { what: "histograms", needed: has("encodings", 2, 3), since: [[2, 40, 0]] },
  { what: "custom buckets", needed: ({ customBuckets }) => customBuckets, since: [[2, 55, 0]] },
  { what: "XOR2 chunks", needed: has("encodings", 4), since: [[3, 11, 0]] },
  { what: "histograms with start times", needed: has("encodings", 5, 6), since: [[3, 14, 0]] },
];

/**
 * What an operator should know before a restore, for Prometheus itself says nothing: blocks that its retention deletes
 * at once or within hours, blocks that end after `now` (milliseconds since 1970), and formats that its version does not read.
 */
export function foresee(data: RestoredData, { version, limits }: Receiver, now: number): Notice[] {
  return [...outlived(data.blocks, limits ?? {}, now), ...future(data.blocks, now), ...unread(data, version)];
}

function outlived(blocks: readonly WeighedBlock[], limits: Limits, now: number): Notice[] {
  const atOnce = deletedAtLoad(blocks, limits);
  // A few hours after its start Prometheus writes a block of its own: from then on the age counts from that one's end.
  const later = deletedAtLoad([...blocks, blockOfItsOwn(now)], limits);
  const told = [
    { when: "at once", reason: "time", limit: limits.time, deleted: atOnce },
    { when: "at once", reason: "size", limit: limits.bytes, deleted: atOnce },
    { when: "within hours", reason: "time", limit: limits.time, deleted: later },
  ] as const;
  return told.flatMap(({ when, reason, limit = 0, deleted }) => {
    const goes = ({ ulid }: WeighedBlock) => deleted.get(ulid) === reason && (when === "at once" || !atOnce.has(ulid));
    const gone = blocks.filter(goes);
    if (gone.length === 0) return [];
    const until = lastEnd(gone);
    return [notice("restore.notKept", { blocks: gone.length, total: blocks.length, until, when, reason, limit })];
  });
}

/** Not Math.max of them all: an archive may have more blocks than a call takes arguments. */
function lastEnd(blocks: readonly WeighedBlock[]): number {
  return blocks.reduce((last, { maxTime }) => Math.max(last, maxTime), Number.NEGATIVE_INFINITY);
}

function blockOfItsOwn(now: number): WeighedBlock {
  return { ulid: "", minTime: now, maxTime: now, sources: [], parents: [], deletable: false, bytes: 0 };
}

function future(blocks: readonly WeighedBlock[], now: number): Notice[] {
  const late = blocks.filter(({ maxTime }) => maxTime > now + tolerance);
  if (late.length === 0) return [];
  const until = lastEnd(late);
  return [notice("restore.future", { blocks: late.map(({ ulid }) => ulid), until })];
}

function unread(data: RestoredData, version: string): Notice[] {
  const running = parseVersion(version);
  const unmet = demands.filter(({ needed, since }) => needed(data) && !(running && reads(running, since)));
  return unmet.map(({ what, since }) => {
    const needs = (since.at(-1) ?? []).join(".");
    return notice("restore.tooOld", running === undefined ? { what, needs } : { what, needs, version });
  });
}

/** Whether a version is one of those, or comes after one in the same line, or after the last of them at all. */
function reads(version: Version, since: readonly Version[]): boolean {
  return since.some((first, place) => {
    const sameLine = version[0] === first[0] && version[1] === first[1];
    return isAtLeast(version, first) && (sameLine || place === since.length - 1);
  });
}

function has(key: "indexVersions" | "encodings", ...numbers: readonly number[]): (data: RestoredData) => boolean {
  return (data) => numbers.some((number) => data[key].has(number));
}
