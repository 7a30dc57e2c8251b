import type { Settings } from "../config/settings.ts";
import type { StoreSetting } from "../config/store-setting.ts";
import { ifPresent } from "../system/errno.ts";
import type { System } from "../system/system.ts";
import { DirectoryStore } from "./directory-store.ts";
import { s3Access } from "./s3/access.ts";
import { S3Store } from "./s3/s3-store.ts";
import type { UploadRecord } from "./s3/upload-record.ts";
import type { Store } from "./store.ts";
import { lockStore, storeMode } from "./store-lock.ts";

/** A store that is open for writing until it is disposed of. */
export interface OpenedStore extends Disposable {
  readonly store: Store;
}

/**
 * What opening a store takes. Without a `record` nobody will know of the uploads that a killed process leaves. A directory
 * without room is locked only if it is `wanted` even so.
 */
export interface OpeningTerms {
  readonly system: System;
  readonly settings: Settings;
  readonly record: UploadRecord | undefined;
  readonly signal: AbortSignal;
  readonly wanted?: "with room" | "even so";
}

/**
 * Opens a store for writing. A directory is made if it is missing, and locked; of a bucket nothing is asked yet. Throws
 * `lock.held`, and `tls.unreadable` and `tls.file` for S3_CA_FILE.
 */
export async function openStore(setting: StoreSetting, terms: OpeningTerms): Promise<OpenedStore> {
  if (setting.kind === "directory") return await openDirectory(setting.path, terms);
  const store = await openBucket(setting, terms);
  return { store, [Symbol.dispose]: () => store[Symbol.dispose]() };
}

/** What opening a store for reading takes; `record` tells what of it a killed process left. */
export type ReadingTerms = Pick<OpeningTerms, "system" | "settings" | "signal"> & Partial<Pick<OpeningTerms, "record">>;

/**
 * Opens a store for reading, without a lock; undefined for a directory that does not exist. Of a bucket nothing is asked
 * yet. Throws `tls.unreadable` and `tls.file` for S3_CA_FILE.
 */
export async function openForReading(setting: StoreSetting, terms: ReadingTerms): Promise<Store | undefined> {
  if (setting.kind === "s3") return await openBucket(setting, terms);
  const directory = ifPresent(() => terms.system.openDirectory(setting.path));
  return directory && new DirectoryStore(directory);
}

/** Opens a store only to look: nothing is made, locked or asked yet. Undefined for a directory that is not there. */
export async function lookAt(setting: StoreSetting, terms: OpeningTerms): Promise<OpenedStore | undefined> {
  const store = await openForReading(setting, terms);
  return store && { store, [Symbol.dispose]: () => store[Symbol.dispose]() };
}

async function openBucket(
  { bucket, prefix }: Extract<StoreSetting, { kind: "s3" }>,
  { system, settings, record, signal }: ReadingTerms,
): Promise<S3Store> {
  return await S3Store.open({ bucket, prefix, access: s3Access(settings, system), record, signal });
}

async function openDirectory(path: string, { system, wanted }: OpeningTerms): Promise<OpenedStore> {
  using opened = new DisposableStack();
  system.makeDirectories(path, storeMode);
  const directory = system.openDirectory(path);
  const store = opened.use(new DirectoryStore(directory));
  opened.adopt(await lockStore(directory, system, wanted), (lock) => lock.release());
  const all = opened.move();
  return { store, [Symbol.dispose]: () => all.dispose() };
}
