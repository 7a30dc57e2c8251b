import { expect, test } from "bun:test";
import { fault } from "../../src/errors.ts";
import type { BackupEvents, BackupReport, JobContext } from "../../src/jobs/backup-terms.ts";
import { attemptRun, type Backup, exitCodeOf } from "../../src/jobs/run.ts";
import type { Notice } from "../../src/notices.ts";
import type { Languages } from "../../src/report/language.ts";

const archive = "/backups/snapshot-22_11_2026-11_09_40.tar.gz";
const report: BackupReport = {
  name: "snapshot-22_11_2026-11_09_40",
  archive,
  archiveBytes: 1,
  contentBytes: 1,
  sha256: "",
  blocks: 1,
  series: 1,
  samples: 1,
  minTime: 0,
  maxTime: 1,
  milliseconds: 1,
  damage: [],
};
const damage = {
  block: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
  file: "chunks/000001",
  offset: 4711,
  problem: "checksum",
  section: "",
} as const;
const french: Languages = { script: "fr", diagnostics: "en" };
const english: Languages = { script: "en", diagnostics: "en" };

/** Runs one attempt with a backup of the test's own, and answers the outcome, the log and the warnings. */
async function run(take: Backup, languages = french, appendText?: () => void) {
  const log: string[] = [];
  const notices: Notice[] = [];
  const system = {
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    appendText: appendText ?? ((_: string, line: string) => void log.push(line)),
  };
  const context = { system, settings: { LOG_FILE: "/log" } } as unknown as JobContext;
  const events: BackupEvents = {
    begun: () => {},
    phase: () => {},
    progress: () => {},
    sourceTaken: () => {},
    notice: (told) => notices.push(told),
  };
  const outcome = await attemptRun(take, context, { skipHead: false, adopt: false }, events, languages);
  const lines = log.map((line) => line.slice("YYYY-MM-DD HH:MM:SS - ".length, -1));
  return { outcome, lines, notices };
}

const full = fault("files.full", { operation: "write", path: "/backups/x.partial" });

test("a stored snapshot is told with its path, in the script's words", async () => {
  const { outcome, lines } = await run(async () => report);
  expect(outcome).toEqual({ kind: "stored", line: `Snapshot réussi: ${archive}`, report });
  expect(lines).toEqual([`Snapshot réussi: ${archive}`]);
});

test("LANGUAGE=en turns the script's words into English", async () => {
  expect((await run(async () => report, english)).lines).toEqual([`Snapshot succeeded: ${archive}`]);
  const { lines } = await run(() => Promise.reject(full), english);
  expect(lines).toEqual(["Snapshot failed: no space left: write failed on /backups/x.partial"]);
});

test("a failure before Prometheus gave a snapshot is one of the snapshot", async () => {
  const { outcome, lines } = await run(() => Promise.reject(full));
  expect(outcome).toMatchObject({ kind: "failed", fault: full });
  expect(lines).toEqual([outcome.line]);
  expect(outcome.line).toStartWith("Échec du snapshot: plus de place");
});

test("a failure after it is one of the compression, which names Prometheus's snapshot and the reason", async () => {
  const { outcome } = await run((_, __, events) => {
    events.sourceTaken("20261122T132325Z-4f5aa5bc52e4c752");
    return Promise.reject(full);
  });
  expect(outcome.line).toStartWith(
    "Échec de la compression du snapshot: 20261122T132325Z-4f5aa5bc52e4c752 (plus de place",
  );
});

test("a signal is an interruption whenever it comes", async () => {
  const stop = fault("signal.terminated", { signal: "SIGTERM" });
  const { outcome, lines } = await run((_, __, events) => {
    events.sourceTaken("20261122T132325Z-4f5aa5bc52e4c752");
    return Promise.reject(stop);
  });
  expect(lines).toEqual(["Échec du snapshot: arrêté (SIGTERM)"]);
  expect(outcome).toMatchObject({ kind: "failed", fault: stop });
});

test("damage that was stored is a failure that names archive, block, file and byte, never a success", async () => {
  const { outcome, lines } = await run(async () => ({ ...report, damage: [damage, damage] }), english);
  expect(outcome.kind === "failed" && outcome.fault.exitCode).toBe(5);
  expect(outcome.report?.archive).toBe(archive);
  for (const part of [archive, damage.block, damage.file, "4711", "1 more"]) expect(lines[0]).toContain(part);
  expect(lines[0]).toStartWith("Snapshot failed: stored, with damage: ");
});

test("a defect of promsnap is an internal error, told and logged like the others", async () => {
  const { outcome, lines } = await run(() => Promise.reject(new TypeError("x is not a function")));
  expect(outcome).toMatchObject({ kind: "failed", fault: { data: { code: "internal" } } });
  expect(lines[0]).toContain("x is not a function");
});

test("a reason is one line of at most 500 characters, however long and hostile it was", async () => {
  const reason = `a\nb\u001b[31m${"x".repeat(2000)}`;
  const { lines } = await run(() => Promise.reject(fault("internal", { reason })), english);
  expect(lines[0]?.length).toBeLessThanOrEqual("Snapshot failed: ".length + 500);
  expect(lines[0]).not.toMatch(/\p{Cc}/u);
});

test("a log that cannot be written does not make a stored snapshot a failure", async () => {
  const { outcome, notices } = await run(
    async () => report,
    french,
    () => {
      throw full;
    },
  );
  expect(outcome.kind).toBe("stored");
  expect(notices.map(({ code }) => code)).toEqual(["log.unwritable"]);
});

test("an attempt ends in what weighs most: nothing stored, damage, then a further store that failed", () => {
  const replication = {
    stores: [],
    lines: [],
    fault: fault("replica.failed", { store: "/nas", count: 1, cause: full.data }),
  };
  const stored = { kind: "stored", line: "", report } as const;
  const damaged = fault("run.storedDamaged", { archive, count: 1, ...damage });
  expect(exitCodeOf(stored)).toBe(0);
  expect(exitCodeOf({ ...stored, replication })).toBe(10);
  expect(exitCodeOf({ kind: "failed", line: "", report, fault: damaged, replication })).toBe(5);
  expect(exitCodeOf({ ...stored, replication: { stores: [], lines: [] } })).toBe(0);
});
