import { expect, test } from "bun:test";
import { fault } from "../../src/errors.ts";
import { isOfArchive } from "../../src/jobs/of-archive.ts";

const url = "s3://backups/prometheus/snapshot-22_11_2026-11_09_40.tar.gz";

test("what is wrong with an archive counts against it", () => {
  for (const found of [
    fault("archive.corrupt", { path: url, offset: 0, reason: "cut off" }),
    fault("s3.changed", { url }),
    fault("s3.refused", { url, operation: "GetObject", status: 403, code: "InvalidObjectState", message: "" }),
  ]) {
    expect(isOfArchive(found)).toBe(true);
  }
});

test("a server that is away, keys that are wrong and an interruption count against no archive", () => {
  for (const found of [
    fault("s3.connection", { url, host: "s3.example.org", problem: "refused", reason: "" }),
    fault("s3.wrongKeys", { url, problem: "expired" }),
    fault("s3.busy", { url, operation: "GetObject", status: 503, code: "SlowDown" }),
    fault("signal.interrupted", { signal: "SIGINT" }),
    new Error("a defect"),
  ]) {
    expect(isOfArchive(found)).toBe(false);
  }
});
