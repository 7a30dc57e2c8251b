import { archiveFileOf, checksumFileOf } from "../../snapshots/name.ts";
import { checksumIn, checksumLimit } from "../../stores/checksum.ts";
import type { Store } from "../../stores/store.ts";
import type { JobContext } from "../backup-terms.ts";
import { compareWith } from "./compare.ts";
import { type CopySource, openSource } from "./source.ts";
import { openTarget } from "./target.ts";
import type { CopyEvents, CopyReport, CopyRequest } from "./terms.ts";
import { transfer } from "./transfer.ts";

/**
 * Copies one archive into another store, with its checksum file, which is made where it has none. Nothing is overwritten:
 * the same archive is `there`, another one of its name a fault. Throws `copy.…`, `verify.checksumWrong`, `archive.corrupt`,
 * what the store throws, or the signal's reason.
 */
export async function copy(context: JobContext, request: CopyRequest, events: CopyEvents): Promise<CopyReport> {
  const { system } = context;
  const started = system.clock.now();
  using source = await openSource(context, request.snapshot);
  const { name, file } = source;
  using target = await openTarget(context, request.store, { store: source.store, path: file.path }, events);
  const { store } = target;
  const { state, sha256 } = await copyInto(context, store, source, events);
  return {
    state,
    name,
    source: file.path,
    archive: store.pathOf(archiveFileOf(name)),
    bytes: file.size,
    sha256,
    milliseconds: system.clock.now() - started,
  };
}

/** Copies an archive into a store that is open and held, or compares it with what is there, and completes its checksum file. */
export async function copyInto(
  context: JobContext,
  store: Store,
  source: CopySource,
  events: CopyEvents,
): Promise<Pick<CopyReport, "state" | "sha256">> {
  const { name } = source;
  const there = await store.file(archiveFileOf(name));
  const sha256 =
    there === undefined
      ? await transfer(source, store, context, events)
      : await compareWith(source, store, there, context.signal, events);
  await completeChecksum(store, name, sha256);
  return { state: there === undefined ? "copied" : "there", sha256 };
}

/** Writes the checksum file in the form of sha256sum, unless the store has one that says the same in another. */
async function completeChecksum(store: Store, name: string, sha256: string): Promise<void> {
  const file = archiveFileOf(name);
  const text = await store.readText(checksumFileOf(name), checksumLimit);
  const found = text === undefined ? undefined : checksumIn(text, file);
  if (found?.kind === "sum" && found.sha256 === sha256) return;
  await store.replace(checksumFileOf(name), `${sha256}  ${file}\n`);
}
