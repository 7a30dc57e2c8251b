import { type Configuration, loadSettings } from "../config/load.ts";
import { asFault } from "../errors.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";

import { environmentLanguage } from "../report/language.ts";
import { type Invocation, parseCommandLine, wantsJson } from "./arguments.ts";
import { checkCommand } from "./check.ts";
import { cleanCommand } from "./clean.ts";
import { completionCommand } from "./completion.ts";
import { showConfig, validateConfig } from "./config.ts";
import { copyCommand } from "./copy.ts";
import { daemonCommand } from "./daemon.ts";
import { type Desk, openDesk } from "./desk.ts";
import { tellFailure } from "./failure.ts";
import { helpText } from "./help.ts";
import { helpScreen } from "./help-screen.ts";
import { inspectCommand } from "./inspect/inspect.ts";
import { installCommand } from "./install.ts";
import { listCommand } from "./list.ts";
import { pruneCommand } from "./prune.ts";
import { restoreCommand } from "./restore.ts";
import { runCommand } from "./run.ts";
import { statusCommand } from "./status.ts";
import { uninstallCommand } from "./uninstall.ts";
import { verifyCommand } from "./verify.ts";
import type { World } from "./world.ts";

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
    if (invocation.command === "completion") return await completionCommand(world, desk, invocation);
    // A configuration that is wrong or missing is what these are there to tell, or to make good.
    if (invocation.command === "check" && invocation.task === "look") return await checkCommand(world, invocation);
    if (invocation.command === "status") return await statusCommand(world, invocation);
    if (invocation.command === "install") return await installCommand(world, desk, invocation);
    if (invocation.command === "uninstall") return await uninstallCommand(world, desk, invocation);
    const configuration = loadSettings(invocation.choices.config, world.system);
    desk = openDesk(world, invocation.choices, configuration.settings.LANGUAGE);
    for (const told of configuration.notices) desk.notice(told);
    if (configuration.settings.NICE && besidePrometheus.has(invocation.command)) world.system.lowerPriority();
    return await command(world, desk, configuration, invocation);
  } catch (error) {
    return tellFailure(desk, asFault(error));
  }
}

/** Long work that goes on while Prometheus serves; a restore is not among it, for somebody waits for its end. */
const besidePrometheus: ReadonlySet<Invocation["command"]> = new Set(["run", "verify", "copy", "daemon"]);

type Configured = Exclude<
  Invocation,
  { command: "version" | "help" | "completion" | "status" | "install" | "uninstall" }
>;

async function command(
  world: World,
  desk: Desk,
  configuration: Configuration,
  invocation: Configured,
): Promise<ExitCode> {
  switch (invocation.command) {
    case "run":
      return await runCommand(world, desk, configuration, invocation);
    case "restore":
      return await restoreCommand(world, desk, configuration, invocation);
    case "list":
      return await listCommand(world, desk, configuration, invocation.long);
    case "verify":
      return await verifyCommand(world, desk, configuration, invocation);
    case "prune":
      return await pruneCommand(world, desk, configuration, invocation);
    case "inspect":
      return await inspectCommand(world, desk, configuration, invocation);
    case "check":
      return await cleanCommand(world, desk, configuration, invocation);
    case "copy":
      return await copyCommand(world, desk, configuration, invocation);
    case "daemon":
      return await daemonCommand(world, desk, configuration, invocation.choices);
    case "config show":
      return showConfig(desk, configuration);
    case "config validate":
      return validateConfig(desk, invocation.choices);
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
