import { fault } from "../errors.ts";
import { shown } from "./strict.ts";

/** What `promsnap check` is to do: look, or delete source snapshots: those named, all, or those that a person confirms. */
export type CheckChoices =
  | { readonly task: "look" }
  | { readonly task: "clean"; readonly names: readonly string[]; readonly all: boolean };

/** What a checked command line of `check` asks for. Throws a `usage.*` fault. */
export function checkChoices(names: readonly string[], clean: boolean, all: boolean): CheckChoices {
  const command = "promsnap check";
  const [first] = names;
  if (!clean && all) throw fault("usage.needsOption", { option: "--yes", needed: "--clean", command });
  if (first !== undefined && (!clean || all)) {
    throw fault("usage.extraArgument", { argument: shown(first), command: all ? `${command} --clean --yes` : command });
  }
  if (names.includes("")) throw fault("usage.missingArgument", { argument: "NAME", command });
  return clean ? { task: "clean", names: [...new Set(names)], all } : { task: "look" };
}
