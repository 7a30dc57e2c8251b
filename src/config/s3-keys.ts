import { fault } from "../errors.ts";
import type { Origin } from "./origins.ts";
import type { Secret } from "./secret.ts";
import { credentialSource, fileSource, onlySource, type SecretSystem } from "./secret-sources.ts";
import type { ResolvedSettings } from "./settings.ts";

/** What requests to an S3 server are signed with. */
export interface S3Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
}

/** The keys, where any are set, and where the secret one came from. */
export interface ResolvedS3Keys {
  readonly keys: S3Keys | undefined;
  readonly secretOrigin: Origin | undefined;
}

/**
 * Finds the secret key (S3_SECRET_ACCESS_KEY, S3_SECRET_ACCESS_KEY_FILE, systemd's credential `s3-secret-access-key`) and
 * reads it. Without any the SDK looks where Amazon's tools do.
 *
 * Throws `config.twoSecrets`, `config.missingKey` when only one of id and secret is set, `config.secretUnreadable` and
 * `config.secretInvalid`.
 */
export function resolveS3Keys(
  { values, origins }: ResolvedSettings,
  path: string,
  system: SecretSystem,
): ResolvedS3Keys {
  const { S3_ACCESS_KEY_ID: id, S3_SECRET_ACCESS_KEY: text, S3_SECRET_ACCESS_KEY_FILE: file } = values;
  const source = onlySource("S3 secret key", [
    ...(text ? [{ key: "S3_SECRET_ACCESS_KEY", origin: origins.S3_SECRET_ACCESS_KEY, secret: () => text }] : []),
    ...fileSource("S3_SECRET_ACCESS_KEY_FILE", file, origins.S3_SECRET_ACCESS_KEY_FILE, system),
    ...credentialSource("s3-secret-access-key", file, system),
  ]);
  if (id === undefined && source === undefined) return { keys: undefined, secretOrigin: undefined };
  if (id === undefined) throw fault("config.missingKey", { key: "S3_ACCESS_KEY_ID", path });
  if (source === undefined) throw fault("config.missingKey", { key: "S3_SECRET_ACCESS_KEY", path });
  return { keys: { accessKeyId: id, secretAccessKey: source.secret() }, secretOrigin: source.origin };
}
