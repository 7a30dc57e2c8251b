import { Fault, type FaultCode } from "../errors.ts";

/** What keeps everything in a bucket from being read: it says nothing of the archive that was about to be. */
const onTheWay: ReadonlySet<FaultCode> = new Set([
  "s3.connection",
  "s3.timeout",
  "s3.busy",
  "s3.noCredentials",
  "s3.wrongKeys",
  "s3.noBucket",
  "s3.wrongRegion",
  "s3.clock",
  "s3.redirected",
]);

/**
 * Whether it is a fault of the one archive that was looked at, and not of the way to it, nor the end of all work: only then
 * may it count against the archive.
 */
export function isOfArchive(error: unknown): error is Fault {
  return error instanceof Fault && !onTheWay.has(error.data.code) && !error.data.code.startsWith("signal.");
}
