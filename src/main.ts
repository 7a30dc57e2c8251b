import process from "node:process";
import packageJson from "../package.json" with { type: "json" };
import { commandLine } from "./cli/command-line.ts";
import { lastWord } from "./cli/failure.ts";
import { endOnSignals } from "./cli/signals.ts";
import { personAtTerminal } from "./system/question.ts";
import { onHangup, onUncaught } from "./system/signals.ts";
import { realSystem } from "./system/system.ts";
import { realTerminal } from "./system/terminal.ts";

const terminal = realTerminal();
onUncaught((error) => process.exit(lastWord(terminal, process.env, error)));

const exitCode = await commandLine(process.argv.slice(2), {
  system: realSystem(),
  terminal,
  version: packageJson.version,
  // A compiled binary finds a worker only by a URL that its entry point makes.
  createWorker: () => new Worker(new URL("./archive/worker.ts", import.meta.url), { type: "module" }),
  person: personAtTerminal,
  signal: endOnSignals(terminal, process.env, (code) => process.exit(code)),
  onHangup,
  elapsed: () => performance.now(),
  every: (milliseconds, call) => {
    const timer = setInterval(call, milliseconds);
    return () => clearInterval(timer);
  },
}).catch((error: unknown) => lastWord(terminal, process.env, error));
// Workers that still run must not keep the process: all output is written by now.
process.exit(exitCode);
