import process from "node:process";
import packageJson from "../package.json" with { type: "json" };
import { commandLine } from "./cli/command-line.ts";
import { endOnSignals } from "./cli/signals.ts";
import { realSystem } from "./system/system.ts";
import { realTerminal } from "./system/terminal.ts";

const system = realSystem();
const terminal = realTerminal();

const exitCode = await commandLine(process.argv.slice(2), {
  system,
  terminal,
  version: packageJson.version,
  // A compiled binary finds a worker only by a URL that its entry point makes.
  createWorker: () => new Worker(new URL("./archive/worker.ts", import.meta.url), { type: "module" }),
  signal: endOnSignals(terminal, system.environment, (code) => process.exit(code)),
  every: (milliseconds, call) => {
    const timer = setInterval(call, milliseconds);
    return () => clearInterval(timer);
  },
});
// Workers that still run must not keep the process: all output is written by now.
process.exit(exitCode);
