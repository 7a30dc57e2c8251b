import { instantOfName } from "../../snapshots/name.ts";
import type { ListedSnapshot } from "../list.ts";
import type { StoreView } from "./survey.ts";

/**
 * A list of SNAPSHOT_DIR with where else each snapshot is, and with those that are in further stores alone: of these only
 * name and size are known. Oldest first.
 */
export function withWhereabouts(
  listed: readonly ListedSnapshot[],
  views: readonly StoreView[],
): readonly ListedSnapshot[] {
  const storesOf = (name: string) =>
    views.filter(({ archives }) => archives.some((one) => one.name === name)).map(({ store }) => store);
  const here = listed.map((one) => ({ ...one, where: { here: true, stores: storesOf(one.name) } }));
  const known = new Set(listed.map(({ name }) => name));
  const elsewhere = views.flatMap(({ archives }) => archives.filter(({ name }) => !known.has(name)));
  const firsts = new Map(elsewhere.toReversed().map((one) => [one.name, one]));
  const remote = [...firsts.values()].map(({ name, path, bytes }) => {
    return { name, path, bytes, instant: instantOfName(name) ?? 0, where: { here: false, stores: storesOf(name) } };
  });
  return [...here, ...remote].toSorted((a, b) => a.instant - b.instant);
}
