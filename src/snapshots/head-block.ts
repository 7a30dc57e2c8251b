import { instantOfUlid } from "../tsdb/ulid.ts";

/** What tells a head block from others. `maxTime` is exclusive, in milliseconds since 1970. */
export interface HeadCandidate {
  readonly ulid: string;
  readonly maxTime: number;
  readonly level: number;
  /** The blocks of the first level whose samples it holds. */
  readonly sources: readonly string[];
  /** It holds samples that came out of order, which no snapshot takes from the head. */
  readonly outOfOrder: boolean;
}

/** When the snapshot was made: before its head block for promsnap's, right behind it for the script's. */
export interface SnapshotInstant {
  readonly maker: "promsnap" | "script";
  /** Milliseconds since 1970, in whole seconds; undefined where nothing tells it. */
  readonly instant: number | undefined;
}

const second = 1000;
const minute = 60 * second;
/** How long before the script's name the head block may have been begun, and how long before that its last sample was. */
const recently = 10 * minute;

/**
 * The name of the block that the snapshot made of the head; undefined where it has none, or where it cannot be told.
 *
 * Prometheus writes it last (`Snapshot` in tsdb/db.go), of the first level, from the head's first sample to its last one.
 * So it ends within a minute like no other, for those that Prometheus makes by itself end at even hours. promsnap
 * dates a snapshot by the request, so that of its blocks the head block alone was begun after that. The script names it
 * when it has the answer: there a block has to be just made, of samples just taken.
 */
export function findHeadBlock(blocks: readonly HeadCandidate[], snapshot: SnapshotInstant): string | undefined {
  const found = blocks.filter((block) => isFromHead(block) && fits(block, snapshot));
  const [head] = found;
  const endsLast = blocks.every(({ maxTime }) => head !== undefined && maxTime <= head.maxTime);
  return found.length === 1 && endsLast ? head?.ulid : undefined;
}

function isFromHead({ ulid, maxTime, level, sources, outOfOrder }: HeadCandidate): boolean {
  const alone = sources.length === 1 && sources[0] === ulid;
  return level === 1 && alone && !outOfOrder && maxTime % minute !== 0;
}

function fits({ ulid, maxTime }: HeadCandidate, { maker, instant }: SnapshotInstant): boolean {
  if (instant === undefined) return false;
  const made = instantOfUlid(ulid);
  if (maker === "promsnap") return made >= instant;
  const named = made < instant + second && instant - made <= recently;
  return named && Math.abs(made - maxTime) <= recently;
}
