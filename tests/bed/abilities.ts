import { describe, test } from "bun:test";
import { accessSync, constants } from "node:fs";
import { prometheus3 } from "./prometheus3.ts";

const root = process.getuid?.() === 0;

/** Commands that an ability takes, and whether only root has it. Packages: see scripts/setup. */
const abilities = {
  blocks: { root: false, commands: ["gcc", "promtool"] },
  prometheus: { root: false, commands: ["prometheus", "promtool", "gcc", "setpriv"] },
  prometheus3: { root: false, commands: [prometheus3, "promtool", "gcc", "setpriv"] },
  nodeExporter: { root: false, commands: ["prometheus-node-exporter", "setpriv"] },
  openssl: { root: false, commands: ["openssl"] },
  mounts: { root: true, commands: ["mount", "umount"] },
  ext4: { root: true, commands: ["mount", "umount", "mkfs.ext4"] },
  xfs: { root: true, commands: ["mount", "umount", "mkfs.xfs"] },
  docker: { root: true, commands: ["/usr/sbin/dockerd", "docker", "unshare", "nsenter", "prometheus", "ip"] },
  podman: { root: true, commands: ["podman", "runc", "unshare", "nsenter", "prometheus", "ip"] },
  systemd: { root: true, commands: ["systemd-nspawn", "nsenter", "prometheus"] },
  s3: { root: true, commands: ["ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph", "openssl"] },
  systemdAnalyze: { root: true, commands: ["systemd-analyze"] },
  shells: { root: false, commands: ["bash", "zsh", "fish"] },
  manual: { root: false, commands: ["man", "lexgrog", "groff"] },
  dpkg: { root: true, commands: ["dpkg", "dpkg-deb"] },
  lintian: { root: false, commands: ["dpkg-deb", "lintian"] },
  arm64: { root: false, commands: ["qemu-aarch64-static", "/usr/aarch64-linux-gnu/lib/ld-linux-aarch64.so.1"] },
  rclone: { root: false, commands: ["rclone", "sha256sum", "tar"] },
  faketime: { root: false, commands: ["faketime"] },
  strace: { root: false, commands: ["strace"] },
  "script's tools": { root: false, commands: ["bash", "curl", "jq", "tar", "gzip"] },
} as const;

/** Something that a test needs of the machine and that not every machine has. */
export type Ability = keyof typeof abilities;

/** What this machine lacks for an ability, in words; empty when it has it. */
export function lacking(ability: Ability): readonly string[] {
  const { root: asRoot, commands } = abilities[ability];
  const missing = commands.filter((command) => !present(command)).map((command) => `no ${command}`);
  return asRoot && !root ? ["not root", ...missing] : missing;
}

function present(command: string): boolean {
  if (!command.startsWith("/")) return Bun.which(command) !== null;
  try {
    accessSync(command, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Real things take their time: the default of tests that need abilities. */
const patience = 120_000;

const lackOf = (needs: readonly Ability[]) =>
  needs.flatMap((need) => lacking(need).map((lack) => `${need}: ${lack}`)).join(", ");

/**
 * `test` for what needs abilities of the machine. Where one is missing the test is reported as skipped, with what is
 * missing in its name; in CI, which has to have them all, it fails.
 */
export function testWith(...needs: readonly Ability[]) {
  const lack = lackOf(needs);
  return (name: string, body: () => void | Promise<void>, milliseconds = patience): void => {
    if (lack === "") test(name, body, milliseconds);
    else missing(name, lack);
  };
}

/** `describe` in the same way: its hooks run only where the machine has the abilities. */
export function describeWith(...needs: readonly Ability[]) {
  const lack = lackOf(needs);
  return (name: string, body: () => void): void => {
    if (lack === "") describe(name, body);
    else missing(name, lack);
  };
}

function missing(name: string, lack: string): void {
  const { CI } = process.env;
  test.if(Boolean(CI))(`${name} (${lack})`, () => {
    throw new Error(`CI has to have everything that tests need: ${lack}`);
  });
}
