import { fault } from "../../errors.ts";
import { type Child, childrenOf, has, hasBarrier, walName } from "../../prometheus/data-children.ts";
import type { Directory } from "../../system/directory.ts";
import { identityOf, isSame, move } from "../../system/moving.ts";
import type { Exchange } from "./journal.ts";
import { freeTime, openPlace } from "./places.ts";

/** The directories of an exchange. */
export interface Ground {
  /** PROMETHEUS_DATA_DIR: what is in it is exchanged, it itself is never renamed. */
  readonly data: Directory;
  /** promsnap's own directory in it. */
  readonly own: Directory;
  /** Milliseconds since 1970. */
  now(): number;
}

/** The file that becomes the barrier, while it is made. */
const barrierName = "barrier";
const barrierText = "promsnap is exchanging the data in this directory. Finish it with: promsnap restore --resume\n";
const barrierMode = 0o644;

/**
 * Each step below can be cut off at any call and done again from its beginning: what is done is known by the identity
 * of the entries, never by their names.
 */

/**
 * Step 1. Puts a regular file in the place of `wal`, which goes out, or to where it is to come in from: from then on no
 * Prometheus starts in this directory, whoever starts it, and none touches anything (2.42 and 3.16, tried).
 */
export async function raiseBarrier(ground: Ground, { out, in: from, incoming }: Exchange): Promise<void> {
  const { data, own } = ground;
  const wal = walAmong(incoming);
  using outside = openPlace(own, wal !== undefined && has(data, wal) ? from : out);
  if (!hasBarrier(data)) {
    if (own.entry(barrierName)?.kind !== "file") await own.replace(barrierName, barrierText, barrierMode);
    if (data.entry(walName) !== undefined) stow(ground, walName, outside);
    move(own, barrierName, data, walName);
  }
  syncAll(data, outside, own);
}

/**
 * Undoes the first half of step 1: a `wal` that is out already comes back, unless a Prometheus has made another since.
 */
export function bringWalBack({ data, own }: Ground, { out }: Pick<Exchange, "out">, before: readonly Child[]): void {
  const wal = walAmong(before);
  if (wal === undefined || own.entry(out) === undefined || data.entry(walName) !== undefined) return;
  using outside = openPlace(own, out);
  if (!has(outside, wal)) return;
  move(outside, walName, data);
  syncAll(data, outside);
}

/** Whether the `wal` of before is out. */
export function isWalOut({ own }: Ground, { out }: Pick<Exchange, "out">, before: readonly Child[]): boolean {
  const wal = walAmong(before);
  if (wal === undefined || own.entry(out) === undefined) return false;
  using outside = openPlace(own, out);
  return has(outside, wal);
}

/**
 * What was there before, as long as nothing but `wal` is out: what is there now, with the `wal` that is out, rather than
 * with one that a Prometheus has made since.
 */
export function childrenBefore(
  ground: Ground,
  exchange: Pick<Exchange, "out">,
  before: readonly Child[],
): readonly Child[] {
  const now = childrenOf(ground.data);
  const wal = walAmong(before);
  if (wal === undefined || !isWalOut(ground, exchange, before)) return now;
  return [...now.filter(({ name }) => name !== walName), wal];
}

/** Step 2. Moves out all that is Prometheus's and not coming in. */
export function clearOut(ground: Ground, { out, incoming }: Exchange): void {
  const { data, own } = ground;
  using outside = openPlace(own, out);
  const coming = new Map(incoming.map((child) => [child.name, child]));
  for (const child of childrenOf(data)) {
    if (!isSame(coming.get(child.name), child)) stow(ground, child.name, outside);
  }
  syncAll(data, outside);
}

/** Step 3. Brings in all that is coming but `wal`, whose place the barrier holds. Throws `restore.childMissing`. */
export function bringIn({ data, own }: Ground, { in: from, incoming }: Exchange): void {
  using inside = openPlace(own, from);
  for (const child of incoming) if (child.name !== walName) bring(inside, child, data);
  syncAll(data, inside);
}

/** Step 4, the last: takes the barrier away and brings `wal` in, if one is coming. */
export function liftBarrier(ground: Ground, { in: from, incoming }: Exchange): void {
  const { data, own } = ground;
  using inside = openPlace(own, from);
  const wal = walAmong(incoming);
  if (hasBarrier(data)) data.remove(walName);
  if (wal !== undefined) {
    // A Prometheus that was started between this step's two calls, before a crash, has made a wal of its own.
    if (!has(data, wal) && data.entry(walName) !== undefined) stow(ground, walName, undefined);
    bring(inside, wal, data);
  }
  syncAll(data, inside);
}

/** What is to come in and is in neither place any more. */
export function missingOf({ data, own }: Ground, { in: from, incoming }: Exchange): readonly Child[] {
  using inside = openPlace(own, from);
  return incoming.filter((child) => !has(inside, child) && !has(data, child));
}

function walAmong(children: readonly Child[]): Child | undefined {
  return children.find(({ name }) => name === walName);
}

function bring(inside: Directory, child: Child, data: Directory): void {
  if (has(data, child)) return;
  if (!isSame(identityOf(inside, child.name), child)) {
    throw fault("restore.childMissing", { name: child.name, place: inside.path, data: data.path });
  }
  move(inside, child.name, data);
}

/** Moves an entry out of the data directory; where its name is taken there, into a place of its own. */
function stow(ground: Ground, name: string, outside: Directory | undefined): void {
  if (outside !== undefined && outside.entry(name) === undefined) {
    move(ground.data, name, outside);
    return;
  }
  using aside = openPlace(ground.own, `set-aside-${freeTime(ground.own, ground.now())}`);
  move(ground.data, name, aside);
  syncAll(aside, ground.own);
}

function syncAll(...directories: readonly Directory[]): void {
  for (const directory of directories) directory.sync();
}
