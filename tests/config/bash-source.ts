import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import type { ShellHost } from "../../src/config/shell-variables.ts";

/** What real bash made of a file. */
export interface Sourced {
  /** True when a command was run or failed, or the file was not understood. */
  readonly ranSomething: boolean;
  /** Every variable that is set afterwards, but for those that change by themselves. */
  readonly variables: ReadonlyMap<string, string>;
}

/** Every name of a variable, without a subshell: `"${!_@}" "${!A@}"`… */
const namesByLetter = [..."_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"]
  .map((letter) => `"\${!${letter}@}"`)
  .join(" ");

/**
 * Sources each file in a subshell of its own. What is no assignment can do no harm: no builtin but `export` answers,
 * no program is in PATH, and nobody can write in this directory. Root becomes a user who may start few processes.
 * Written to descriptor 9, each record ended by a NUL: `status N`, `NAME=VALUE`…, `end` for each file. Written to
 * descriptor 8: `ran FILE`, apart from the rest since a job may outlive its shell and write between two halves of a value.
 */
const driver = `
ulimit -t 300 -f 1000
if [[ $__limit ]]; then ulimit -u "$__limit"; fi
command_not_found_handle() { printf 'ran %s\\0' "$__file" >&8; }
for name in $(compgen -b); do
  case $name in export|source|printf|trap|enable|set|unset) ;; *) enable -n "$name" ;; esac
done
set -E
trap 'printf "ran %s\\0" "$__file" >&8' ERR
unset name
report() {
  printf 'status %s\\0' "$1" >&9
  for __name in ${namesByLetter}; do
    case $__name in
      _|__*|BASH*|LINENO|RANDOM|SRANDOM|SECONDS|EPOCH*|PIPESTATUS|FUNCNAME|PPID|DIRSTACK|GROUPS|HISTCMD|COMP_*) ;;
      *) if [[ \${!__name+set} ]]; then printf '%s=%s\\0' "$__name" "\${!__name}" >&9; fi ;;
    esac
  done
}
enable -n trap enable set unset
for ((__file = 0; __file < __count; __file++)); do
  ( source "./$__file" >/dev/null 2>&1; report $? )
  printf 'end\\0' >&9
done
`;

const anyUser = 64321;
const isRoot = process.getuid?.() === 0;
const bash = Bun.which("bash") ?? "/bin/bash";

/** Sources every file in bash with just this environment, and tells what the host of that bash is. */
export function sourceInBash(
  files: readonly Uint8Array[],
  environment: Readonly<Record<string, string>>,
): { readonly host: ShellHost; readonly sourced: readonly Sourced[] } {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "promsnap-bash-")));
  try {
    files.forEach((bytes, index) => {
      writeFileSync(join(directory, `${index}`), bytes, { mode: 0o444 });
    });
    writeFileSync(join(directory, "driver"), `__count=${files.length} __limit=${isRoot ? 60 : ""}\n${driver}`);
    chmodSync(directory, 0o555);
    return { host: hostOf(directory), sourced: sourcedOf(run(directory, environment)) };
  } finally {
    chmodSync(directory, 0o755);
    rmSync(directory, { recursive: true });
  }
}

function hostOf(pwd: string): ShellHost {
  // A user that no database knows has the home /, says bash.
  return isRoot
    ? { hostname: hostname(), home: "/", pwd, uid: anyUser }
    : { hostname: hostname(), home: homeInDatabase(), pwd, uid: process.getuid?.() ?? 0 };
}

/** The home of this user with HOME unset, from which bash has its tilde; Bun's userInfo() would answer HOME. */
function homeInDatabase(): string {
  return Bun.spawnSync([bash, "-c", "printf %s ~"], { env: {} }).stdout.toString();
}

function run(directory: string, environment: Readonly<Record<string, string>>): Written {
  const drop = [Bun.which("setpriv") ?? "setpriv", `--reuid=${anyUser}`, `--regid=${anyUser}`, "--clear-groups"];
  const { exitCode, stdout, stderr } = Bun.spawnSync(
    [...(isRoot ? drop : []), bash, "-c", 'exec 8>&2 9>&1; source "$1"', "bash", "./driver"],
    { cwd: directory, env: { ...environment }, stdin: "ignore", timeout: 120_000 },
  );
  if (exitCode !== 0) throw new Error(`bash ended with ${exitCode}: ${stderr}`);
  return { records: recordsOf(stdout), ran: new Set(recordsOf(stderr)) };
}

/** The records of descriptor 9, and those of descriptor 8. */
interface Written {
  readonly records: readonly string[];
  readonly ran: ReadonlySet<string>;
}

function recordsOf(output: Buffer): string[] {
  return output.toString("utf8").split("\0").slice(0, -1);
}

function sourcedOf({ records, ran }: Written): Sourced[] {
  return filesOf(records).map((lines, file) => ({
    ranSomething: ran.has(`ran ${file}`) || !lines.includes("status 0"),
    variables: new Map(lines.filter((line) => line.includes("=")).map(pairOf)),
  }));
}

function filesOf(records: readonly string[]): string[][] {
  const files: string[][] = [[]];
  for (const record of records) {
    if (record === "end") files.push([]);
    else files.at(-1)?.push(record);
  }
  return files.slice(0, -1);
}

function pairOf(line: string): [name: string, value: string] {
  const equals = line.indexOf("=");
  return [line.slice(0, equals), line.slice(equals + 1)];
}
