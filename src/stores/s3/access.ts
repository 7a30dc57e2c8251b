import type { S3Keys } from "../../config/s3-keys.ts";
import type { ServerSideEncryption } from "../../config/s3-values.ts";
import type { Settings } from "../../config/settings.ts";
import { certificatesOf } from "../../prometheus/tls.ts";
import type { Fetch } from "../../system/runtime.ts";
import type { Clock, System } from "../../system/system.ts";

/** How to reach a server, and how to have it store things. */
export interface S3Access {
  /** Undefined for Amazon's own, whose address follows from the region. */
  readonly endpoint: string | undefined;
  /** Undefined where the SDK is to look for it as Amazon's tools do. */
  readonly region: string | undefined;
  /** Undefined where the SDK is to look for them. */
  readonly keys: S3Keys | undefined;
  /** Whether the bucket is part of the path, not of the server's name. */
  readonly pathStyle: boolean;
  readonly encryption: ServerSideEncryption | undefined;
  /** Of the archives alone: what is small and often written anew costs more in the others. */
  readonly storageClass: string | undefined;
  /** How long an answer is waited for, in milliseconds. */
  readonly requestTimeout: number;
  readonly fetch: Fetch;
  readonly clock: Clock;
}

/** Signing takes a region; servers other than Amazon's know none, and take this one. */
const anyRegion = "us-east-1";

/** The access that the settings describe. Throws `tls.unreadable` and `tls.file` for S3_CA_FILE. */
export function s3Access(settings: Settings, { fetch, clock, readFile }: System): S3Access {
  const { S3_ENDPOINT: endpoint, S3_REGION: region, S3_PATH_STYLE: pathStyle } = settings;
  const authorities = certificatesOf("S3_CA_FILE", settings.S3_CA_FILE, readFile);
  return {
    endpoint,
    region: region ?? (endpoint === undefined ? undefined : anyRegion),
    keys: settings.s3Keys,
    pathStyle: pathStyle ?? endpoint !== undefined,
    encryption: settings.S3_SSE,
    storageClass: settings.S3_STORAGE_CLASS,
    requestTimeout: settings.REQUEST_TIMEOUT,
    fetch: fetch({ authorities, insecure: false }),
    clock,
  };
}
