import { type ExaminedConfiguration, examineConfiguration } from "../config/examine.ts";
import { directoryOf } from "../config/store-setting.ts";
import { fault } from "../errors.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import { carryOut } from "../jobs/install/carry-out.ts";
import type { Step } from "../jobs/install/terms.ts";
import { isInstalled, planUninstall, surveyInstalled } from "../jobs/install/uninstall.ts";
import { refuseUnfinished } from "../jobs/restore/journal.ts";
import { ownDirectoryName } from "../prometheus/own-directory.ts";
import { installPhrases } from "../report/messages/install-phrases.ts";
import { withoutControls } from "../report/text.ts";
import { unitNames } from "../services/unit-names.ts";
import { ifPresent } from "../system/errno.ts";
import type { System } from "../system/system.ts";
import type { Invocation } from "./arguments.ts";
import type { Desk } from "./desk.ts";
import { asUnitsSee, refuseOtherPath, refuseOthers, showDone } from "./install.ts";
import { showSteps, stepObject } from "./install-plan.ts";
import type { World } from "./world.ts";

type UninstallInvocation = Extract<Invocation, { command: "uninstall" }>;

/** `promsnap uninstall`: takes timer, units and program away, and says what stays and where. */
export async function uninstallCommand(
  world: World,
  desk: Desk,
  { choices, name, dryRun }: UninstallInvocation,
): Promise<ExitCode> {
  refuseOtherPath(choices.config, name);
  if (!dryRun) refuseOthers(world, "promsnap uninstall");
  const system = asUnitsSee(world.system);
  const examined = examineConfiguration(choices.config, system);
  refuseOpenRestore(system, examined);
  const context = { system, signal: world.signal, root: "" };
  const installed = await surveyInstalled(context, name);
  if (!isInstalled(installed, name)) throw fault("install.notInstalled", { unit: unitNames(name).timer });
  const steps = planUninstall(installed, name);
  if (dryRun) showSteps(desk, { steps, stays: [] });
  else await carryOut(context, steps, (step) => showDone(desk, step));
  const kept = keptPlaces(system, choices.config, examined, steps);
  for (const path of kept)
    desk.diagnostics.info(withoutControls(installPhrases[desk.languages.diagnostics].kept(path)));
  desk.json({ [dryRun ? "plan" : "uninstall"]: { steps: steps.map(stepObject), kept } });
  return exitCodes.done;
}

/** At the next boot nobody would bring it to its end. Throws `restore.unfinished`. */
function refuseOpenRestore(system: System, { configuration, unknown }: ExaminedConfiguration): void {
  if (configuration === undefined || unknown.has("PROMETHEUS_DATA_DIR")) return;
  const { PROMETHEUS_DATA_DIR: path } = configuration.settings;
  using data = ifPresent(() => system.openDirectory(path));
  using own = data && ifPresent(() => data.directory(ownDirectoryName));
  if (own !== undefined) refuseUnfinished(own);
}

/** What a person may look for afterwards, as far as it is there. */
function keptPlaces(
  { realPath }: System,
  path: string,
  { configuration, unknown }: ExaminedConfiguration,
  steps: readonly Step[],
): readonly string[] {
  const settings = configuration?.settings;
  const store = unknown.has("SNAPSHOT_DIR") ? undefined : settings && directoryOf(settings.SNAPSHOT_DIR);
  const places = [path, store, settings?.LOG_FILE].filter((place) => place !== undefined);
  const renamed = steps.flatMap((step) => (step.action === "rename" ? [step.as] : []));
  const copies = steps.flatMap((step) => (step.action === "delete" ? [`${step.path}.bak`] : []));
  return [...[...places, ...copies].filter((place) => realPath(place) !== undefined), ...renamed];
}
