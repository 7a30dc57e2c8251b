import { readForeignEnds } from "../../archive/foreign-pieces.ts";
import { isPromsnapArchive, readTrailerOf } from "../../archive/own-pieces.ts";
import { isFault } from "../../errors.ts";
import { checksumFileOf, instantOfName, nameOfArchiveFile, verdictFileOf } from "../../snapshots/name.ts";
import type { Store, StoredFile } from "../../stores/store.ts";
import { verdictIn, verdictLimit } from "../../stores/verdict.ts";
import { isOfArchive } from "../of-archive.ts";
import { isDatedOtherwise, type StockedSnapshot } from "../stock.ts";
import type { ThereSnapshot } from "./terms.ts";

/** So many archives are looked into at once. */
const atOnce = 4;

/** What is known already, and need not be asked of the store. */
export interface KnownSnapshots {
  readonly here: readonly StockedSnapshot[];
  readonly there: readonly ThereSnapshot[];
}

/**
 * Every snapshot of a further store. Only the ends of those are read that are neither in SNAPSHOT_DIR nor known from the
 * last look. What cannot be read as an archive is one that is not good, and so is what the store does not give, as from
 * Amazon's Glacier; what keeps all of a store from being read is thrown.
 */
export async function snapshotsIn(store: Store, known: KnownSnapshots): Promise<ThereSnapshot[]> {
  const files = await store.files();
  const names = new Set(files.map(({ name }) => name));
  const archives = files.filter(({ name }) => instantOfName(nameOfArchiveFile(name) ?? "") !== undefined);
  const found: ThereSnapshot[] = [];
  for (let at = 0; at < archives.length; at += atOnce) {
    const some = archives.slice(at, at + atOnce).map((file) => snapshotOf(store, file, names, known));
    found.push(...(await Promise.all(some)));
  }
  return found;
}

async function snapshotOf(
  store: Store,
  file: StoredFile,
  names: ReadonlySet<string>,
  known: KnownSnapshots,
): Promise<ThereSnapshot> {
  const name = nameOfArchiveFile(file.name) ?? "";
  const { bytes, modified } = file;
  const told = knownOf(name, file, known) ?? (await lookInto(store, file, name));
  const sound = !names.has(verdictFileOf(name)) || (await isSound(store, name, bytes));
  return { name, ...told, good: told.good && sound, bytes, modified, complete: names.has(checksumFileOf(name)) };
}

type Told = Pick<ThereSnapshot, "instant" | "good" | "unread">;

/**
 * A copy is what it is a copy of; what was found since of the one here says nothing of the one there. What was not good the
 * last time is looked into again: it may only not have been readable then, or have a better verdict now.
 */
function knownOf(name: string, { bytes, modified }: StoredFile, { here, there }: KnownSnapshots): Told | undefined {
  const twin = here.find((one) => one.name === name && one.bytes === bytes);
  if (twin !== undefined && twin.flaw?.kind !== "unreadable" && twin.flaw?.kind !== "unsound") return twin;
  return there.find((one) => one.good && one.name === name && one.bytes === bytes && one.modified === modified);
}

/** The script's archives were read from end to end when they were copied. */
async function lookInto(store: Store, stored: StoredFile, name: string): Promise<Told> {
  const named = { instant: instantOfName(name) ?? 0, good: false };
  try {
    using file = await store.open(stored);
    if (await isPromsnapArchive(file)) {
      const { taken, damaged } = await readTrailerOf(file);
      return { instant: taken, good: damaged === 0 && !isDatedOtherwise(name, taken) };
    }
    await readForeignEnds(file);
    return { ...named, good: true };
  } catch (error) {
    if (isFault(error, "archive.corrupt")) return named;
    if (isOfArchive(error)) return { ...named, unread: true };
    throw error;
  }
}

async function isSound(store: Store, name: string, bytes: number): Promise<boolean> {
  const text = await store.readText(verdictFileOf(name), verdictLimit);
  return text === undefined || verdictIn(text, bytes)?.sound !== false;
}
