import { readdir, rename } from "node:fs/promises";
import { basename, join } from "node:path";
import { must } from "../tests/bed/processes.ts";
import { commandOf, projectRoot } from "../tests/bed/promsnap.ts";
import { bunLicences } from "./release-bun.ts";
import { bundledParts, type Part } from "./release-contents.ts";
import { makeDeb } from "./release-deb.ts";
import { shells } from "./release-files.ts";
import { thirdPartyNotices } from "./release-notices.ts";
import { billOfMaterials } from "./release-sbom.ts";
import { bringRuntime, pinOf, type Target } from "./release-targets.ts";
import { debianVersion } from "./release-version.ts";

/** One release, as far as it is the same for every kind of machine. */
export interface Issue {
  readonly version: string;
  /** Seconds since 1970: the time of everything in it. */
  readonly time: number;
  readonly maintainer: string;
}

/** An executable and what is in it. */
export interface Executable {
  readonly path: string;
  readonly sbom: string;
  readonly notices: string;
}

/**
 * Builds the executable for one kind of machine at `path`, with the runtime that package-lock.json pins. `scratch` is a
 * new directory. Only the parts of which something is in it are named.
 */
export async function makeExecutable(target: Target, issue: Issue, path: string, scratch: string): Promise<Executable> {
  const runtime = await bringRuntime(target, scratch);
  const metafile = join(scratch, "metafile.json");
  const options = [`--target=bun-${target.name}`, `--compile-executable-path=${runtime}`, `--metafile=${metafile}`];
  await must([join(projectRoot, "scripts/build"), path, ...options]);
  const parts = await bundledParts(await Bun.file(metafile).json());
  return { path, ...(await accountOf(parts, target, issue)) };
}

async function accountOf(parts: readonly Part[], target: Target, issue: Issue): Promise<Omit<Executable, "path">> {
  const [pin, chapter] = [await pinOf(target.runtime), await bunLicences()];
  return {
    sbom: billOfMaterials(issue, target, pin, chapter, parts),
    notices: thirdPartyNotices(parts, { version: pin.version, chapter }),
  };
}

/** What each shell sources for completion, by its name. */
export async function completions(): Promise<Record<string, string>> {
  const texts = shells.map(async (shell) => [shell, await must(commandOf(["completion", shell], { runtime: "bun" }))]);
  return Object.fromEntries(await Promise.all(texts));
}

/** Makes the Debian package of an executable in the directory `into`. */
export async function addDeb(
  executable: Executable,
  issue: Issue,
  architecture: string,
  into: string,
  scratch: string,
): Promise<void> {
  const label = { ...issue, version: debianVersion(issue.version), architecture };
  const made = { executable: executable.path, sbom: executable.sbom, notices: executable.notices };
  const deb = await makeDeb(label, { ...made, completions: await completions() }, scratch);
  await rename(deb, join(into, basename(deb)));
}

/** Writes SHA256SUMS over everything else in a directory, for `sha256sum --check`, and returns it. */
export async function addChecksums(directory: string): Promise<string> {
  const sums = await must(["sha256sum", ...(await readdir(directory)).sort()], { directory });
  await Bun.write(join(directory, "SHA256SUMS"), sums);
  return sums;
}
