/** What an installation is asked, finds, plans and does. */
import type { Command } from "../../system/processes.ts";
import type { System } from "../../system/system.ts";
import type { ScriptInstallation } from "./script.ts";
import type { UnitWish } from "./unit-files.ts";

/** What it works with. Every path lies below `root`, which is empty for this machine itself. */
export interface InstallContext {
  readonly system: System;
  readonly signal: AbortSignal;
  readonly root: string;
}

/** One thing to be done. Paths are those that the machine will know. */
export type Step =
  /** A whole file takes the other's place at once. */
  | { readonly action: "copy"; readonly from: string; readonly path: string }
  | { readonly action: "make"; readonly path: string; readonly mode: number }
  | { readonly action: "write"; readonly path: string; readonly text: string; readonly mode: number }
  /** A copy of what stands there now. `lost` are its lines that its successor does not have, comments apart. */
  | {
      readonly action: "keep";
      readonly path: string;
      readonly text: string;
      readonly as: string;
      readonly lost: readonly string[];
    }
  | { readonly action: "rename"; readonly path: string; readonly as: string }
  | { readonly action: "delete"; readonly path: string }
  | { readonly action: "run"; readonly command: Command };

/** Everything that will be done, in this order. */
export interface Plan {
  readonly steps: readonly Step[];
  /** Files of an operator's own that are replaced or put aside: only where a person or --yes agrees. */
  readonly confirm: readonly string[];
  /** Drop-ins of an operator's own, which stay in force. */
  readonly stays: readonly string[];
  readonly script: ScriptInstallation | undefined;
  /** Lines of crontabs and of linked units that start the script, as `file:line`: only a person can take them out. */
  readonly crontabs: readonly string[];
}

/** What an installation is to be. */
export interface InstallWish extends UnitWish {
  /** The running program; the same as `program` where it is in its place already. */
  readonly executable: string;
  readonly configuration: string;
  /** The text of a configuration that is still to be written. */
  readonly configurationText: string | undefined;
  /** Directories that have to exist before a unit may write there, with their modes. */
  readonly directories: readonly string[];
}

/** How things are. */
export interface Found {
  /** Unit files and their drop-ins, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Units that a package has brought, by their names. */
  readonly packaged: ReadonlyMap<string, string>;
  /** Every other path that would be in the way of a kept copy. */
  readonly taken: (path: string) => boolean;
  /** Whether the running program is the one in its place. */
  readonly sameProgram: boolean;
  readonly script: ScriptInstallation | undefined;
  readonly scriptThere: boolean;
  readonly crontabs: readonly string[];
  /** Services of the script's that are at work, or wait for their next attempt. */
  readonly activeServices: readonly string[];
  readonly timer: { readonly active: boolean; readonly enabled: boolean };
  readonly resumeEnabled: boolean;
  /** systemd has not read again what was changed. */
  readonly needsReload: boolean;
}
