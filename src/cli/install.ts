import { examineConfiguration } from "../config/examine.ts";
import { loadSettings } from "../config/load.ts";
import { environmentPrefix } from "../config/settings.ts";
import { fault } from "../errors.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import { carryOut } from "../jobs/install/carry-out.ts";
import { prepareInstall, refuseGround } from "../jobs/install/install.ts";
import type { InstallContext, Plan } from "../jobs/install/terms.ts";
import { notice } from "../notices.ts";
import { installPhrases } from "../report/messages/install-phrases.ts";
import { configPathOf } from "../services/unit-names.ts";
import type { System } from "../system/system.ts";
import type { Invocation } from "./arguments.ts";
import { lookAround } from "./check.ts";
import { type Desk, openDesk } from "./desk.ts";
import { showSteps, stepObject } from "./install-plan.ts";
import { newConfiguration } from "./new-configuration.ts";
import type { World } from "./world.ts";

type InstallInvocation = Extract<Invocation, { command: "install" }>;

/** `promsnap install`: program, units and configuration in place, and a look at whether all will work. */
export async function installCommand(world: World, first: Desk, invocation: InstallInvocation): Promise<ExitCode> {
  const { choices, name, onCalendar, dryRun } = invocation;
  refuseOtherPath(choices.config, name);
  if (!dryRun) refuseOthers(world, "promsnap install");
  const system = asUnitsSee(world.system);
  const context = { system, signal: world.signal, root: "" };
  refuseGround(context);
  const text = await newConfiguration(world, first, invocation);
  const configuration = loadSettings(choices.config, withFile(system, choices.config, text));
  const desk = openDesk(world, choices, configuration.settings.LANGUAGE);
  for (const told of configuration.notices) desk.notice(told);
  const plan = await prepareInstall(context, { name, onCalendar, configuration, configurationText: text });
  for (const origin of plan.crontabs) desk.notice(notice("install.crontab", { origin }));
  if (dryRun) return showPlan(desk, plan);
  if (!(await agreed(world, desk, plan, invocation))) return declined(desk, plan);
  await carryOutPlan(context, desk, plan);
  return await concluded(world, desk, plan, invocation);
}

/** What takes root is not begun without. Throws `install.notRoot`. */
export function refuseOthers({ system }: World, command: string): void {
  if (system.host.user !== 0) throw fault("install.notRoot", { command });
}

/** The units know two places. Throws `install.otherConfiguration`. */
export function refuseOtherPath(path: string, name: string | undefined): void {
  const usual = configPathOf(name);
  if (path !== usual) throw fault("install.otherConfiguration", { path, usual, named: configPathOf("NAME") });
}

/** The system with the environment that the units will have: settings of this shell are none of theirs. */
export function asUnitsSee(system: System): System {
  const foreign = Object.entries(system.environment).filter(([key]) => !key.startsWith(environmentPrefix));
  return { ...system, environment: Object.fromEntries(foreign) };
}

/** The system as it will be once a file is written. */
function withFile(system: System, path: string, text: string | undefined): System {
  if (text === undefined) return system;
  const bytes = new TextEncoder().encode(text);
  return { ...system, readFile: (other) => (other === path ? bytes : system.readFile(other)) };
}

function showPlan(desk: Desk, plan: Plan): ExitCode {
  const words = installPhrases[desk.languages.diagnostics];
  if (plan.script !== undefined) desk.result(`${words.script(plan.script.script)}\n`);
  if (plan.steps.length === 0) desk.result(`${words.nothing}\n`);
  showSteps(desk, plan);
  desk.json({ plan: planObject(plan) });
  return exitCodes.done;
}

/** What is somebody's own is replaced only where they say so. Throws `install.unconfirmed` where nobody can. */
async function agreed(world: World, desk: Desk, plan: Plan, { yes, choices }: InstallInvocation): Promise<boolean> {
  if (plan.confirm.length === 0 || yes) return true;
  const person = choices.json ? undefined : world.person();
  if (person === undefined) throw fault("install.unconfirmed", { paths: plan.confirm });
  const words = installPhrases[desk.languages.diagnostics];
  if (plan.script !== undefined) desk.result(`${words.script(plan.script.script)}\n`);
  showSteps(desk, plan);
  const answer = (await person(words.question, world.signal)) ?? "";
  return words.yes.test(answer.trim());
}

function declined(desk: Desk, plan: Plan): ExitCode {
  desk.diagnostics.info(installPhrases[desk.languages.diagnostics].declined);
  desk.json({ plan: planObject(plan) });
  return exitCodes.failed;
}

async function carryOutPlan(context: InstallContext, desk: Desk, { steps, stays }: Plan): Promise<void> {
  const words = installPhrases[desk.languages.diagnostics];
  if (steps.length === 0) desk.scriptLine(words.nothing);
  await carryOut(context, steps, (step) => showDone(desk, step));
  for (const path of stays) desk.diagnostics.info(words.stays(path));
}

/** Says a step that is done, unless --quiet. */
export function showDone(desk: Desk, step: Plan["steps"][number]): void {
  showSteps({ ...desk, result: (text) => void desk.scriptLine(text.trimEnd()) }, { steps: [step], stays: [] });
}

/** Ends as `check` does: what is installed and would not work is no success. */
async function concluded(world: World, desk: Desk, plan: Plan, { choices }: InstallInvocation): Promise<ExitCode> {
  const system = asUnitsSee(world.system);
  if (!choices.quiet) desk.result("\n");
  const looked = await lookAround({ ...world, system }, desk, choices, examineConfiguration(choices.config, system));
  desk.json({ install: planObject(plan), ...looked.object });
  return looked.code;
}

function planObject({ steps, stays, script }: Plan) {
  return { changed: steps.length > 0, takesOver: script?.script, steps: steps.map(stepObject), stays };
}
