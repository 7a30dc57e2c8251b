/** A stretch of time, `maxTime` exclusive; one that ends where it begins holds nothing. Milliseconds since 1970. */
export interface Stretch {
  readonly minTime: number;
  readonly maxTime: number;
}

/** Where stretches cover the same time, and which do. */
export interface Overlap<S extends Stretch> extends Stretch {
  readonly of: readonly S[];
}

/** What stretches cover together, in order; two that are at most `slack` apart count as one. */
export function coverage(stretches: readonly Stretch[], slack = 0): Stretch[] {
  const covered: { minTime: number; maxTime: number }[] = [];
  for (const { minTime, maxTime } of inOrder(stretches)) {
    const last = covered.at(-1);
    if (last === undefined || minTime - last.maxTime > slack) covered.push({ minTime, maxTime });
    else last.maxTime = Math.max(last.maxTime, maxTime);
  }
  return covered;
}

/** The time between the first and the last of these stretches that none covers for longer than `least`, in order. */
export function gapsBetween(stretches: readonly Stretch[], least: number): Stretch[] {
  const covered = coverage(stretches, least);
  return covered.slice(1).map(({ minTime }, index) => ({
    minTime: covered[index]?.maxTime ?? minTime,
    maxTime: minTime,
  }));
}

/** Where two or more stretches cover the same time, in order, each time as long as they do without a break. */
export function overlapsOf<S extends Stretch>(stretches: readonly S[]): Overlap<S>[] {
  const found: { minTime: number; maxTime: number; of: Set<S> }[] = [];
  // The one that reaches furthest so far: where any covers time again, that one does.
  let furthest: S | undefined;
  for (const stretch of inOrder(stretches)) {
    const { minTime } = stretch;
    if (furthest !== undefined && minTime < furthest.maxTime) {
      const last = found.at(-1);
      const maxTime = Math.min(stretch.maxTime, furthest.maxTime);
      if (last === undefined || minTime > last.maxTime)
        found.push({ minTime, maxTime, of: new Set([furthest, stretch]) });
      else {
        last.of.add(furthest).add(stretch);
        last.maxTime = Math.max(last.maxTime, maxTime);
      }
    }
    if (furthest === undefined || stretch.maxTime > furthest.maxTime) furthest = stretch;
  }
  return found.map(({ of, ...stretch }) => ({ ...stretch, of: [...of] }));
}

function inOrder<S extends Stretch>(stretches: readonly S[]): S[] {
  const some = stretches.filter(({ minTime, maxTime }) => minTime < maxTime);
  return some.sort((a, b) => a.minTime - b.minTime || a.maxTime - b.maxTime);
}
