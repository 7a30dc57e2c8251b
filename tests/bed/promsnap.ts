import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { type CommandOptions, here, type Outcome, type Place, type Running, run, start } from "./processes.ts";

/** The root of the clone. */
export const projectRoot = join(import.meta.dir, "../..");
/** What scripts/build makes. */
export const binary = join(projectRoot, "dist/promsnap");

/** The ways in which promsnap runs: compiled as users have it, or the same sources under one of two runtimes. */
export type Runtime = "binary" | "bun" | "deno";

const programs: Readonly<Record<Runtime, readonly string[]>> = {
  binary: [binary],
  bun: [join(projectRoot, "node_modules/.bin/bun"), join(projectRoot, "src/main.ts")],
  deno: [join(projectRoot, "node_modules/.bin/deno"), "run", "-A", join(projectRoot, "src/main.ts")],
};

export interface PromsnapOptions extends CommandOptions {
  /** The path of a configuration file, passed as --config. */
  readonly config?: string;
  readonly runtime?: Runtime;
  /** Where it runs: this machine, unless a bed says otherwise. */
  readonly place?: Place;
}

/** The whole command line of a promsnap, for tests that wrap it in another program (strace, setpriv, ip netns). */
export function commandOf(args: readonly string[], options: PromsnapOptions = {}): readonly string[] {
  const { config, runtime = "binary", place = here } = options;
  return place([...programs[runtime], ...args, ...(config === undefined ? [] : ["--config", config])]);
}

/** Runs promsnap to its end. */
export function promsnap(args: readonly string[], options: PromsnapOptions = {}): Promise<Outcome> {
  return run(commandOf(args, options), options);
}

/** Starts promsnap and lets it go on. The PID is promsnap's own. */
export function startPromsnap(args: readonly string[], options: PromsnapOptions = {}): Running {
  return start(commandOf(args, options), options);
}

/** Writes a configuration file, each value in single quotes, and returns its path. Only its owner may read it. */
export async function writeConfiguration(path: string, values: Readonly<Record<string, string>>): Promise<string> {
  const quoted = (value: string) => `'${value.replaceAll("'", `'\\''`)}'`;
  await Bun.write(
    path,
    Object.entries(values)
      .map(([key, value]) => `${key}=${quoted(value)}\n`)
      .join(""),
  );
  await chmod(path, 0o600);
  return path;
}
