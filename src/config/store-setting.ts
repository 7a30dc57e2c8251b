import { readAbsolutePath } from "./absolute-path.ts";
import type { Reading } from "./values.ts";

/** A store as the operator names it. `prefix` is empty or ends in a slash. */
export type StoreSetting =
  | { readonly kind: "directory"; readonly path: string }
  | { readonly kind: "s3"; readonly bucket: string; readonly prefix: string };

/** The directory that a store is; undefined for a bucket. */
export function directoryOf(store: StoreSetting): string | undefined {
  return store.kind === "directory" ? store.path : undefined;
}

/** The rules of S3; servers that take other names take these too. */
const bucketPattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** Keys have at most 1,024 bytes, and a file's name comes behind the prefix. */
const longestPrefix = 800;

/** Reads an absolute path, or `s3://bucket/prefix` with or without a slash at its end. */
export function readStore(text: string): Reading<StoreSetting> {
  const refused = { expected: { kind: "store" } } as const;
  if (!text.startsWith("s3://")) {
    const path = readAbsolutePath(text);
    return "value" in path ? { value: { kind: "directory", path: path.value } } : refused;
  }
  const [bucket = "", ...parts] = text.slice("s3://".length).replace(/\/$/, "").split("/");
  // An empty part, `.` or `..` would make keys that browsers, proxies and other tools reach by another name.
  const odd = parts.some((part) => part === "" || part === "." || part === ".." || /\p{Cc}/u.test(part));
  if (odd || !bucketPattern.test(bucket) || bucket.includes("..")) return refused;
  const prefix = parts.map((part) => `${part}/`).join("");
  return new TextEncoder().encode(prefix).length > longestPrefix ? refused : { value: { kind: "s3", bucket, prefix } };
}

/** Reads stores separated by spaces, none of them twice. A path with a space in it cannot be written here. */
export function readStores(text: string): Reading<readonly StoreSetting[]> {
  const readings = text.trim().split(/\s+/).map(readStore);
  const stores = readings.flatMap((reading) => ("value" in reading ? [reading.value] : []));
  const apart = new Set(stores.map(sayStore)).size === readings.length;
  return apart && stores.length > 0 ? { value: stores } : { expected: { kind: "stores" } };
}

/** The store as it stands in the file, without a slash at its end: its name in tables, logs and metrics. */
export function sayStore(setting: StoreSetting): string {
  return setting.kind === "directory" ? setting.path : `s3://${setting.bucket}/${setting.prefix}`.replace(/\/$/, "");
}
