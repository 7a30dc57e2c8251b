import type { exitCodes } from "../../faults/exit-codes.ts";

/** Every option of every command, by its long name. */
export type OptionName =
  | "config"
  | "json"
  | "quiet"
  | "verbose"
  | "help"
  | "version"
  | "retry"
  | "skip-head"
  | "adopt"
  | "dry-run"
  | "long"
  | "all"
  | "deep"
  | "to"
  | "merge"
  | "allow-overlap"
  | "if-empty"
  | "skip-damaged"
  | "undo"
  | "resume"
  | "discard-previous"
  | "keep-last"
  | "keep-hourly"
  | "keep-daily"
  | "keep-weekly"
  | "keep-monthly"
  | "keep-yearly"
  | "keep-within"
  | "accept"
  | "metrics"
  | "clean"
  | "yes"
  | "name"
  | "on-calendar"
  | "at-boot";

/** What `--help` can be asked about; the first is promsnap without a command. */
export type HelpPage =
  | "promsnap"
  | "completion"
  | "run"
  | "restore"
  | "verify"
  | "list"
  | "inspect"
  | "prune"
  | "check"
  | "copy"
  | "install"
  | "uninstall"
  | "status"
  | "daemon"
  | "config";

export type ExitName = keyof typeof exitCodes;

/** The words of one help page. Examples are a command line and what it is for. */
export interface PageTexts {
  /** One line, for the list of commands. */
  readonly summary: string;
  /** Paragraphs; the first is what `--help` has room for. */
  readonly description: readonly string[];
  readonly examples: readonly (readonly [command: string, purpose: string])[];
  /** Options that mean something of their own here. */
  readonly options?: { readonly [O in OptionName]?: string };
  /** Exit codes that mean something of their own here. */
  readonly exits?: { readonly [E in ExitName]?: string };
}

/** The help in one language. */
export interface HelpTexts {
  readonly headings: {
    readonly usage: string;
    readonly commands: string;
    readonly options: string;
    readonly globalOptions: string;
    readonly examples: string;
    readonly exitCodes: string;
  };
  /** Stands before a default value. */
  readonly defaultIs: string;
  /** How the command's page is found. */
  readonly more: string;
  /** Stands behind --help where it shows one screen of what there is to tell. */
  readonly all: string;
  /** What stands before the first semicolon is what `--help` has room for. */
  readonly options: { readonly [O in OptionName]: string };
  readonly exits: { readonly [E in ExitName]: string };
  /** Exit codes in a few words, for `--help`. */
  readonly briefExits: { readonly [E in ExitName]?: string };
  readonly pages: { readonly [P in HelpPage]: PageTexts };
}
