import { readdir } from "node:fs/promises";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { DirectoryStore } from "../../src/stores/directory-store.ts";
import type { Store } from "../../src/stores/store.ts";
import { Directory } from "../../src/system/directory.ts";
import { type S3, startS3 } from "../bed/s3.ts";
import { temporaryDirectory } from "../bed/temporary.ts";
import { openStore } from "../stores/s3/opening.ts";

/** An empty store, and how to look at it from outside. */
export interface StorePlace extends AsyncDisposable {
  readonly store: Store;
  /** Opens the same place again, as a later process would. */
  again(): Promise<Store>;
  /** The names of everything that others see there, sorted, promsnap's own records left out. */
  seen(): Promise<readonly string[]>;
}

/** What a kind of store needs to make places. */
export interface StoreKind extends AsyncDisposable {
  make(): Promise<StorePlace>;
}

export const storeKinds: { readonly [K in "directory" | "s3"]: () => Promise<StoreKind> } = {
  directory: async () => ({ make: directoryPlace, [Symbol.asyncDispose]: async () => undefined }),
  s3: async () => {
    const s3 = await startS3();
    return { make: () => bucketPlace(s3), [Symbol.asyncDispose]: () => s3.stop() };
  },
};

async function directoryPlace(): Promise<StorePlace> {
  const scratch = await temporaryDirectory();
  const again = async () => new DirectoryStore(Directory.open(scratch.path));
  const store = await again();
  const close = async () => {
    store[Symbol.dispose]();
    await scratch.remove();
  };
  const seen = async () => (await readdir(scratch.path)).filter((name) => name !== ".promsnap-writing").sort();
  return { store, again, seen, [Symbol.asyncDispose]: close };
}

async function bucketPlace(s3: S3): Promise<StorePlace> {
  const { store, prefix, again, [Symbol.asyncDispose]: close } = await openStore(s3);
  const seen = async () => {
    const { Contents = [] } = await s3.client.send(new ListObjectsV2Command({ Bucket: s3.bucket, Prefix: prefix }));
    return Contents.map(({ Key = "" }) => Key.slice(prefix.length)).sort();
  };
  return { store, again: () => again(), seen, [Symbol.asyncDispose]: close };
}
