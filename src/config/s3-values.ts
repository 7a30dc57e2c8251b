import type { Reading } from "./values.ts";

/** How the server encrypts what it stores. The key of `aws:kms` is the bucket's own. */
export type ServerSideEncryption = "AES256" | "aws:kms" | "aws:kms:dsse";

const encryptions: readonly string[] = ["AES256", "aws:kms", "aws:kms:dsse"] satisfies ServerSideEncryption[];
/** What lies in these has to be ordered hours before it can be read. */
const archivalClasses: readonly string[] = ["GLACIER", "DEEP_ARCHIVE"];

/** Reads the name of a region; other servers than Amazon's have names of their own. */
export function readRegion(text: string): Reading<string> {
  return /^[a-zA-Z0-9-]{1,64}$/.test(text) ? { value: text } : { expected: { kind: "region" } };
}

/** Reads one of the encryptions that S3 has and that take no key of ours. */
export function readServerSideEncryption(text: string): Reading<ServerSideEncryption> {
  if (!encryptions.includes(text)) return { expected: { kind: "serverSideEncryption" } };
  return { value: text as ServerSideEncryption };
}

/** Reads the name of a storage class; other servers have classes of their own. Those that cannot be read are refused. */
export function readStorageClass(text: string): Reading<string> {
  if (archivalClasses.includes(text)) return { expected: { kind: "storageClassReadAtOnce" } };
  return /^[A-Za-z0-9_-]{1,64}$/.test(text) ? { value: text } : { expected: { kind: "storageClass" } };
}
