import type { ArgsDef } from "citty";
import type { ExitName, HelpPage } from "../report/messages/help.ts";
import { plainConfigPath } from "../services/unit-names.ts";
import { pruneOptions } from "./prune-arguments.ts";

/** Options that every command has. */
export const globalOptions = {
  config: { type: "string", valueHint: "FILE", default: plainConfigPath },
  json: { type: "boolean" },
  quiet: { type: "boolean", alias: "q" },
  verbose: { type: "boolean", alias: "v" },
  help: { type: "boolean", alias: "h" },
} as const satisfies ArgsDef;

const runOptions = {
  retry: { type: "boolean" },
  "skip-head": { type: "boolean" },
  adopt: { type: "boolean" },
  "dry-run": { type: "boolean" },
} as const satisfies ArgsDef;

const restoreOptions = {
  "dry-run": { type: "boolean" },
  to: { type: "string", valueHint: "DIR" },
  merge: { type: "boolean" },
  "allow-overlap": { type: "boolean" },
  "if-empty": { type: "boolean" },
  "skip-damaged": { type: "boolean" },
  undo: { type: "boolean" },
  resume: { type: "boolean" },
  "at-boot": { type: "boolean" },
  "discard-previous": { type: "boolean" },
} as const satisfies ArgsDef;

const verifyOptions = { all: { type: "boolean" }, deep: { type: "boolean" } } as const satisfies ArgsDef;
const checkOptions = { clean: { type: "boolean" }, yes: { type: "boolean" } } as const satisfies ArgsDef;

const nameOption = { name: { type: "string", valueHint: "NAME" } } as const satisfies ArgsDef;
const nameConflicts = [["name", "config"]] as const;
const installOptions = {
  ...nameOption,
  "on-calendar": { type: "string", valueHint: "WHEN" },
  "dry-run": { type: "boolean" },
  yes: { type: "boolean" },
} as const satisfies ArgsDef;
const uninstallOptions = { ...nameOption, "dry-run": { type: "boolean" } } as const satisfies ArgsDef;

/** Options that each are another thing to do, of which only one can be done. */
const restoreConflicts: readonly (readonly [string, string])[] = [
  ...pairsOf(["undo", "resume", "discard-previous", "to", "merge", "if-empty"]),
  ...pairsOf(["undo", "resume", "discard-previous", "dry-run"]),
  ...["undo", "resume", "discard-previous"].map((name) => [name, "skip-damaged"] as const),
  ...["undo", "resume", "discard-previous", "to", "if-empty"].map((name) => [name, "allow-overlap"] as const),
];

function pairsOf(names: readonly string[]): (readonly [string, string])[] {
  return names.flatMap((first, index) => names.slice(index + 1).map((second) => [first, second] as const));
}

const runExits: readonly ExitName[] = [
  "done",
  "failed",
  "usage",
  "configuration",
  "prometheus",
  "corrupt",
  "locked",
  "noSpace",
  "notReplicated",
  "interrupted",
  "terminated",
];

/** One command: the options it has beside the global ones, and what its help says of it. */
export interface Command {
  readonly options: ArgsDef;
  /** Pairs of options that exclude each other. */
  readonly conflicts: readonly (readonly [string, string])[];
  /** The name of its one argument, as the usage shows it; a command without takes none. */
  readonly argument?: string;
  /** The name of another argument behind it. */
  readonly second?: string;
  /** It takes that argument any number of times. */
  readonly many?: true;
  readonly page: HelpPage;
}

