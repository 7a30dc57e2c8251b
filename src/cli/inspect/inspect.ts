import type { Configuration } from "../../config/load.ts";
import type { StorelessConfiguration } from "../../config/storeless.ts";
import { type ExitCode, exitCodes } from "../../faults/exit-codes.ts";
import { type InspectionEvents, inspectSnapshot } from "../../jobs/inspect/inspect.ts";
import { phrases } from "../../report/messages/phrases.ts";
import type { Invocation } from "../arguments.ts";
import type { Desk } from "../desk.ts";
import { showRows } from "../plan.ts";
import type { World } from "../world.ts";
import { blockTable } from "./block-table.ts";
import { headRows } from "./head-rows.ts";
import { metricLines } from "./metrics.ts";
import { inspectionObject } from "./object.ts";
import { pictureLines } from "./picture.ts";
import { timeOf } from "./time.ts";

type InspectInvocation = Extract<Invocation, { command: "inspect" }>;

/** `promsnap inspect`: what is in an archive, and a picture of when there are samples in it. */
export async function inspectCommand(
  { system, terminal, signal }: World,
  desk: Desk,
  { settings }: Configuration | StorelessConfiguration,
  request: InspectInvocation,
): Promise<ExitCode> {
  const inspection = await inspectSnapshot({ system, settings, signal }, request, eventsOf(desk));
  desk.progress.end();
  const language = desk.languages.diagnostics;
  const time = timeOf(inspection.blocks);
  showRows(desk, headRows(inspection, time, language));
  const sections = [
    pictureLines(time, terminal.output.columns(), language),
    blockTable(inspection.blocks, language),
    request.metrics ? metricLines(inspection, language) : "",
    inspection.blocks.some(({ outOfOrder }) => outOfOrder) ? `${phrases[language].inspect.outOfOrder}\n` : "",
  ];
  for (const section of sections) if (section !== "") desk.result(`\n${section}`);
  desk.json({ inspection: inspectionObject(inspection, time) });
  return exitCodes.done;
}

function eventsOf({ progress }: Desk): InspectionEvents {
  let begun = false;
  return {
    progress: (doneBytes, totalBytes) => {
      if (!begun) progress.begin("listing", totalBytes);
      begun = true;
      progress.advance(doneBytes);
    },
  };
}
