import { expect } from "bun:test";
import type { Finding } from "../../../src/report/findings.ts";
import type { Outcome } from "../../bed/processes.ts";

/** A finding as --json has it. */
export interface Told extends Pick<Finding, "id" | "state"> {
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
}

/** The findings of a check, whose exit code has to tell whether something failed. */
export function findingsOf({ code, stdout, stderr }: Outcome): Told[] {
  const { findings } = (JSON.parse(stdout) as { check: { findings: Told[] } }).check;
  expect({ code, stderr }).toEqual({ code: findings.some(({ state }) => state === "failure") ? 1 : 0, stderr: "" });
  return findings;
}

/** Those of which somebody is to do something. */
export const wrongIn = (findings: readonly Told[]) =>
  findings.filter(({ state }) => state === "failure" || state === "warning");

/** What is expected of a finding. */
export const told = (id: Told["id"], state: Told["state"], code: string, remedy: RegExp) => ({
  ...{ id, state, code },
  remedy: expect.stringMatching(remedy),
});
