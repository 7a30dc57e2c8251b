import { type Configuration, loadSettings } from "../config/load.ts";
import type { StorelessConfiguration } from "../config/storeless.ts";
import { asFault } from "../errors.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import { environmentLanguage } from "../report/language.ts";
import { type Invocation, parseCommandLine, wantsJson } from "./arguments.ts";
import { type Desk, openDesk } from "./desk.ts";
import { tellFailure } from "./failure.ts";
import { helpText } from "./help.ts";
import { helpScreen } from "./help-screen.ts";
import { isReading, loadToRead, type ReadingInvocation, readingCommand } from "./reading.ts";
import type { World } from "./world.ts";

// Each command is loaded when it is asked for: all of them together take twice as long to load as what --version needs.

/** Does what a command line asks for and answers the exit code. Whatever fails has been told when it returns. */
export async function commandLine(argv: readonly string[], world: World): Promise<ExitCode> {
  const language = environmentLanguage(world.system.environment);
  const plain = { json: wantsJson(argv), quiet: false, verbose: false };
  let desk = openDesk(world, plain, language);
  try {
    const invocation = parseCommandLine(argv);
    desk = openDesk(world, invocation.choices, language);
    if (invocation.command === "version") return showVersion(world, desk);
    if (invocation.command === "help") return showHelp(world, desk, invocation);
    if (invocation.command === "completion")
      return await (await import("./completion.ts")).completionCommand(world, desk, invocation);
    // A configuration that is wrong or missing is what these are there to tell, or to make good.
    if (invocation.command === "check" && invocation.task === "look")
      return await (await import("./check.ts")).checkCommand(world, invocation);
    if (invocation.command === "status") return await (await import("./status.ts")).statusCommand(world, invocation);
    if (invocation.command === "install")
      return await (await import("./install.ts")).installCommand(world, desk, invocation);
    if (invocation.command === "uninstall")
      return await (await import("./uninstall.ts")).uninstallCommand(world, desk, invocation);
    if (isReading(invocation)) {
      const configuration = loadToRead(argv, invocation, world.system);
      desk = begin(world, configuration, invocation);
      return await readingCommand(world, desk, configuration, invocation);
    }
    const configuration = loadSettings(invocation.choices.config, world.system);
    desk = begin(world, configuration, invocation);
    return await command(world, desk, configuration, invocation);
  } catch (error) {
    return tellFailure(desk, asFault(error));
  }
}

/** Long work that goes on while Prometheus serves; a restore is not among it, for somebody waits for its end. */
const besidePrometheus: ReadonlySet<Invocation["command"]> = new Set(["run", "verify", "copy", "daemon"]);

/** Opens the desk that the configuration asks for, and says there what is odd about it. */
function begin(
  world: World,
  { settings, notices }: Configuration | StorelessConfiguration,
  { command, choices }: Invocation,
): Desk {
  const desk = openDesk(world, choices, settings.LANGUAGE);
  for (const told of notices) desk.notice(told);
  if (settings.NICE && besidePrometheus.has(command)) world.system.lowerPriority();
  return desk;
}

type Configured = Exclude<
  Invocation,
  ReadingInvocation | { command: "version" | "help" | "completion" | "status" | "install" | "uninstall" }
>;

async function command(
  world: World,
  desk: Desk,
  configuration: Configuration,
  invocation: Configured,
): Promise<ExitCode> {
  switch (invocation.command) {
    case "run":
      return await (await import("./run.ts")).runCommand(world, desk, configuration, invocation);
    case "restore":
      return await (await import("./restore.ts")).restoreCommand(world, desk, configuration, invocation);
    case "list":
      return await (await import("./list.ts")).listCommand(world, desk, configuration, invocation.long);
    case "prune":
      return await (await import("./prune.ts")).pruneCommand(world, desk, configuration, invocation);
    case "check":
      return await (await import("./clean.ts")).cleanCommand(world, desk, configuration, invocation);
    case "copy":
      return await (await import("./copy.ts")).copyCommand(world, desk, configuration, invocation);
    case "daemon":
      return await (await import("./daemon.ts")).daemonCommand(world, desk, configuration, invocation.choices);
    case "config show":
      return (await import("./config.ts")).showConfig(desk, configuration);
    case "config validate":
      return (await import("./config.ts")).validateConfig(desk, invocation.choices);
  }
}

function showVersion({ version }: World, desk: Desk): ExitCode {
  desk.result(`promsnap ${version}\n`);
  desk.json({ version });
  return exitCodes.done;
}

/** Help is for people: with --json too it is text. */
function showHelp({ terminal }: World, desk: Desk, invocation: Extract<Invocation, { command: "help" }>): ExitCode {
  const { page, choices } = invocation;
  terminal.output.write((choices.verbose ? helpText : helpScreen)(page, desk.languages.diagnostics));
  return exitCodes.done;
}
