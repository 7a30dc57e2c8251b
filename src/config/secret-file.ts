import { Fault, fault } from "../errors.ts";
import { type Origin, originName } from "./origins.ts";
import { Secret } from "./secret.ts";

/** Runs the reading of a file that holds a secret; its failure becomes `config.secretUnreadable`. */
export function readSecretFile<T>(key: string, path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Fault) || error.data.code !== "files.failed") throw error;
    throw fault("config.secretUnreadable", { key, path, reason: error.data.details.reason }, error);
  }
}

/**
 * The secret in a file's bytes: all of its text, less one line end at its end. Throws `config.secretInvalid` when
 * nothing is left or it is not UTF-8.
 */
export function secretOf(bytes: Uint8Array, key: string, origin: Origin): Secret {
  const text = textOf(bytes)?.replace(/\r?\n$/, "");
  if (text === undefined) throw invalid(key, origin, "not UTF-8");
  if (text === "") throw invalid(key, origin, "empty");
  return new Secret(text);
}

/** The same secret, once it is sure that it can stand in a header. Throws `config.secretInvalid`. */
export function bearerTokenOf(secret: Secret, key: string, origin: Origin): Secret {
  if (!/^[\x21-\x7e]+$/.test(secret.reveal())) throw invalid(key, origin, "not a token");
  return secret;
}

function invalid(key: string, origin: Origin, problem: "empty" | "not UTF-8" | "not a token"): Error {
  return fault("config.secretInvalid", { key, origin: originName(origin), problem });
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
