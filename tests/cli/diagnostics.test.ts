import { expect, test } from "bun:test";
import { createDiagnostics, type Loudness } from "../../src/cli/diagnostics.ts";
import { fault } from "../../src/errors.ts";
import { notice } from "../../src/notices.ts";

/** What is said, at a loudness and on a stream of that kind. */
function saying(loudness: Loudness, colours = false, isTerminal = false) {
  let written = "";
  const stream = {
    colours,
    isTerminal,
    columns: () => 80,
    write: (text: string) => {
      written += text;
    },
  };
  return { diagnostics: createDiagnostics(stream, loudness, "en"), written: () => written };
}

function sayEverything(loudness: Loudness): string {
  const { diagnostics, written } = saying(loudness);
  diagnostics.fault(fault("usage.missingValue", { option: "--config", command: "promsnap" }));
  diagnostics.notice(notice("leftover.removed", { path: "/x" }));
  diagnostics.info("info");
  diagnostics.detail("detail");
  return written();
}

const errorLines = "promsnap: --config needs a value\npromsnap: See: promsnap --help\n";
const warningLine = "promsnap: warning: deleted what an interrupted run had left: /x\n";

test("errors and warnings are always told, information unless --quiet, details only with --verbose", () => {
  expect(sayEverything("quiet")).toBe(errorLines + warningLine);
  expect(sayEverything("normal")).toBe(`${errorLines}${warningLine}promsnap: info\n`);
  expect(sayEverything("verbose")).toBe(`${errorLines}${warningLine}promsnap: info\npromsnap: detail\n`);
});

test("what is said twice is written twice", () => {
  const { diagnostics, written } = saying("normal");
  for (let time = 0; time < 10; time += 1) diagnostics.info("again");
  expect(written()).toBe("promsnap: again\n".repeat(10));
});

test("a stack is shown only with --verbose, and only of a defect", () => {
  const cause = new TypeError("x is not a function");
  const failure = fault("internal", { reason: cause.message }, cause);
  const normal = saying("normal");
  normal.diagnostics.fault(failure);
  expect(normal.written()).not.toContain("diagnostics.test.ts");
  const verbose = saying("verbose");
  verbose.diagnostics.fault(failure);
  expect(verbose.written()).toContain("diagnostics.test.ts");
});

test("colours are for terminals that want them", () => {
  const plain = saying("normal");
  plain.diagnostics.notice(notice("leftover.removed", { path: "/x" }));
  expect(plain.written()).not.toContain("\u001b");
  const coloured = saying("normal", true);
  coloured.diagnostics.notice(notice("leftover.removed", { path: "/x" }));
  expect(coloured.written()).toContain("\u001b[33mwarning: ");
});

test("nothing that is said can drive the terminal", () => {
  const { diagnostics, written } = saying("normal");
  diagnostics.fault(fault("usage.missingValue", { option: "\u001b]0;x\u0007", command: "promsnap" }));
  expect(written()).toContain("\\u{1b}]0;x\\u{07} needs a value");
  diagnostics.info("\u001b[2J");
  expect(written()).not.toContain("\u001b");
});

test("on a terminal a line takes the place of the progress bar", () => {
  const { diagnostics, written } = saying("normal", false, true);
  diagnostics.info("info");
  expect(written()).toBe("\r\u001b[Kpromsnap: info\n");
});