/** The command table: what is typed after `promsnap`, and what it takes. */
export const commands = {
  "": { options: { version: { type: "boolean" } }, conflicts: [], page: "promsnap" },
  run: { options: runOptions, conflicts: [["retry", "dry-run"]], page: "run" },
  restore: { options: restoreOptions, conflicts: restoreConflicts, argument: "FILE", page: "restore" },
  verify: { options: verifyOptions, conflicts: [], argument: "SNAPSHOT", many: true, page: "verify" },
  list: { options: { long: { type: "boolean" } }, conflicts: [], page: "list" },
  prune: { options: pruneOptions, conflicts: [], page: "prune" },
  inspect: { options: { metrics: { type: "boolean" } }, conflicts: [], argument: "SNAPSHOT", page: "inspect" },
  check: { options: checkOptions, conflicts: [], argument: "NAME", many: true, page: "check" },
  copy: { options: {}, conflicts: [], argument: "SNAPSHOT", second: "STORE", page: "copy" },
  install: { options: installOptions, conflicts: nameConflicts, page: "install" },
  uninstall: { options: uninstallOptions, conflicts: nameConflicts, page: "uninstall" },
  status: { options: nameOption, conflicts: nameConflicts, page: "status" },
  daemon: { options: {}, conflicts: [], page: "daemon" },
  config: { options: {}, conflicts: [], page: "config" },
  "config show": { options: {}, conflicts: [], page: "config" },
  "config validate": { options: {}, conflicts: [], page: "config" },
  completion: { options: {}, conflicts: [], argument: "SHELL", many: true, page: "completion" },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;

/** Pairs of global options that exclude each other. */
export const globalConflicts = [["quiet", "verbose"]] as const;

/** How each help page shows its command, and which exit codes it can end in. */
export const pages: {
  readonly [P in HelpPage]: { readonly usage: readonly string[]; readonly exits: readonly ExitName[] };
} = {
  promsnap: { usage: ["promsnap [OPTION…]", "promsnap COMMAND [OPTION…]"], exits: runExits },
  run: { usage: ["promsnap run [OPTION…]"], exits: runExits },
  restore: {
    usage: [
      "promsnap restore FILE | latest [OPTION…]",
      "promsnap restore FILE --merge [--allow-overlap] [OPTION…]",
      "promsnap restore --undo | --resume | --discard-previous",
    ],
    exits: [
      "done",
      "failed",
      "usage",
      "configuration",
      "prometheus",
      "corrupt",
      "locked",
      "noSpace",
      "restoredOld",
      "dataNotBack",
      "serviceDown",
      "interrupted",
      "terminated",
    ],
  },
  verify: {
    usage: ["promsnap verify [SNAPSHOT…] [--deep] [OPTION…]", "promsnap verify --all [--deep] [OPTION…]"],
    exits: ["done", "failed", "usage", "configuration", "corrupt", "interrupted", "terminated"],
  },
  list: {
    usage: ["promsnap list [--long] [OPTION…]"],
    exits: ["done", "failed", "usage", "configuration", "interrupted", "terminated"],
  },
  prune: {
    usage: ["promsnap prune [--keep-last N …] [--dry-run] [OPTION…]", "promsnap prune --accept [OPTION…]"],
    exits: ["done", "failed", "usage", "configuration", "locked", "notReplicated", "interrupted", "terminated"],
  },
  inspect: {
    usage: ["promsnap inspect SNAPSHOT [--metrics] [OPTION…]", "promsnap inspect latest [--metrics] [OPTION…]"],
    exits: ["done", "failed", "usage", "configuration", "corrupt", "interrupted", "terminated"],
  },
  check: {
    usage: ["promsnap check [OPTION…]", "promsnap check --clean [NAME…] [OPTION…]", "promsnap check --clean --yes"],
    exits: ["done", "failed", "usage", "configuration", "locked", "interrupted", "terminated"],
  },
  copy: {
    usage: ["promsnap copy SNAPSHOT STORE [OPTION…]", "promsnap copy latest STORE [OPTION…]"],
    exits: ["done", "failed", "usage", "configuration", "corrupt", "locked", "noSpace", "interrupted", "terminated"],
  },
  install: {
    usage: ["promsnap install [--name NAME] [--dry-run] [--yes] [OPTION…]"],
    exits: ["done", "failed", "usage", "configuration", "interrupted", "terminated"],
  },
  uninstall: {
    usage: ["promsnap uninstall [--name NAME] [--dry-run] [OPTION…]"],
    exits: ["done", "failed", "usage", "interrupted", "terminated"],
  },
  status: {
    usage: ["promsnap status [--name NAME] [OPTION…]"],
    exits: ["done", "failed", "usage", "interrupted", "terminated"],
  },
  daemon: {
    usage: ["promsnap daemon [OPTION…]"],
    exits: ["done", "failed", "usage", "configuration", "locked", "interrupted", "terminated"],
  },
  config: {
    usage: ["promsnap config [show] [OPTION…]", "promsnap config validate [OPTION…]"],
    exits: ["done", "failed", "usage", "configuration"],
  },
  completion: {
    usage: ["promsnap completion bash | zsh | fish", "promsnap completion SHELL -- WORD…"],
    exits: ["done", "failed", "usage"],
  },
};
