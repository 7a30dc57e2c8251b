import { Fault, type FaultCode } from "../errors.ts";

/** Faults after which Prometheus has surely not begun a snapshot: the request did not reach it, or it said no. */
const surelyNotRun: ReadonlySet<FaultCode> = new Set([
  "prometheus.dns",
  "prometheus.refused",
  "prometheus.unreachable",
  "prometheus.tlsAuthority",
  "prometheus.tlsDate",
  "prometheus.tlsHostName",
  "prometheus.tlsHandshake",
  "prometheus.tlsUnexpected",
  "prometheus.tlsNeeded",
  "prometheus.unauthorized",
  "prometheus.forbidden",
  "prometheus.notFound",
  "prometheus.methodRefused",
  "prometheus.adminApiOff",
  "prometheus.replaying",
] satisfies FaultCode[]);

/** See Other: the one redirect that says that the request was carried out. */
const seeOther = 303;

/**
 * Whether Prometheus may have begun the snapshot that was asked for and may still be writing it. True unless what was
 * thrown proves that it has not: a lost answer, an abort and an error answer (a 500 leaves a directory) count as begun.
 */
export function mayHaveRun(thrown: unknown): boolean {
  if (!(thrown instanceof Fault)) return true;
  const { code, details } = thrown.data;
  if (code === "prometheus.redirected") return details.status === seeOther;
  if (code === "prometheus.error") return details.status >= 500 || details.status < 400;
  return !surelyNotRun.has(code);
}
