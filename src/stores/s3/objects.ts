import { crc32 } from "node:zlib";
import { type Fault, fault } from "../../errors.ts";
import type { Bucket } from "./bucket.ts";
import { unlessAbsent } from "./bucket.ts";
import { brief } from "./patience.ts";

/** An object of a bucket. `modified` is in milliseconds since 1970, of whole seconds, `version` its entity tag. */
export interface S3Object {
  readonly key: string;
  readonly bytes: number;
  readonly modified: number;
  readonly version?: string;
}

/** As many lists of a thousand names are read; a prefix with a million files is none of promsnap's. */
const mostPages = 1000;

/** Every object right below a prefix, which is empty or ends in a slash. */
export async function listObjects(bucket: Bucket, prefix: string, signal: AbortSignal): Promise<S3Object[]> {
  const objects: S3Object[] = [];
  let from: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const input = {
      Bucket: bucket.name,
      Prefix: prefix,
      Delimiter: "/",
      // Names of other people's objects may hold characters that XML has no way to write.
      EncodingType: "url",
      ...(from === undefined ? {} : { ContinuationToken: from }),
    } as const;
    const answer = await bucket.ask("ListObjectsV2", prefix, brief(bucket.access), signal, ({ sdk, client }, stop) =>
      client.send(new sdk.ListObjectsV2Command(input), { abortSignal: stop }),
    );
    // A page of a proxy would otherwise be an empty bucket.
    if (answer.IsTruncated === undefined) throw unexpected(bucket, prefix, "ListObjectsV2", "IsTruncated");
    for (const { Key, Size, LastModified, ETag } of answer.Contents ?? []) {
      const key = Key === undefined ? undefined : decoded(Key);
      if (key !== undefined && Size !== undefined) objects.push(objectOf(key, Size, LastModified, ETag));
    }
    from = answer.NextContinuationToken;
    if (answer.IsTruncated !== true) return objects;
    if (from === undefined) break;
  }
  throw fault("s3.unexpected", {
    url: bucket.urlOf(prefix),
    operation: "ListObjectsV2",
    what: "NextContinuationToken",
  });
}

/** What has a key, with the metadata that it was stored with; undefined when nothing does. */
export async function headObject(
  bucket: Bucket,
  key: string,
  signal: AbortSignal,
): Promise<(S3Object & { readonly metadata: Readonly<Record<string, string>> }) | undefined> {
  const input = { Bucket: bucket.name, Key: key };
  const head = await unlessAbsent(
    bucket.ask("HeadObject", key, brief(bucket.access), signal, ({ sdk, client }, stop) =>
      client.send(new sdk.HeadObjectCommand(input), { abortSignal: stop }),
    ),
  );
  if (head === undefined) return undefined;
  const { ContentLength: bytes, LastModified, ETag, Metadata: metadata = {} } = head;
  if (bytes === undefined) throw unexpected(bucket, key, "HeadObject", "Content-Length");
  return { ...objectOf(key, bytes, LastModified, ETag), metadata };
}

/** Writes a small object over whatever has the key, whole or not at all. */
export async function putObject(bucket: Bucket, key: string, body: Uint8Array, signal: AbortSignal): Promise<void> {
  const { encryption } = bucket.access;
  const input = {
    Bucket: bucket.name,
    Key: key,
    Body: body,
    ChecksumCRC32: checksumOf(body),
    ...(encryption === undefined ? {} : { ServerSideEncryption: encryption }),
  };
  await bucket.ask("PutObject", key, brief(bucket.access), signal, ({ sdk, client }, stop) =>
    client.send(new sdk.PutObjectCommand(input), { abortSignal: stop }),
  );
}

/** Deletes an object; none is fine. */
export async function deleteObject(bucket: Bucket, key: string, signal: AbortSignal): Promise<void> {
  const input = { Bucket: bucket.name, Key: key };
  await unlessAbsent(
    bucket.ask("DeleteObject", key, brief(bucket.access), signal, ({ sdk, client }, stop) =>
      client.send(new sdk.DeleteObjectCommand(input), { abortSignal: stop }),
    ),
  );
}

/** The fault of an answer that lacks what S3's always have. */
export function unexpected(bucket: Bucket, key: string, operation: string, what: string): Fault {
  return fault("s3.unexpected", { url: bucket.urlOf(key), operation, what });
}

/** The CRC-32 of bytes as S3 writes it. */
export function checksumOf(bytes: Uint8Array): string {
  const sum = new Uint8Array(4);
  new DataView(sum.buffer).setUint32(0, crc32(bytes));
  return sum.toBase64();
}

function objectOf(key: string, bytes: number, modified: Date | undefined, version: string | undefined): S3Object {
  // Lists tell milliseconds, heads do not.
  const seconds = Math.floor((modified?.getTime() ?? 0) / 1000);
  return { key, bytes, modified: seconds * 1000, ...(version === undefined ? {} : { version }) };
}

/** Undefined for what cannot have been encoded so: it is no name of ours. */
function decoded(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
