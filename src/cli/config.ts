import { describeSettings, type SettingDescription } from "../config/describe.ts";
import type { Configuration } from "../config/load.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import { phrases } from "../report/messages/phrases.ts";
import { withoutControls } from "../report/text.ts";
import type { GlobalChoices } from "./arguments.ts";
import type { Desk } from "./desk.ts";
import { table } from "./table.ts";

/** Stands where a setting has no value. */
const none = "–";

/** `promsnap config show`: every setting, its value with the unit, and where it came from. Secrets are masked. */
export function showConfig(desk: Desk, configuration: Configuration): ExitCode {
  const { setting, value, origin } = phrases[desk.languages.diagnostics].columns;
  const rows = describeSettings(configuration);
  const headings = [setting, value, origin].map((heading) => ({ heading, align: "left" }) as const);
  desk.result(
    table(
      headings,
      rows.map((row) => [row.key, shown(row), row.origin].map(withoutControls)),
    ),
  );
  desk.json({ settings: rows.map((row) => ({ ...row })) });
  return exitCodes.done;
}

/** `promsnap config validate`: reached only when the configuration could be read, so there is nothing left to check. */
export function validateConfig(desk: Desk, { config, quiet }: GlobalChoices): ExitCode {
  const sentence = phrases[desk.languages.diagnostics].validConfiguration(withoutControls(config));
  if (!quiet) desk.result(`${sentence}\n`);
  desk.json({ valid: true, path: config });
  return exitCodes.done;
}

function shown({ value, unit }: SettingDescription): string {
  if (value === undefined) return none;
  return unit === "" ? value : `${value} ${unit}`;
}
