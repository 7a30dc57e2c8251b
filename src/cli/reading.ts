import { type Configuration, loadSettings } from "../config/load.ts";
import { type StorelessConfiguration, storelessConfiguration } from "../config/storeless.ts";
import { isFault } from "../errors.ts";
import type { ExitCode } from "../faults/exit-codes.ts";
import type { System } from "../system/system.ts";
import { type Invocation, namesConfiguration } from "./arguments.ts";
import type { Desk } from "./desk.ts";
import type { World } from "./world.ts";

/** What only reads archives: whoever has nothing but an archive and this program can do it too. */
export type ReadingInvocation =
  | Extract<Invocation, { command: "verify" | "inspect" }>
  | Extract<Invocation, { command: "restore"; task: "extract" }>;

/** Whether nothing but archives is read. */
export function isReading(invocation: Invocation): invocation is ReadingInvocation {
  const { command } = invocation;
  return command === "verify" || command === "inspect" || (command === "restore" && invocation.task === "extract");
}

/** Reads the configuration; where there is none and none was named, it goes on without. Throws as `loadSettings`. */
export function loadToRead(
  argv: readonly string[],
  { choices: { config: path } }: ReadingInvocation,
  system: System,
): Configuration | StorelessConfiguration {
  try {
    return loadSettings(path, system);
  } catch (error) {
    if (!isFault(error, "config.notFound") || namesConfiguration(argv)) throw error;
    return storelessConfiguration(path, system);
  }
}

/** Does it and answers the exit code. */
export async function readingCommand(
  world: World,
  desk: Desk,
  configuration: Configuration | StorelessConfiguration,
  invocation: ReadingInvocation,
): Promise<ExitCode> {
  switch (invocation.command) {
    case "verify":
      return await (await import("./verify.ts")).verifyCommand(world, desk, configuration, invocation);
    case "inspect":
      return await (await import("./inspect/inspect.ts")).inspectCommand(world, desk, configuration, invocation);
    case "restore":
      return await (await import("./extract.ts")).extractCommand(world, desk, configuration, invocation);
  }
}
