import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import type { SettingValues } from "../config/keys.ts";
import { Fault, fault } from "../errors.ts";
import type { TlsFileProblem, TlsKey } from "../faults/prometheus.ts";
import type { TlsOptions } from "../system/runtime.ts";

/** The settings that concern TLS; both or neither of certificate and key are set. */
export type TlsSettings = Pick<SettingValues, PrometheusTlsKey | "TLS_INSECURE">;

type ReadFile = (path: string) => Uint8Array;

type PrometheusTlsKey = Exclude<TlsKey, "S3_CA_FILE">;

/** One PEM file as the configuration names it. */
interface PemFile {
  readonly key: TlsKey;
  readonly path: string;
  readonly text: string;
}

const certificates = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;
const privateKey = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/;
const encryptedKey = /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/;

/**
 * Reads what a TLS connection trusts and shows, and checks it here, where the file can be named: the runtimes would
 * only fail at the first connection, or ignore it. Throws `tls.unreadable` and `tls.file`.
 */
export function tlsOptions(settings: TlsSettings, readFile: ReadFile): TlsOptions {
  const certificate = pemFile("TLS_CERT_FILE", settings.TLS_CERT_FILE, readFile);
  const key = pemFile("TLS_KEY_FILE", settings.TLS_KEY_FILE, readFile);
  const client = certificate && certificatesIn(certificate);
  if (key !== undefined) matchKey(keyIn(key), client?.[0], key);
  return {
    authorities: certificatesOf("TLS_CA_FILE", settings.TLS_CA_FILE, readFile),
    ...(client === undefined ? {} : { certificate: client.join("\n") }),
    ...(key === undefined ? {} : { key: key.text }),
    insecure: settings.TLS_INSECURE,
  };
}

/** The certificates in the file that a key names, none where it is not set. Throws `tls.unreadable` and `tls.file`. */
export function certificatesOf(key: TlsKey, path: string | undefined, readFile: ReadFile): readonly string[] {
  const file = pemFile(key, path, readFile);
  return file === undefined ? [] : certificatesIn(file);
}

function pemFile(key: TlsKey, path: string | undefined, readFile: ReadFile): PemFile | undefined {
  if (path === undefined) return undefined;
  try {
    return { key, path, text: new TextDecoder().decode(readFile(path)) };
  } catch (error) {
    if (!(error instanceof Fault) || error.data.code !== "files.failed") throw error;
    throw fault("tls.unreadable", { key, path, reason: error.data.details.reason }, error);
  }
}

function certificatesIn(file: PemFile): string[] {
  const found = file.text.match(certificates) ?? [];
  if (found.length === 0) throw wrong(file, "no certificate");
  for (const text of found) orWrong(file, "bad certificate", () => new X509Certificate(text));
  return found;
}

function keyIn(file: PemFile): KeyObject {
  if (encryptedKey.test(file.text)) throw wrong(file, "encrypted key");
  if (!privateKey.test(file.text)) throw wrong(file, "no private key");
  return orWrong(file, "no private key", () => createPrivateKey(file.text));
}

function matchKey(key: KeyObject, certificate: string | undefined, file: PemFile): void {
  if (certificate === undefined || new X509Certificate(certificate).checkPrivateKey(key)) return;
  throw wrong(file, "key of another certificate");
}

function orWrong<T>(file: PemFile, problem: TlsFileProblem, read: () => T): T {
  try {
    return read();
  } catch {
    // The library's error is left out: it may quote the key.
    throw wrong(file, problem);
  }
}

function wrong({ key, path }: PemFile, problem: TlsFileProblem): Fault {
  return fault("tls.file", { key, path, problem });
}
