import { expect, test } from "bun:test";
import { findingTable } from "../../src/cli/finding-table.ts";
import type { Finding } from "../../src/report/findings.ts";

const findings: readonly Finding[] = [
  { id: "user", state: "ok", told: { kind: "fact", told: { code: "user.root", details: {} } } },
  {
    id: "host",
    state: "failure",
    told: { kind: "fault", told: { code: "prometheus.refused", details: { url: "http://localhost:9090/-/ready" } } },
  },
  ...(["tls", "authentication", "prometheus"] as const).map(
    (id): Finding => ({
      id,
      state: "skipped",
      told: { kind: "fact", told: { code: "skipped.after", details: { id: "host" } } },
    }),
  ),
];

test("a finding is a line, what to do another, and what is skipped for one reason a third", () => {
  expect(findingTable(findings, "en", Number.POSITIVE_INFINITY).split("\n")).toEqual([
    "STATE      WHAT            FINDING",
    "✓ ok       user            all this was looked at as root, as the timer and a restore work",
    "✗ failure  HOST            nothing listens at http://localhost:9090/-/ready: connection refused",
    "                           → Check that Prometheus runs, and the host and port in HOST.",
    "– skipped  TLS and 2 more  not looked at: first see to “HOST”",
    "",
  ]);
});

test("no line is longer than the terminal is wide", () => {
  const lines = findingTable(findings, "fr", 80).split("\n");
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.length).toBeGreaterThan(6);
});

test("a terminal that is too narrow for two columns and a sentence breaks the lines itself", () => {
  const lines = findingTable(findings, "en", 20).split("\n");
  expect(lines.every((line) => line.length <= 27 + 30)).toBe(true);
});
