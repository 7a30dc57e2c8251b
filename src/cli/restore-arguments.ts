import { fault } from "../errors.ts";
import { shown } from "./strict.ts";

/** What `promsnap restore` is to do. `to` is the directory to extract into. */
export type RestoreChoices =
  | { readonly task: "undo" | "discard" }
  /** `atBoot`: nothing that could start Prometheus runs yet, and nothing is to be done where no restore is open. */
  | { readonly task: "resume"; readonly atBoot: boolean }
  | { readonly task: "plan"; readonly file: string }
  | {
      readonly task: "merge";
      readonly file: string;
      readonly skipDamaged: boolean;
      readonly allowOverlap: boolean;
      readonly dryRun: boolean;
    }
  | { readonly task: "extract"; readonly file: string; readonly to: string; readonly skipDamaged: boolean }
  | { readonly task: "restore"; readonly file: string; readonly skipDamaged: boolean; readonly ifEmpty: boolean };

/** What a checked command line of `restore` asks for; only one of the tasks can be in it. Throws a `usage.*` fault. */
export function restoreChoices(values: Readonly<Record<string, unknown>>, file: string | undefined): RestoreChoices {
  const command = "promsnap restore";
  const atBoot = values["at-boot"] === true;
  if (atBoot && values["resume"] !== true) {
    throw fault("usage.needsOption", { option: "--at-boot", needed: "--resume", command });
  }
  const alone = (
    [
      ["undo", "undo"],
      ["resume", "resume"],
      ["discard-previous", "discard"],
    ] as const
  ).find(([option]) => values[option] === true);
  if (alone !== undefined) {
    if (file !== undefined)
      throw fault("usage.extraArgument", { argument: shown(file), command: `${command} --${alone[0]}` });
    return alone[1] === "resume" ? { task: "resume", atBoot } : { task: alone[1] };
  }
  if (file === undefined || file === "") throw fault("usage.missingArgument", { argument: "FILE", command });
  const { to } = values;
  const skipDamaged = values["skip-damaged"] === true;
  const [allowOverlap, dryRun] = [values["allow-overlap"] === true, values["dry-run"] === true];
  if (values["merge"] === true) return { task: "merge", file, skipDamaged, allowOverlap, dryRun };
  if (allowOverlap) throw fault("usage.needsOption", { option: "--allow-overlap", needed: "--merge", command });
  if (dryRun) return { task: "plan", file };
  if (typeof to === "string") return { task: "extract", file, to, skipDamaged };
  return { task: "restore", file, skipDamaged, ifEmpty: values["if-empty"] === true };
}
