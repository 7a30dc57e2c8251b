import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** The daemon: its place, and where it listens. */
export interface DaemonFaults {
  /** Another daemon looks after the same data directory. */
  "daemon.second": { data: string; process?: number; host?: string; since?: string };
  /** Nothing can listen at that address. */
  "daemon.cannotListen": { address: string; reason: string };
}

export const daemonExits: { readonly [C in keyof DaemonFaults]: ExitCode } = {
  "daemon.second": exitCodes.locked,
  "daemon.cannotListen": exitCodes.failed,
};
