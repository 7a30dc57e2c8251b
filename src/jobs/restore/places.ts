import type { Directory } from "../../system/directory.ts";

/** Names of what a restore keeps below promsnap's own directory; TIME is that of its beginning, in UTC. */
const placePattern = /^(previous|set-aside|restore)-(\d{8}T\d{6}Z(?:-\d+)?)$/;

export type PlaceKind = "previous" | "set-aside" | "restore";

/** A directory of earlier restores. */
export interface Place {
  readonly name: string;
  readonly kind: PlaceKind;
}

/**
 * `20261124T230501Z`, with a number behind it where a place of any kind bears that name. It comes after the time of every
 * place there is, even if the clock was put back: the last place is the one that was made last.
 */
export function freeTime(own: Directory, now: number): string {
  const last = placesIn(own).map(timeOf).at(-1) ?? "";
  const time = `${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
  if (inOrder(last, time) < 0) return time;
  const [latest = time, number = "1"] = last.split("-");
  return `${latest}-${Number(number) + 1}`;
}

/** The places there are, oldest first. */
export function placesIn(own: Directory): Place[] {
  return own
    .entries()
    .flatMap(({ name, kind }) => {
      const found = kind === "directory" ? placePattern.exec(name) : null;
      return found === null ? [] : [{ name, kind: found[1] as PlaceKind }];
    })
    .sort((a, b) => inOrder(timeOf(a), timeOf(b)));
}

/** Opens a place by its path of plain names below promsnap's own directory; what it has to pass is made. */
export function openPlace(own: Directory, path: string): Directory {
  const [first = "", ...below] = path.split("/");
  if (own.entry(first) === undefined) own.makeDirectory(first, 0o700);
  const directory = own.directory(first);
  if (below.length === 0) return directory;
  using held = directory;
  return openPlace(held, below.join("/"));
}

/** When the restore that made a place began: milliseconds since 1970, in whole seconds. */
export function timeOfPlace(name: string): number {
  const digits = /-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(name)?.slice(1).map(Number) ?? [];
  const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0] = digits;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function inOrder(a: string, b: string): number {
  const [[timeA = "", numberA = "1"], [timeB = "", numberB = "1"]] = [a.split("-"), b.split("-")];
  return timeA === timeB ? Number(numberA) - Number(numberB) : timeA < timeB ? -1 : 1;
}

function timeOf({ name }: Place): string {
  return placePattern.exec(name)?.[2] ?? "";
}
