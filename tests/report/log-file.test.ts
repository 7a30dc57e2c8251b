import { expect, test } from "bun:test";
import { fault } from "../../src/errors.ts";
import { localTime } from "../../src/report/format.ts";
import { appendToLog } from "../../src/report/log-file.ts";

const now = Date.UTC(2026, 10, 22, 11, 9, 40);
const clock = { now: () => now, sleep: () => Promise.resolve() };

test("a line begins with the local date and time, as the script's did, and the file is made 0640", () => {
  const calls: unknown[] = [];
  const appendText = (...call: unknown[]) => void calls.push(call);
  const warning = appendToLog({ clock, appendText }, "/var/log/x.log", "Snapshot réussi: /a.tar.gz");
  expect(warning).toBeUndefined();
  expect(calls).toEqual([["/var/log/x.log", `${localTime(now)} - Snapshot réussi: /a.tar.gz\n`, 0o640]]);
});

test("no sentence can forge a second line", () => {
  let text = "";
  appendToLog(
    {
      clock,
      appendText: (_, line) => {
        text = line;
      },
    },
    "/l",
    "Échec du snapshot: a\n2026-11-22 11:09:40 - Snapshot réussi: b",
  );
  expect(text.split("\n")).toHaveLength(2);
});

test("without LOG_FILE nothing is written", () => {
  const appendText = () => {
    throw new Error("written");
  };
  expect(appendToLog({ clock, appendText }, undefined, "x")).toBeUndefined();
});

test("a log that cannot be written is a warning that says why", () => {
  const appendText = () => {
    throw fault("files.failed", {
      operation: "open",
      path: "/l",
      errno: "EACCES",
      reason: "EACCES: permission denied",
    });
  };
  expect(appendToLog({ clock, appendText }, "/l", "x")).toEqual({
    code: "log.unwritable",
    details: { path: "/l", reason: "EACCES: permission denied" },
  });
});
