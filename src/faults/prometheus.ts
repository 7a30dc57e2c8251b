import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** The keys of the configuration that name a PEM file. */
export type TlsKey = "TLS_CA_FILE" | "TLS_CERT_FILE" | "TLS_KEY_FILE" | "S3_CA_FILE";

/** What is wrong with such a file. */
export type TlsFileProblem =
  | "no certificate"
  | "bad certificate"
  | "no private key"
  | "encrypted key"
  | "key of another certificate";

/** Why a connection brought no answer. */
export type ConnectionFailure =
  | "dns"
  | "refused"
  | "unreachable"
  | "reset"
  | "tlsAuthority"
  | "tlsDate"
  | "tlsHostName"
  | "tlsHandshake"
  | "broken";

/** A Prometheus that cannot be reached, or answers otherwise than it should. */
export interface PrometheusFaults {
  "tls.insecureUnsupported": Record<never, never>;
  /** The certificate or key that a TLS key of the configuration names is no such thing. */
  "tls.file": { key: TlsKey; path: string; problem: TlsFileProblem };
  "tls.unreadable": { key: TlsKey; path: string; reason: string };
  // In every fault of Prometheus `url` is what was asked, and what Prometheus sent is cut and without controls.
  "prometheus.dns": { url: string; host: string };
  "prometheus.refused": { url: string };
  "prometheus.unreachable": { url: string; reason: string };
  "prometheus.reset": { url: string };
  "prometheus.broken": { url: string; reason: string };
  "prometheus.timeout": { url: string; key: "REQUEST_TIMEOUT" | "SNAPSHOT_TIMEOUT"; milliseconds: number };
  "prometheus.tlsAuthority": { url: string; reason: string };
  "prometheus.tlsDate": { url: string; reason: string };
  "prometheus.tlsHostName": { url: string; host: string };
  "prometheus.tlsHandshake": { url: string; reason: string };
  "prometheus.tlsUnexpected": { url: string };
  "prometheus.tlsNeeded": { url: string };
  "prometheus.unauthorized": { url: string; sent: "none" | "basic" | "bearer" };
  "prometheus.forbidden": { url: string };
  "prometheus.notFound": { url: string };
  "prometheus.methodRefused": { url: string; method: string };
  "prometheus.adminApiOff": { url: string };
  "prometheus.replaying": { url: string };
  /** `origin` is where the redirect leads, `unknown` when it does not say. */
  "prometheus.redirected": { url: string; status: number; origin: string };
  "prometheus.html": { url: string; status: number };
  "prometheus.truncated": { url: string; status: number };
  "prometheus.tooLong": { url: string; limit: number };
  "prometheus.error": { url: string; status: number; errorType: string; error: string };
  "prometheus.unexpected": { url: string; status: number; text: string };
  "prometheus.snapshotName": { url: string; name: string };
  /** `reported` is Prometheus's own path of its data, as far as it could be asked. */
  "prometheus.snapshotNotFound": { path: string; reported?: string };
}

export const prometheusExits: { readonly [C in keyof PrometheusFaults]: ExitCode } = {
  "tls.insecureUnsupported": exitCodes.configuration,
  "tls.file": exitCodes.configuration,
  "tls.unreadable": exitCodes.configuration,
  "prometheus.dns": exitCodes.prometheus,
  "prometheus.refused": exitCodes.prometheus,
  "prometheus.unreachable": exitCodes.prometheus,
  "prometheus.reset": exitCodes.prometheus,
  "prometheus.broken": exitCodes.prometheus,
  "prometheus.timeout": exitCodes.prometheus,
  "prometheus.tlsAuthority": exitCodes.prometheus,
  "prometheus.tlsDate": exitCodes.prometheus,
  "prometheus.tlsHostName": exitCodes.prometheus,
  "prometheus.tlsHandshake": exitCodes.prometheus,
  "prometheus.tlsUnexpected": exitCodes.prometheus,
  "prometheus.tlsNeeded": exitCodes.prometheus,
  "prometheus.unauthorized": exitCodes.prometheus,
  "prometheus.forbidden": exitCodes.prometheus,
  "prometheus.notFound": exitCodes.prometheus,
  "prometheus.methodRefused": exitCodes.prometheus,
  "prometheus.adminApiOff": exitCodes.prometheus,
  "prometheus.replaying": exitCodes.prometheus,
  "prometheus.redirected": exitCodes.prometheus,
  "prometheus.html": exitCodes.prometheus,
  "prometheus.truncated": exitCodes.prometheus,
  "prometheus.tooLong": exitCodes.prometheus,
  "prometheus.error": exitCodes.prometheus,
  "prometheus.unexpected": exitCodes.prometheus,
  "prometheus.snapshotName": exitCodes.prometheus,
  "prometheus.snapshotNotFound": exitCodes.configuration,
};
