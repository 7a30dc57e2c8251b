import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../tests/bed/promsnap.ts";
import { pinOf } from "./release-targets.ts";

/** What `bun build --metafile` writes, as far as it is read here. Paths are relative to the project. */
export interface Metafile {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

/** Somebody else's work in the executable. */
export interface Part {
  readonly name: string;
  readonly version: string;
  /** An SPDX identifier or expression, as the package itself says. */
  readonly license: string;
  /** Its licence and notices, word for word; empty where it brings none. */
  readonly texts: readonly string[];
  /** As package-lock.json has it. */
  readonly integrity: string;
}

/** The directories of the packages of which at least one byte is in the executable, in alphabetical order. */
export function bundledDirectories({ outputs }: Metafile): readonly string[] {
  const used = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  const directories = used.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? "");
  return [...new Set(directories)].filter((path) => path !== "").sort();
}

/** Names what is bundled; throws where a package does not say its name, version or licence, or is not pinned. */
export function bundledParts(metafile: Metafile): Promise<readonly Part[]> {
  return Promise.all(bundledDirectories(metafile).map(readPart));
}

async function readPart(directory: string): Promise<Part> {
  const { name, version, license } = await Bun.file(join(projectRoot, directory, "package.json")).json();
  if (typeof license !== "string") throw new Error(`${directory} does not say its licence in package.json`);
  const pin = await pinOf(directory.replace("node_modules/", ""));
  if (pin.version !== version) throw new Error(`${directory} is ${version}, package-lock.json pins ${pin.version}`);
  return { name, version, license, texts: await licenceTexts(directory), integrity: pin.integrity };
}

async function licenceTexts(directory: string): Promise<readonly string[]> {
  const names = (await readdir(join(projectRoot, directory))).filter((name) =>
    /^(licen[cs]e|copying|notice)/i.test(name),
  );
  return Promise.all(names.sort().map((name) => Bun.file(join(projectRoot, directory, name)).text()));
}
