/**
 * Every way in which promsnap can fail, told apart by a stable code.
 *
 * A fault carries data, never a sentence: report/messages turns it into French or English, and the type of the
 * catalogue there makes a missing sentence a type error.
 */

/** Exit codes of the command, fixed: scripts and units depend on them. 130 and 143 stand for SIGINT and SIGTERM. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  configuration: 3,
  prometheus: 4,
  corrupt: 5,
  locked: 6,
  noSpace: 7,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What promsnap does not read in the configuration file, though bash may. */
export type ShellProblem =
  | "append"
  | "arithmetic"
  | "array"
  | "backquote"
  | "brace expansion"
  | "byte order mark"
  | "carriage return"
  | "command"
  | "command substitution"
  | "control character"
  | "escape"
  | "export argument"
  | "NUL byte"
  | "name"
  | "not UTF-8"
  | "operator"
  | "parameter expansion"
  | "special variable"
  | "tilde"
  | "trailing backslash"
  | "translated quote"
  | "unterminated quote";

/** What a setting's value should have been. Ranges are inclusive; a duration's are milliseconds. */
export type ExpectedValue =
  | { readonly kind: "absolutePath" }
  | { readonly kind: "webAddress" }
  | { readonly kind: "webAddressWithoutUser" }
  | { readonly kind: "webAddressWithoutQuery" }
  | { readonly kind: "duration"; readonly least: number; readonly most: number }
  | { readonly kind: "integer"; readonly least: number; readonly most: number }
  | { readonly kind: "yesOrNo" }
  | { readonly kind: "language" }
  | { readonly kind: "notEmpty" }
  | { readonly kind: "outside"; readonly key: string; readonly path: string };

/** The keys of the configuration that name a PEM file. */
export type TlsKey = "TLS_CA_FILE" | "TLS_CERT_FILE" | "TLS_KEY_FILE";

/** What is wrong with such a file. */
export type TlsFileProblem =
  | "no certificate"
  | "bad certificate"
  | "no private key"
  | "encrypted key"
  | "key of another certificate";

/** Why the bytes of an archive are refused. */
export type ArchiveProblem =
  | "not gzip"
  | "gzip data"
  | "tar header"
  | "cut off"
  | "trailing bytes"
  | "member sizes"
  | "no trailer";

/** The details of each fault: what its sentence needs. Byte counts are numbers of bytes, durations milliseconds. */
export interface FaultDetails {
  "usage.unknownOption": { option: string; command: string; nearest?: string };
  "usage.unknownCommand": { command: string; nearest?: string };
  "usage.extraArgument": { argument: string; command: string };
  "usage.missingArgument": { argument: string; command: string };
  "usage.missingValue": { option: string; command: string };
  "usage.emptyValue": { option: string; command: string };
  "usage.unexpectedValue": { option: string; command: string };
  "usage.repeatedOption": { option: string; command: string };
  "usage.conflict": { first: string; second: string; command: string };

  "config.notFound": { path: string };
  "config.unreadable": { path: string; reason: string };
  "config.syntax": { path: string; line: number; column: number; problem: ShellProblem; name?: string };
  "config.missingKey": { key: string; path: string };
  "config.invalid": { key: string; value: string; origin: string; expected: ExpectedValue };
  "config.twoSecrets": { secret: string; first: string; second: string };
  "config.secretUnreadable": { key: string; path: string; reason: string };
  "config.secretInvalid": { key: string; origin: string; problem: "empty" | "not UTF-8" | "not a token" };

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

  /** The ids in the store and in the data directory differ. */
  "store.foreign": { store: string; data: string };
  "store.identityDamaged": { path: string };

  /** Another promsnap holds the lock; what is known of it is missing while it is only just starting. */
  "lock.held": { path: string; process?: number; host?: string; since?: string };
  "data.notFound": { path: string };
  /** No Prometheus server has ever used this directory; `reported` is Prometheus's own path, as far as it told. */
  "data.notPrometheus": { path: string; reported?: string };
  /** The two directories are one inside the other, links resolved. */
  "store.insideData": { store: string; data: string };
  "space.insufficient": { path: string; free: number; needed: number };
  /** The archive cannot name a file of such a long path. */
  "archive.longName": { path: string };
  /** What was read back is not what was written. */
  "archive.readBack": { path: string };
  /** The bytes of an archive are not those of one. `offset` counts from the beginning of the file. */
  "archive.corrupt": { path: string; offset: number; reason: ArchiveProblem };
  /** A file of the source snapshot changed, shrank or vanished while it was read. */
  "source.changed": { path: string };
  /** Something in the source snapshot that Prometheus never puts there. */
  "source.unexpected": { path: string; found: string };
  /** An earlier run's source snapshot may not be deleted by this user. */
  "source.undeletable": { path: string; reason: string };
  /** No block of the source snapshot holds a sample. */
  "source.empty": { path: string };

