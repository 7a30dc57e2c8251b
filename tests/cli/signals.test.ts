import { afterEach, expect, test } from "bun:test";
import { endOnSignals } from "../../src/cli/signals.ts";

afterEach(() => {
  process.removeAllListeners("SIGINT");
  process.removeAllListeners("SIGTERM");
});

function listening(isTerminal: boolean) {
  const seen = { written: "", exits: [] as number[] };
  const stream = {
    isTerminal,
    colours: false,
    columns: () => 80,
    write: (text: string) => {
      seen.written += text;
    },
  };
  const signal = endOnSignals({ output: stream, errors: stream }, {}, (code) => void seen.exits.push(code));
  return { seen, signal };
}

test("a signal aborts the work with its fault and does not end the process", () => {
  const { seen, signal } = listening(false);
  process.emit("SIGTERM");
  expect(signal.reason).toMatchObject({ data: { code: "signal.terminated" }, exitCode: 143 });
  expect(seen).toEqual({ written: "", exits: [] });
});

test("on a terminal Ctrl-C is answered, since cleaning up may take a moment", () => {
  const { seen, signal } = listening(true);
  process.emit("SIGINT");
  expect(signal.reason).toMatchObject({ exitCode: 130 });
  expect(seen.written).toContain("SIGINT: cleaning up");
});

test("a second signal ends the process at once, with a word on what is left", () => {
  const { seen } = listening(false);
  process.emit("SIGINT");
  process.emit("SIGTERM");
  expect(seen.exits).toEqual([143]);
  expect(seen.written).toContain("the next run does it");
});
