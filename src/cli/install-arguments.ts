import { fault } from "../errors.ts";
import { configPathOf, isInstanceName } from "../services/unit-names.ts";

/** What is to be installed, or taken away. */
export interface InstallChoices {
  /** Of one Prometheus among several; undefined for the only one. */
  readonly name: string | undefined;
  /** A calendar expression of systemd's, in the place of SCHEDULE. */
  readonly onCalendar: string | undefined;
  readonly dryRun: boolean;
  /** Nobody is asked. */
  readonly yes: boolean;
}

type Values = Readonly<Record<string, unknown>>;

/** What a checked command line of `install` or `uninstall` asks for. Throws `usage.invalidValue`. */
export function installChoices(values: Values, command: string): InstallChoices {
  const calendar = values["on-calendar"];
  return {
    name: nameIn(values, command),
    onCalendar: typeof calendar === "string" ? calendar : undefined,
    dryRun: values["dry-run"] === true,
    yes: values["yes"] === true,
  };
}

/** The configuration file: that of --name, or --config. Throws `usage.invalidValue`. */
export function configOf(values: Values): string {
  const name = nameIn(values, "promsnap");
  return name === undefined ? String(values["config"]) : configPathOf(name);
}

function nameIn(values: Values, command: string): string | undefined {
  const value = values["name"];
  if (typeof value !== "string") return undefined;
  if (isInstanceName(value)) return value;
  throw fault("usage.invalidValue", { option: "--name", value, expected: { kind: "instanceName" }, command });
}
