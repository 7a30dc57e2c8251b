import type { S3Client } from "@aws-sdk/client-s3";
import type { S3Access } from "./access.ts";

/** The SDK, which is loaded only by whoever has a bucket to talk to: it takes 25 ms and 15 MB. */
export type Sdk = typeof import("@aws-sdk/client-s3");

/** The SDK with a client of it. */
export interface LoadedClient {
  readonly sdk: Sdk;
  readonly client: S3Client;
}

/**
 * Loads the SDK and makes a client that asks once, follows no redirect, and connects as all of promsnap does: it trusts
 * the system's certificates and S3_CA_FILE's, and goes through no proxy that the environment names.
 */
export async function loadClient(access: S3Access): Promise<LoadedClient> {
  const [sdk, { FetchHttpHandler }] = await Promise.all([
    import("@aws-sdk/client-s3"),
    import("@smithy/fetch-http-handler"),
  ]);
  const { endpoint, region, keys, pathStyle, fetch, clock } = access;
  const client = new sdk.S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(keys === undefined ? {} : { credentials: credentialsOf(keys) }),
    forcePathStyle: pathStyle,
    maxAttempts: 1,
    systemClockOffset: clock.now() - Date.now(),
    expectContinueHeader: false,
    // The checksum of a whole object says nothing of the part that is read.
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: new FetchHttpHandler({
      customFetch: fetch as typeof globalThis.fetch,
      // Credentials go to no other server.
      requestInit: () => ({ redirect: "manual" }),
    }),
  });
  return { sdk, client };
}

function credentialsOf({ accessKeyId, secretAccessKey }: NonNullable<S3Access["keys"]>) {
  return { accessKeyId, secretAccessKey: secretAccessKey.reveal() };
}
