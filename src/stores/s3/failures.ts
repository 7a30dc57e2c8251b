import { Fault, fault } from "../../errors.ts";
import type { ConnectionFailure } from "../../faults/prometheus.ts";
import { oneLine } from "../../report/text.ts";
import { connectionFailure } from "../../system/connection.ts";

/** What was asked of the server, for the fault when it fails. */
export interface Question {
  /** S3's name of it. */
  readonly operation: string;
  /** `s3://bucket/key` of what it is about. */
  readonly url: string;
  /** The server, for messages. */
  readonly host: string;
  readonly bucket: string;
  readonly region: string | undefined;
  readonly keyId: string | undefined;
}

/** A failed request: whether another try may fare better, and whether a server was there at all. */
export interface Failure {
  readonly fault: Fault;
  readonly transient: boolean;
  readonly answered: boolean;
}

/** Characters of a server's own words that a message shows. */
const shownCharacters = 200;

/** A connection that may come about at another time. What is wrong with a certificate stays so. */
const passing: ReadonlySet<ConnectionFailure> = new Set(["dns", "refused", "unreachable", "reset", "broken"]);

/** Codes of S3 that mean: ask again. The checksums of what was sent did not fit what came. */
const transientCodes = new Set([
  "BadDigest",
  "IncompleteBody",
  "InternalError",
  "OperationAborted",
  "RequestTimeout",
  "RequestTimeoutException",
  "ServiceUnavailable",
  "SlowDown",
  "ThrottlingException",
  "TooManyRequests",
  "XAmzContentSHA256Mismatch",
]);
const fullCodes = new Set(["InsufficientStorage", "QuotaExceeded", "StorageLimitExceeded", "XMinioStorageFull"]);
const expiredCodes = new Set(["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"]);
const unknownIdCodes = new Set(["InvalidAccessKeyId", "InvalidToken", "InvalidClientTokenId"]);
const regionCodes = new Set(["AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "InvalidRegion"]);

/** Answers that name another region mean it only with these; a HEAD has no code. */
const regionStatuses: ReadonlySet<number> = new Set([301, 307, 400]);

/** What a request failed with, from what the SDK threw. Nothing of the error itself is kept: it may quote a signature. */
export function failureOf(error: unknown, question: Question, now: number): Failure {
  if (error instanceof Fault) return { fault: error, transient: false, answered: true };
  const answer = answerIn(error);
  if (answer !== undefined) return { ...refusal(answer, question, now), answered: true };
  const { url, host } = question;
  if (nameOf(error) === "CredentialsProviderError" || nameOf(error) === "TokenProviderError") {
    return { fault: fault("s3.noCredentials", { url }), transient: false, answered: false };
  }
  if (error instanceof Error && error.message === "Region is missing") {
    return { fault: fault("s3.wrongRegion", { url }), transient: false, answered: false };
  }
  const { failure, reason } = connectionFailure(error);
  const details = { url, host, problem: failure, reason: oneLine(reason, shownCharacters) };
  return { fault: fault("s3.connection", details), transient: passing.has(failure), answered: false };
}

/** An error answer of the server, as far as it can be read. */
interface Answer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The region that the server names in the answer. */
  readonly region: string | undefined;
}

function answerIn(error: unknown): Answer | undefined {
  if (!(error instanceof Error)) return undefined;
  const { $metadata, $response, Code, Region } = error as Error & Record<string, unknown>;
  const { httpStatusCode: status } = ($metadata ?? {}) as { httpStatusCode?: unknown };
  if (typeof status !== "number") return undefined;
  const { headers = {} } = ($response ?? {}) as { headers?: Answer["headers"] };
  const named = typeof Region === "string" ? Region : headers["x-amz-bucket-region"];
  const region = named === undefined ? undefined : oneLine(named, shownCharacters);
  return { status, code: typeof Code === "string" ? Code : error.name, message: error.message, headers, region };
}

function refusal(answer: Answer, question: Question, now: number): Pick<Failure, "fault" | "transient"> {
  const { status } = answer;
  const code = oneLine(answer.code, shownCharacters);
  const { operation, url } = question;
  const told = known(answer, question, now);
  if (told !== undefined) return { fault: told, transient: false };
  const busy = transientCodes.has(code) || status === 429 || (status >= 500 && status !== 501 && status !== 505);
  if (busy) return { fault: fault("s3.busy", { url, operation, status, code }), transient: true };
  const message = oneLine(answer.message, shownCharacters);
  return { fault: fault("s3.refused", { url, operation, status, code, message }), transient: false };
}

/** The refusals that say what to do about them. */
function known({ status, code, headers, region }: Answer, question: Question, now: number): Fault | undefined {
  const { url, operation, bucket, keyId } = question;
  const wrongKeys = (problem: "unknown id" | "wrong secret" | "expired") =>
    fault("s3.wrongKeys", { url, problem, ...(keyId === undefined ? {} : { keyId }) });
  if (code === "NoSuchBucket") return fault("s3.noBucket", { url, bucket });
  if (code === "NoSuchUpload") return fault("s3.uploadGone", { url });
  if (code === "RequestTimeTooSkewed") return fault("s3.clock", { url, here: now, ...serverTime(headers["date"]) });
  if (fullCodes.has(code) || status === 507) return fault("s3.full", { url, code });
  if (expiredCodes.has(code)) return wrongKeys("expired");
  if (unknownIdCodes.has(code)) return wrongKeys("unknown id");
  if (code === "SignatureDoesNotMatch") return wrongKeys("wrong secret");
  if (regionCodes.has(code) || (regionStatuses.has(status) && differs(region, question.region))) {
    return fault("s3.wrongRegion", {
      url,
      ...setRegion(question),
      ...(region === undefined ? {} : { expected: region }),
    });
  }
  if (status >= 300 && status < 400) return fault("s3.redirected", { url, status });
  if (status === 403 || status === 401) return fault("s3.denied", { url, operation });
  if (status === 404) return fault("s3.absent", { url });
  return undefined;
}

function differs(told: string | undefined, asked: string | undefined): boolean {
  return told !== undefined && told !== asked;
}

function setRegion({ region }: Question): { region?: string } {
  return region === undefined ? {} : { region };
}

function serverTime(date: string | undefined): { server?: number } {
  const server = Date.parse(date ?? "");
  return Number.isNaN(server) ? {} : { server };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}
