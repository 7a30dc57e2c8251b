import { fault, isFault } from "../../errors.ts";
import { type Bucket, unlessAbsent } from "./bucket.ts";
import { exactly } from "./object-file.ts";
import { brief } from "./patience.ts";

/** At most `limit` bytes of an object's beginning; undefined when there is none. */
export async function readStart(
  bucket: Bucket,
  key: string,
  limit: number,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const url = bucket.urlOf(key);
  const input = { Bucket: bucket.name, Key: key, Range: `bytes=0-${limit - 1}` };
  const answer = bucket.ask("GetObject", key, brief(bucket.access), signal, async ({ sdk, client }, stop) => {
    const { Body, ContentLength } = await client.send(new sdk.GetObjectCommand(input), { abortSignal: stop });
    const fits = ContentLength !== undefined && ContentLength <= limit;
    if (!fits) throw fault("s3.unexpected", { url, operation: "GetObject", what: "Content-Length" });
    return await exactly(ContentLength, Body?.transformToWebStream());
  });
  return await unlessAbsent(answer).catch((error: unknown) => {
    // An empty object has no range that could be answered.
    if (isFault(error, "s3.refused") && error.data.details.status === 416) return new Uint8Array(0);
    throw error;
  });
}
