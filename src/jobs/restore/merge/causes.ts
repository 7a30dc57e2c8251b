import type { WeighedBlock } from "../../../prometheus/deletions.ts";

/**
 * Looks blocks up by the names that each of them goes by; of several the first in the list. There may be a hundred
 * thousand on either side, so that looking at each for each takes hours.
 */
export function byName<B extends WeighedBlock>(
  blocks: readonly B[],
  namesOf: (block: B) => readonly string[],
): (names: readonly string[]) => B | undefined {
  const places = new Map<string, number>();
  for (const [place, block] of blocks.entries()) {
    for (const name of namesOf(block)) if (!places.has(name)) places.set(name, place);
  }
  return (names) => {
    const found = names.map((name) => places.get(name)).filter((place) => place !== undefined);
    return found.length === 0 ? undefined : blocks[found.reduce((first, place) => Math.min(first, place))];
  };
}

/** Looks up which of the blocks has time in common with another; of several the one that reaches furthest. */
export function byTime<B extends WeighedBlock>(blocks: readonly B[]): (block: WeighedBlock) => B | undefined {
  const sorted = [...blocks].sort((one, other) => one.minTime - other.minTime);
  const furthest: B[] = [];
  for (const block of sorted) {
    const last = furthest.at(-1);
    furthest.push(last !== undefined && last.maxTime >= block.maxTime ? last : block);
  }
  return ({ minTime, maxTime }) => {
    const candidate = furthest[countBefore(sorted, maxTime) - 1];
    return candidate !== undefined && candidate.maxTime > minTime ? candidate : undefined;
  };
}

/** How many of the blocks, which are sorted so, begin before this time. */
function countBefore(sorted: readonly WeighedBlock[], time: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle]?.minTime ?? time) < time) from = middle + 1;
    else to = middle;
  }
  return from;
}
