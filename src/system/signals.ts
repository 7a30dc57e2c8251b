import process from "node:process";
import { type Fault, fault } from "../errors.ts";

/** Tells each SIGINT and SIGTERM as its fault. Without this the process would end at once. */
export function onSignals(told: (signal: Fault) => void): void {
  process.on("SIGINT", () => told(fault("signal.interrupted", { signal: "SIGINT" })));
  process.on("SIGTERM", () => told(fault("signal.terminated", { signal: "SIGTERM" })));
}

/** Tells each SIGHUP. Without this the process would end at once. */
export function onHangup(told: () => void): void {
  process.on("SIGHUP", told);
}

/** Tells what was thrown where no one waits for it. Without this the runtime would print a stack and end. */
export function onUncaught(told: (error: unknown) => void): void {
  process.on("uncaughtException", told);
  process.on("unhandledRejection", told);
}
