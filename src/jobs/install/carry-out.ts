import { basename, dirname } from "node:path/posix";
import { fault } from "../../errors.ts";
import { oneLine } from "../../report/text.ts";
import { managerOf, typed } from "../../services/manager.ts";
import { removeIfEmpty } from "../../system/empty.ts";
import type { Command } from "../../system/processes.ts";
import { copyProgram } from "./program.ts";
import type { InstallContext, Step } from "./terms.ts";

/** How much of what a command says is shown, in characters. */
const shownCharacters = 300;
const directoryMode = 0o755;

/**
 * Does the steps of a plan in their order; each is told when it is done. Every file is put in place whole: whatever ends
 * promsnap in between, the same installation goes on from there. Throws `install.commandFailed` and faults `files.…`.
 */
export async function carryOut(
  context: InstallContext,
  steps: readonly Step[],
  done: (step: Step) => void,
): Promise<void> {
  for (const step of steps) {
    context.signal.throwIfAborted();
    await carryOutOne(context, step);
    done(step);
  }
}

async function carryOutOne(context: InstallContext, step: Step): Promise<void> {
  const { system, root } = context;
  switch (step.action) {
    case "copy":
      system.makeDirectories(`${root}${dirname(step.path)}`, directoryMode);
      return await copyProgram(system, step.from, `${root}${step.path}`);
    case "make":
      return system.makeDirectories(`${root}${step.path}`, step.mode);
    case "write":
      return await write(context, step.path, step.text, step.mode);
    case "keep":
      return await write(context, step.as, step.text, modeOfKept);
    case "rename":
      return rename(context, step.path, step.as);
    case "delete":
      return remove(context, step.path);
    case "run":
      return await run(context, step.command);
  }
}

/** A unit may have held a secret, in an Environment= or on a command line. */
const modeOfKept = 0o600;

async function write({ system, root }: InstallContext, path: string, text: string, mode: number): Promise<void> {
  system.makeDirectories(`${root}${dirname(path)}`, directoryMode);
  using directory = system.openDirectory(`${root}${dirname(path)}`);
  await directory.replace(basename(path), text, mode);
}

function rename({ system, root }: InstallContext, path: string, as: string): void {
  using directory = system.openDirectory(`${root}${dirname(path)}`);
  directory.rename(basename(path), basename(as));
  directory.sync();
}

/** With the last of a unit's drop-ins the directory that was made for them goes too. */
function remove({ system, root }: InstallContext, path: string): void {
  const above = dirname(path);
  using directory = system.openDirectory(`${root}${above}`);
  directory.remove(basename(path));
  directory.sync();
  if (!above.endsWith(".d")) return;
  using units = system.openDirectory(`${root}${dirname(above)}`);
  removeIfEmpty(units, basename(above));
}

async function run({ system, signal }: InstallContext, command: Command): Promise<void> {
  const outcome = await managerOf("systemd", system).run(command, { signal });
  if (outcome.code === 0) return;
  const reason = oneLine((outcome.stderr || outcome.stdout).trim(), shownCharacters);
  throw fault("install.commandFailed", { command: typed(command), code: outcome.code, reason });
}
