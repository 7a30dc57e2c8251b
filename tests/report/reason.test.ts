import { expect, test } from "bun:test";
import { type Fault, fault } from "../../src/errors.ts";
import { reasonOf } from "../../src/report/reason.ts";

const cases: readonly (readonly [what: string, error: Fault | Error, reason: string])[] = [
  [
    "a failed call has the kernel's words",
    fault("files.failed", { operation: "delete", path: "/x", errno: "EBUSY", reason: "EBUSY: resource busy" }),
    "EBUSY: resource busy",
  ],
  ["a full disk", fault("files.full", { operation: "write", path: "/x" }), "ENOSPC: no space left on device"],
  ["a read-only disk", fault("files.readOnly", { operation: "delete", path: "/x" }), "EROFS: read-only file system"],
  ["a link", fault("files.notPlain", { path: "/x", found: "link", wanted: "directory" }), "not a directory"],
  ["a FIFO", fault("files.notPlain", { path: "/x", found: "other", wanted: "file" }), "not a plain file"],
  ["anything else", new Error("broken"), "Error: broken"],
];

for (const [what, error, reason] of cases) {
  test(`why it failed, in a few words: ${what}`, () => expect(reasonOf(error)).toBe(reason));
}
