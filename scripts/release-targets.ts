import { copyFile, mkdir, readdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheDirectory } from "../tests/bed/blocks.ts";
import { must } from "../tests/bed/processes.ts";
import { projectRoot } from "../tests/bed/promsnap.ts";

/** A kind of machine that a release is built for. */
export interface Target {
  /** As in the names of files; with `bun-` before it, as Bun calls it. */
  readonly name: string;
  /** The npm package that brings Bun's runtime for it. */
  readonly runtime: string;
  /** Debian's name of the architecture, where there is a package for it. */
  readonly debian?: "amd64" | "arm64";
}

/** All of them. x64 has no baseline of its own: since Bun 1.4 its one runtime takes any processor with SSE4.2, of 2008 on. */
export const targets: readonly Target[] = [
  { name: "linux-x64", runtime: "@oven/bun-linux-x64", debian: "amd64" },
  { name: "linux-x64-musl", runtime: "@oven/bun-linux-x64-musl" },
  { name: "linux-arm64", runtime: "@oven/bun-linux-aarch64", debian: "arm64" },
];

/** A package as package-lock.json pins it. */
export interface Pin {
  readonly version: string;
  /** `sha512-` and the checksum of its tarball in base 64. */
  readonly integrity: string;
}

/** What package-lock.json pins for a package at the top of node_modules; throws where it names none. */
export async function pinOf(name: string): Promise<Pin> {
  const { packages } = await Bun.file(join(projectRoot, "package-lock.json")).json();
  const { version, integrity } = packages[`node_modules/${name}`] ?? {};
  if (!version || !/^sha512-/.test(integrity)) throw new Error(`package-lock.json does not pin ${name} by a SHA-512`);
  return { version, integrity };
}

/** Whether a file is what is pinned. */
export async function isPinned(path: string, { integrity }: Pin): Promise<boolean> {
  const file = Bun.file(path);
  if (!(await file.exists())) return false;
  return integrity === `sha512-${new Bun.CryptoHasher("sha512").update(await file.bytes()).digest("base64")}`;
}

/**
 * Brings a target's runtime into the new directory `into` and returns the path of its executable. It comes from
 * wherever npm takes packages from, or from an earlier call's cache, and is exactly what package-lock.json pins; throws
 * where it cannot be had or is another. (Bun itself would ask its own registry, and believe whatever it gets.)
 */
export async function bringRuntime({ runtime }: Target, into: string): Promise<string> {
  const pin = await pinOf(runtime);
  const tarball = join(cacheDirectory, `${runtime.replace("/", "+")}-${pin.version}.tgz`);
  await mkdir(into, { recursive: true });
  if (!(await isPinned(tarball, pin))) await fetchPackage(`${runtime}@${pin.version}`, pin, tarball, into);
  await must(["tar", "--extract", "--gzip", "--no-same-owner", `--file=${tarball}`, `--directory=${into}`]);
  return join(into, "package/bin/bun");
}

async function fetchPackage(name: string, pin: Pin, to: string, scratch: string): Promise<void> {
  await must(["npm", "pack", "--silent", `--pack-destination=${scratch}`, name], {
    environment: npmEnvironment(),
    directory: projectRoot,
  }).catch((error) => {
    throw new Error(`Bun's runtime ${name} cannot be had, so nothing is released: ${error.message}`);
  });
  const [file = ""] = (await readdir(scratch)).filter((found) => found.endsWith(".tgz"));
  if (!(await isPinned(join(scratch, file), pin))) {
    throw new Error(`${name} is not what package-lock.json pins (${pin.integrity}): nothing is released`);
  }
  await mkdir(dirname(to), { recursive: true });
  const fresh = `${to}.new-${process.pid}`;
  await copyFile(join(scratch, file), fresh);
  await rename(fresh, to);
}

/** npm's own settings, of which `must` passes none on: the mirror that it uses may stand there. */
function npmEnvironment(): Record<string, string> {
  const settings = /^(npm_config_|https?_proxy$|no_proxy$|ssl_cert_|node_extra_ca_)/i;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (settings.test(name) && value ? [[name, value]] : [])),
  );
}
