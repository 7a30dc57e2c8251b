import { expect, test } from "bun:test";
import { verificationFailure } from "../../src/cli/verify.ts";
import type { VerifiedSnapshot } from "../../src/jobs/verify/terms.ts";

const found = (...states: readonly VerifiedSnapshot["state"][]) =>
  verificationFailure(states.map((state, index) => ({ name: `${index}`, path: `/${index}`, bytes: 1, state })))?.data;

test("a verification is a success when what is still there is sound", () => {
  expect(found("sound", "sound")).toBeUndefined();
  expect(found("gone", "sound")).toBeUndefined();
});

test("a verification that found every archive gone looked at nothing, and is no success", () => {
  expect(found("gone", "gone")).toEqual({ code: "verify.unread", details: { total: 2, names: ["0", "1"] } });
});

test("damage weighs more than an archive that could not be read", () => {
  expect(found("unreadable", "damaged", "gone")).toMatchObject({ code: "verify.damaged", details: { names: ["1"] } });
  expect(found("unreadable", "sound", "gone")).toMatchObject({ code: "verify.unread", details: { names: ["0"] } });
});
