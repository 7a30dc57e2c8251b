import { Secret } from "../../../src/config/secret.ts";
import type { S3Access } from "../../../src/stores/s3/access.ts";
import { S3Store } from "../../../src/stores/s3/s3-store.ts";
import { UploadRecord } from "../../../src/stores/s3/upload-record.ts";
import { Directory } from "../../../src/system/directory.ts";
import { realSystem } from "../../../src/system/system.ts";
import type { S3 } from "../../bed/s3.ts";
import { temporaryDirectory } from "../../bed/temporary.ts";

/** The access that the settings would give for this server. */
export function accessTo(s3: Pick<S3, "url" | "user">, different: Partial<S3Access> = {}): S3Access {
  const { fetch, clock } = realSystem();
  const { accessKeyId, secretAccessKey } = s3.user;
  return {
    endpoint: s3.url,
    region: "us-east-1",
    keys: { accessKeyId, secretAccessKey: new Secret(secretAccessKey) },
    pathStyle: true,
    encryption: undefined,
    storageClass: undefined,
    requestTimeout: 20_000,
    fetch: fetch({ authorities: [], insecure: false }),
    clock,
    ...different,
  };
}

/** A store of the bed's bucket below a prefix of its own, and the directory where its uploads are recorded. */
export interface OpenedStore extends AsyncDisposable {
  readonly store: S3Store;
  readonly prefix: string;
  readonly record: UploadRecord;
  /** Opens the same place again, as a later run would. */
  again(different?: Partial<S3Access>, signal?: AbortSignal): Promise<S3Store>;
}

export interface OpeningOptions {
  readonly bucket?: string;
  readonly prefix?: string;
  readonly access?: Partial<S3Access>;
  readonly signal?: AbortSignal;
}

const never = new AbortController().signal;

export async function openStore(s3: S3, options: OpeningOptions = {}): Promise<OpenedStore> {
  const { bucket = s3.bucket, prefix = `${crypto.randomUUID()}/`, signal = never } = options;
  const scratch = await temporaryDirectory();
  const own = Directory.open(scratch.path);
  const record = new UploadRecord(own);
  const again = (different: Partial<S3Access> = {}, until = never) =>
    S3Store.open({ bucket, prefix, access: accessTo(s3, { ...options.access, ...different }), record, signal: until });
  const store = await again({}, signal);
  const close = async () => {
    store[Symbol.dispose]();
    own[Symbol.dispose]();
    await scratch.remove();
  };
  return { store, prefix, record, again, [Symbol.asyncDispose]: close };
}
