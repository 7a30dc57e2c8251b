/** What the shell file's variables start from. */
export interface ShellSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly host: ShellHost;
}

/** Facts of this machine that bash puts into variables. `pwd` is the working directory, absolute. */
export interface ShellHost {
  readonly hostname: string;
  readonly home: string;
  readonly pwd: string;
  readonly uid: number;
}

/** What a file assigned to a key. `usesUnset`: an expansion in it had no value, as in `PASSWORD=pa$word`. */
export interface ShellEntry {
  readonly value: string;
  /** The line of the key's name, from 1. */
  readonly line: number;
  readonly usesUnset: boolean;
}

/**
 * Variables that bash computes, resets at its start, or obeys. Neither their values nor the effects of assigning them
 * can be had without running bash. List: bash's manual, "Shell Variables", and `special_vars` of its variables.c.
 */
const bashOwn = new Set(
  [
    "_ UID EUID PPID GROUPS DIRSTACK FUNCNAME FUNCNEST LINENO RANDOM SRANDOM SECONDS EPOCHSECONDS EPOCHREALTIME",
    "PIPESTATUS SHELLOPTS SHLVL IFS OLDPWD OPTIND OPTERR OPTARG REPLY MAPFILE COPROC HOSTTYPE MACHTYPE OSTYPE",
    "PS0 PS1 PS2 PS3 PS4 PROMPT_COMMAND PROMPT_DIRTRIM COLUMNS LINES POSIXLY_CORRECT TIMEFORMAT TMOUT CHILD_MAX",
    "EXECIGNORE GLOBIGNORE FIGNORE GLOBSORT IGNOREEOF ignoreeof histchars HISTCMD HISTCONTROL HISTFILE HISTFILESIZE",
    "HISTIGNORE HISTSIZE HISTTIMEFORMAT HOSTFILE MAILCHECK INPUTRC TERMCAP TERMINFO EMACS ENV",
    "auto_resume TEXTDOMAIN TEXTDOMAINDIR LANG LOCPATH INSIDE_EMACS READLINE_LINE READLINE_POINT",
    "READLINE_MARK READLINE_ARGUMENT",
  ].flatMap((line) => line.split(" ")),
);

/** Variables of the table above that hold just what the environment gives them until the file assigns them. */
const imported = new Set(["LANG", "LOCPATH"]);

/** Variables that bash invents where the environment has none. */
const inventedIfAbsent = new Set(["PATH", "SHELL", "TERM"]);

/** The variables of one file while it is read. */
export class ShellVariables {
  readonly entries = new Map<string, ShellEntry>();
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #host: ShellHost;

  constructor({ environment, host }: ShellSurroundings) {
    this.#environment = environment;
    this.#host = host;
  }

  /** True for a name that a file can assign without changing how bash works. */
  assignable(name: string): boolean {
    return !isBashOwn(name);
  }

  /** The value of `$NAME`: undefined when it is unset, "unknown" when only a running bash knows it. */
  valueOf(name: string): { readonly value: string | undefined } | "unknown" {
    const entry = this.entries.get(name);
    if (entry !== undefined) return entry;
    const value = this.#imported(name);
    // A byte that is not UTF-8 came out of the environment as U+FFFD.
    if (value?.includes("\ufffd")) return "unknown";
    if (name === "UID") return value === undefined || value === `${this.#host.uid}` ? this.#uid : "unknown";
    if (name === "PWD") return { value: this.#host.pwd };
    if (name === "HOSTNAME") return { value: value ?? this.#host.hostname };
    if (isBashOwn(name) && !imported.has(name) && !/^LC_/.test(name)) return "unknown";
    return value === undefined && inventedIfAbsent.has(name) ? "unknown" : { value };
  }

  #imported(name: string): string | undefined {
    return Object.hasOwn(this.#environment, name) ? this.#environment[name] : undefined;
  }

  /** What a tilde stands for: `$HOME`, or the home in the user database where that is unset. */
  get home(): string {
    return this.entries.get("HOME")?.value ?? this.#environment["HOME"] ?? this.#host.home;
  }

  /** True when `$"…"` is looked up in a catalogue of translations. */
  get translates(): boolean {
    return this.#environment["TEXTDOMAIN"] !== undefined;
  }

  /** True when the locale, which must be installed, writes `\u` escapes as UTF-8. */
  get writesUtf8(): boolean {
    const { LC_ALL, LC_CTYPE, LANG } = this.#environment;
    return /\.utf-?8(?:@|$)/i.test(LC_ALL || LC_CTYPE || LANG || "");
  }

  get #uid(): { readonly value: string } {
    return { value: `${this.#host.uid}` };
  }
}

function isBashOwn(name: string): boolean {
  return bashOwn.has(name) || /^(?:BASH|COMP_|COMPREPLY$|LC_)/.test(name);
}
