import { chmod, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BrokenSetup, Ground } from "./ground.ts";

/** A configuration that is this text. */
const written = async ({ site }: Ground, text: string) => {
  const made = await site();
  await Bun.write(made.config, text);
  return made;
};

const asUser = (command: readonly string[]) => [
  ...["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", "--"],
  ...command,
];

/** Configurations in which something is wrong. */
export const configurationCases: readonly BrokenSetup[] = [
  {
    name: "a configuration file that is not there",
    broken: async ({ site }) => {
      const made = await site();
      await rm(made.config);
      return made;
    },
    id: "configuration",
    code: "config.notFound",
    remedy: /^Write it, name another with --config FILE/,
  },
  {
    name: "a configuration with a command in it",
    broken: (ground) => written(ground, "HOST=$(hostname)\n"),
    id: "configuration",
    code: "config.syntax",
    remedy: /\S/,
  },
  {
    name: "a configuration without HOST, whose data are looked at all the same",
    broken: ({ site }) => site({ HOST: "" }),
    id: "configuration",
    code: "config.invalid",
    remedy: /^Expected: /,
  },
  {
    name: "a duration that is none, beside which everything else is looked at",
    broken: ({ site }) => site({ REQUEST_TIMEOUT: "soon" }),
    id: "configuration",
    code: "config.invalid",
    remedy: /^Expected: a duration/,
  },
  {
    name: "a mistyped key",
    broken: ({ site }) => site({ RETRY_LIMT: "3" }),
    id: "configuration",
    state: "warning",
    code: "config.unknownKey",
    remedy: /Did you mean RETRY_LIMIT\?/,
  },
  {
    name: "a password that everybody can read",
    broken: async ({ site, secured, password, certificates }) => {
      const authority = join(certificates.secured, "certificate.pem");
      const login = { USERNAME: "admin", PASSWORD: password, TLS_CA_FILE: authority };
      const made = await site({
        ...login,
        HOST: secured.url,
        PROMETHEUS_DATA_DIR: secured.dataDirectory,
        SERVICE: "none",
      });
      await chmod(made.config, 0o644);
      return made;
    },
    id: "permissions",
    state: "warning",
    code: "permissions.readable",
    remedy: /^Type: chmod o-rwx \//,
  },
  {
    name: "a configuration that others can write",
    broken: async ({ site }) => {
      const made = await site();
      await chmod(made.config, 0o620);
      return made;
    },
    id: "permissions",
    state: "warning",
    code: "permissions.writable",
    remedy: /Type: chmod go-w \//,
  },
  {
    name: "a PASSWORD_FILE that is not there",
    broken: ({ site, station }) => site({ USERNAME: "admin", PASSWORD_FILE: join(station.path, "no-password") }),
    id: "configuration",
    code: "config.secretUnreadable",
    remedy: /^It must be a file that promsnap may read/,
  },
  {
    name: "a user who may not read the configuration",
    broken: async ({ site }) => ({ site: await site(), options: { place: asUser } }),
    id: "configuration",
    code: "config.unreadable",
    remedy: /such as root\.$/,
    also: ["user"],
  },
  {
    name: "a user who may not work in the data directory",
    broken: async ({ site }) => {
      const made = await site({ SNAPSHOT_DIR: "/tmp/promsnap-of-nobody", LOG_FILE: "", SERVICE: "none" });
      await chmod(made.path, 0o755);
      await chmod(made.config, 0o644);
      return { site: made, options: { place: asUser } };
    },
    id: "access",
    code: "files.failed",
    remedy: /^Run promsnap as root/,
    also: ["user", "archive", "disk"],
  },
  {
    name: "a METRICS_FILE in a directory that is not there",
    broken: ({ site, station }) => site({ METRICS_FILE: join(station.path, "no/where/promsnap.prom") }),
    id: "metrics",
    state: "warning",
    code: "metrics.unwritable",
    remedy: /\S/,
  },
  {
    name: "a LOG_FILE in a directory that is not there",
    broken: ({ site, station }) => site({ LOG_FILE: join(station.path, "no/where/snapshot.log") }),
    id: "log",
    state: "warning",
    code: "log.refused",
    remedy: /Check the path, its directory and their permissions/,
  },
];
