import { isFault } from "../../errors.ts";
import type { Bucket } from "./bucket.ts";
import { checksumOf, unexpected } from "./objects.ts";
import { assembling, brief, transfer } from "./patience.ts";

/** An upload that was begun: nothing has its key yet. */
export interface Upload {
  readonly key: string;
  readonly id: string;
}

/** A part that the server has. */
export interface UploadedPart {
  readonly number: number;
  readonly etag: string;
  readonly checksum: string;
}

/** As many lists of a thousand uploads are read. */
const mostPages = 100;

/** An upload that was begun, and whether it took several requests: each may have begun another, whose answer was lost. */
export interface BegunUpload extends Upload {
  readonly again: boolean;
}

/** Begins an upload of an archive, with the metadata that the object will have. */
export async function createUpload(
  bucket: Bucket,
  key: string,
  metadata: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<BegunUpload> {
  const { encryption, storageClass } = bucket.access;
  const input = {
    Bucket: bucket.name,
    Key: key,
    Metadata: { ...metadata },
    ContentType: "application/gzip",
    // Amazon then holds every part against it, and the whole.
    ChecksumAlgorithm: "CRC32",
    ...(encryption === undefined ? {} : { ServerSideEncryption: encryption }),
    // The type of the SDK has Amazon's classes alone.
    ...(storageClass === undefined ? {} : { StorageClass: storageClass as "STANDARD" }),
  } as const;
  let requests = 0;
  const answer = await bucket.ask("CreateMultipartUpload", key, brief(bucket.access), signal, (loaded, stop) => {
    requests += 1;
    return loaded.client.send(new loaded.sdk.CreateMultipartUploadCommand(input), { abortSignal: stop });
  });
  if (answer.UploadId === undefined) throw unexpected(bucket, key, "CreateMultipartUpload", "UploadId");
  return { key, id: answer.UploadId, again: requests > 1 };
}

/** Uploads a part. The server compares what came with the SHA-256 that the request is signed with. */
export async function uploadPart(
  bucket: Bucket,
  { key, id }: Upload,
  number: number,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<UploadedPart> {
  const checksum = checksumOf(bytes);
  const input = {
    Bucket: bucket.name,
    Key: key,
    UploadId: id,
    PartNumber: number,
    Body: bytes,
    ChecksumCRC32: checksum,
  };
  const patience = transfer(bucket.access, bytes.length);
  const answer = await bucket.ask("UploadPart", key, patience, signal, ({ sdk, client }, stop) =>
    client.send(new sdk.UploadPartCommand(input), { abortSignal: stop }),
  );
  if (answer.ETag === undefined) throw unexpected(bucket, key, "UploadPart", "ETag");
  return { number, etag: answer.ETag, checksum };
}

/**
 * Gives an upload its name, where nothing has it. Servers that do not know If-None-Match for this give it all the same:
 * look before. Made again after an answer that was lost it may fail though the first one did all.
 */
export async function completeUpload(
  bucket: Bucket,
  { key, id }: Upload,
  parts: readonly UploadedPart[],
  signal: AbortSignal,
): Promise<void> {
  const list = parts.map(({ number, etag, checksum }) => ({
    PartNumber: number,
    ETag: etag,
    ChecksumCRC32: checksum,
  }));
  const input = {
    Bucket: bucket.name,
    Key: key,
    UploadId: id,
    MultipartUpload: { Parts: list },
    IfNoneMatch: "*",
  };
  const patience = assembling(bucket.access);
  await bucket.ask("CompleteMultipartUpload", key, patience, signal, ({ sdk, client }, stop) =>
    client.send(new sdk.CompleteMultipartUploadCommand(input), { abortSignal: stop }),
  );
}

/** Ends an upload and deletes its parts; false when there was none any more. */
export async function abortUpload(bucket: Bucket, { key, id }: Upload, signal: AbortSignal): Promise<boolean> {
  const input = { Bucket: bucket.name, Key: key, UploadId: id };
  try {
    await bucket.ask("AbortMultipartUpload", key, brief(bucket.access), signal, ({ sdk, client }, stop) =>
      client.send(new sdk.AbortMultipartUploadCommand(input), { abortSignal: stop }),
    );
    return true;
  } catch (error) {
    if (isFault(error, "s3.uploadGone") || isFault(error, "s3.absent")) return false;
    throw error;
  }
}

/** Ends every upload of exactly this key. */
export async function abortUploadsOf(bucket: Bucket, key: string, signal: AbortSignal): Promise<void> {
  for (const upload of await listUploads(bucket, key, signal)) {
    if (upload.key === key) await abortUpload(bucket, upload, signal);
  }
}

/** Every upload under way whose key begins so, and has no further slash. */
export async function listUploads(bucket: Bucket, prefix: string, signal: AbortSignal): Promise<Upload[]> {
  const uploads: Upload[] = [];
  let from = {};
  for (let page = 0; page < mostPages; page += 1) {
    const input = { Bucket: bucket.name, Prefix: prefix, Delimiter: "/", ...from };
    const answer = await bucket.ask("ListMultipartUploads", prefix, brief(bucket.access), signal, (loaded, stop) =>
      loaded.client.send(new loaded.sdk.ListMultipartUploadsCommand(input), { abortSignal: stop }),
    );
    if (answer.IsTruncated === undefined) break;
    for (const { Key, UploadId } of answer.Uploads ?? []) {
      if (Key !== undefined && UploadId !== undefined) uploads.push({ key: Key, id: UploadId });
    }
    if (!answer.IsTruncated) return uploads;
    from = { KeyMarker: answer.NextKeyMarker, UploadIdMarker: answer.NextUploadIdMarker };
  }
  throw unexpected(bucket, prefix, "ListMultipartUploads", "IsTruncated");
}
