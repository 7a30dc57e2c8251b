import { fault } from "../errors.ts";
import type { Directory } from "../system/directory.ts";
import type { Store } from "./store.ts";

/** The file in a store that names the Prometheus whose snapshots it holds. */
export const storeIdentityName = ".promsnap-store";
/** Its counterpart in promsnap's own directory inside the data directory. */
export const dataIdentityName = "id";

/** What makes the two ids one. `writeStore` and `writeData` tell which side has to be written. */
export interface IdentityMatch {
  readonly id: string;
  readonly writeStore: boolean;
  readonly writeData: boolean;
}

const pattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** A UUID with its newline has 37 bytes; more than that is no id. */
const readLimit = 64;

/**
 * Decides whether a store and a data directory belong together. A side without an id (new store, new volume) takes the
 * other's, two without one take `fresh`. Two different ids are `foreign`, unless the store is adopted: then it takes
 * the data directory's id, so that from now on the Prometheus that had it is the foreign one.
 */
export function matchIdentity(
  storeId: string | undefined,
  dataId: string | undefined,
  adopt: boolean,
  fresh: string,
): IdentityMatch | "foreign" {
  if (storeId !== undefined && dataId !== undefined && storeId !== dataId && !adopt) return "foreign";
  const id = dataId ?? storeId ?? fresh;
  return { id, writeStore: storeId !== id, writeData: dataId !== id };
}

/**
 * Makes sure that the store belongs to the Prometheus whose data directory holds `own`, and writes a missing id. Throws
 * `store.foreign` when it belongs to another, `store.identityDamaged` when a file does not hold an id.
 */
export async function claimStore(store: Store, own: Directory, adopt: boolean): Promise<IdentityMatch> {
  const match = await identityOf(store, own, adopt);
  if (match.writeData) await own.replace(dataIdentityName, `${match.id}\n`, 0o600);
  if (match.writeStore) await store.replace(storeIdentityName, `${match.id}\n`);
  return match;
}

/** The same decision without writing anything: what `--dry-run` looks at. */
export async function identityOf(store: Store, own: Directory | undefined, adopt: boolean): Promise<IdentityMatch> {
  const dataId = own === undefined ? undefined : dataIdentity(own);
  const match = matchIdentity(await identityIn(store), dataId, adopt, crypto.randomUUID());
  if (match === "foreign") throw fault("store.foreign", { store: store.location, data: own?.path ?? "" });
  return match;
}

/**
 * The id of the Prometheus that made an archive: that of the store where it lies, else that of the data directory whose
 * own directory is `own`; undefined where neither has one. Throws `store.identityDamaged`.
 */
export async function identityOfArchive(store: Store, own: Directory | undefined): Promise<string | undefined> {
  return (await identityIn(store)) ?? (own && dataIdentity(own));
}

/**
 * Makes sure that a store may get an archive of the Prometheus with this id, which one without an id belongs to from now
 * on; one that is adopted is taken from whomever it belonged to. Throws `copy.foreign` when it belongs to another,
 * `store.identityDamaged`.
 */
export async function claimForArchive(store: Store, id: string, archive: string, adopt: boolean): Promise<void> {
  const found = await identityIn(store);
  const isForeign = found !== undefined && found !== id;
  if (isForeign && !adopt) throw fault("copy.foreign", { store: store.location, archive });
  if (found !== id) await store.replace(storeIdentityName, `${id}\n`);
}

async function identityIn(store: Store): Promise<string | undefined> {
  const text = await store.readText(storeIdentityName, readLimit);
  return text === undefined ? undefined : identityOfText(text, store.pathOf(storeIdentityName));
}

function dataIdentity(own: Directory): string | undefined {
  const text = own.readText(dataIdentityName, readLimit);
  return text === undefined ? undefined : identityOfText(text, own.pathOf(dataIdentityName));
}

function identityOfText(text: string, path: string): string {
  const id = text.trimEnd();
  if (!pattern.test(id)) throw fault("store.identityDamaged", { path });
  return id;
}