  "files.failed": { operation: string; path: string; errno: string; reason: string };
  "files.full": { operation: string; path: string };
  "files.readOnly": { operation: string; path: string };
  "files.notPlain": { path: string; found: string; wanted: string };
  /** `owner` is the uid of the one who owns what only root or this user may own. */
  "files.foreignOwner": { path: string; owner: number };

  /** The archive is whole and holds what Prometheus had: `count` damages, of which this is the first. */
  "run.storedDamaged": {
    archive: string;
    count: number;
    block: string;
    file: string;
    offset: number;
    /** One of tsdb's problems. */
    problem: string;
    section: string;
  };

  "signal.interrupted": { signal: "SIGINT" };
  "signal.terminated": { signal: "SIGTERM" };
  internal: { reason: string };
}

export type FaultCode = keyof FaultDetails;

/** The one table from fault to exit code. */
const exitCodeOf: { readonly [C in FaultCode]: ExitCode } = {
  "usage.unknownOption": exitCodes.usage,
  "usage.unknownCommand": exitCodes.usage,
  "usage.extraArgument": exitCodes.usage,
  "usage.missingArgument": exitCodes.usage,
  "usage.missingValue": exitCodes.usage,
  "usage.emptyValue": exitCodes.usage,
  "usage.unexpectedValue": exitCodes.usage,
  "usage.repeatedOption": exitCodes.usage,
  "usage.conflict": exitCodes.usage,

  "config.notFound": exitCodes.configuration,
  "config.unreadable": exitCodes.configuration,
  "config.syntax": exitCodes.configuration,
  "config.missingKey": exitCodes.configuration,
  "config.invalid": exitCodes.configuration,
  "config.twoSecrets": exitCodes.configuration,
  "config.secretUnreadable": exitCodes.configuration,
  "config.secretInvalid": exitCodes.configuration,

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

  "store.foreign": exitCodes.configuration,
  "store.identityDamaged": exitCodes.configuration,

  "lock.held": exitCodes.locked,
  "data.notFound": exitCodes.configuration,
  "data.notPrometheus": exitCodes.configuration,
  "store.insideData": exitCodes.configuration,
  "space.insufficient": exitCodes.noSpace,
  "archive.longName": exitCodes.failed,
  "archive.readBack": exitCodes.failed,
  "archive.corrupt": exitCodes.corrupt,
  "source.changed": exitCodes.failed,
  "source.unexpected": exitCodes.failed,
  "source.undeletable": exitCodes.failed,
  "source.empty": exitCodes.failed,

  "files.failed": exitCodes.failed,
  "files.full": exitCodes.noSpace,
  "files.readOnly": exitCodes.failed,
  "files.notPlain": exitCodes.failed,
  "files.foreignOwner": exitCodes.failed,

  "run.storedDamaged": exitCodes.corrupt,

  "signal.interrupted": exitCodes.interrupted,
  "signal.terminated": exitCodes.terminated,
  internal: exitCodes.failed,
};

/** One fault as plain data: its code with the details of that code. It survives JSON and a worker's messages. */
export type FaultData = { [C in FaultCode]: { readonly code: C; readonly details: FaultDetails[C] } }[FaultCode];

/** The only error that promsnap throws on purpose. */
export class Fault extends Error {
  readonly data: FaultData;

  constructor(data: FaultData, options?: ErrorOptions) {
    super(`${data.code} ${JSON.stringify(data.details)}`, options);
    this.name = "Fault";
    this.data = data;
  }

  get exitCode(): ExitCode {
    return exitCodeOf[this.data.code];
  }
}

/** Makes a fault of a code and its details; the details are checked against the code. */
export function fault<C extends FaultCode>(code: C, details: FaultDetails[C], cause?: unknown): Fault {
  return new Fault({ code, details } as FaultData, cause === undefined ? undefined : { cause });
}

/** True when the value is a fault of that code, whose details are then known. */
export function isFault<C extends FaultCode>(
  error: unknown,
  code: C,
): error is Fault & { data: { code: C; details: FaultDetails[C] } } {
  return error instanceof Fault && error.data.code === code;
}
