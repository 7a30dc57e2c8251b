import { basename, dirname } from "node:path/posix";
import { settingKeys } from "../../config/keys.ts";
import type { Configuration } from "../../config/load.ts";
import { Secret } from "../../config/secret.ts";
import { ifPresent } from "../../system/errno.ts";
import { modeOf } from "../../system/permissions.ts";
import type { System } from "../../system/system.ts";
import { type Examination, failed, noticed, ok, skipped, type Verdict, warning } from "./examination.ts";

/** Whether the configuration can be used, and what is odd in it. */
export const configuration: Examination = {
  id: "configuration",
  examine: ({ path, examined: { configuration: read, faults } }): Verdict[] => {
    const odd = read?.notices.map(noticed) ?? [];
    if (faults.length > 0) return [...faults.map(({ data }) => failed(data)), ...odd];
    return [ok("configuration.valid", { path }), ...odd];
  },
};

/** A file of the configuration, and whether it is to be read by its owner alone. */
interface ConfigurationFile {
  readonly path: string;
  readonly secret: boolean;
}

/** Whether others can read the secrets, or write what promsnap does with the rights of its user. */
export const permissions: Examination = {
  id: "permissions",
  examine: ({ path, system, examined }): Verdict[] => {
    const files = [{ path, secret: false }, ...filesOf(path, examined.configuration)];
    const verdicts = files.flatMap((file) => judgeFile(system, file));
    if (verdicts.length > 0) return verdicts;
    // Nobody knows what secrets there are.
    if (examined.configuration === undefined) return [skipped("skipped.after", { id: "configuration" })];
    return [ok("permissions.private", { path })];
  },
};

const secretFiles = ["PASSWORD_FILE", "BEARER_TOKEN_FILE", "TLS_KEY_FILE"] as const;

function filesOf(path: string, read: Configuration | undefined): ConfigurationFile[] {
  if (read === undefined) return [];
  const { values, origins } = read.resolved;
  const holdsSecret = settingKeys.some((key) => values[key] instanceof Secret && origins[key].kind === "file");
  const named = secretFiles.flatMap((key) => values[key] ?? []);
  return [...(holdsSecret ? [{ path, secret: true }] : []), ...named.map((file) => ({ path: file, secret: true }))];
}

/** Bits of a mode: what everybody may do, and who beside the owner may write. */
const [everybodyReads, othersWrite] = [0o004, 0o022];

function judgeFile(system: System, { path, secret }: ConfigurationFile): Verdict[] {
  const mode = modeAt(system, path);
  if (mode === undefined) return [];
  if (secret) return (mode & everybodyReads) === 0 ? [] : [warning("permissions.readable", { path, mode })];
  return (mode & othersWrite) === 0 ? [] : [warning("permissions.writable", { path, mode })];
}

/** Links in a path that the operator wrote are followed; a file that is missing is told elsewhere. */
function modeAt(system: System, path: string): number | undefined {
  const real = system.realPath(path);
  if (real === undefined) return undefined;
  using directory = ifPresent(() => system.openDirectory(dirname(real)));
  return directory && modeOf(directory, basename(real));
}

/** Whose rights all this was looked at with: a timer's are root's. */
export const user: Examination = {
  id: "user",
  examine: ({ system: { host } }): Verdict[] => [
    host.user === 0 ? ok("user.root", {}) : warning("user.other", { user: host.user }),
  ],
};
