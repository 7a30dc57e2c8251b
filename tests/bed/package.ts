import { join } from "node:path";
import { type Label, makeDeb } from "../../scripts/release-deb.ts";

/**
 * The package as a release makes it, but not compressed, of an executable (by default a small stand-in, for tests of
 * the package alone). It is made in `scratch`; returns its path.
 */
export function plainDeb(version: string, scratch: string, executable = "/bin/true"): Promise<string> {
  const label: Label = {
    version,
    architecture: "amd64",
    maintainer: "Nobody <nobody@example.org>",
    time: 1_750_000_000,
  };
  const made = { executable, sbom: "{}\n", notices: "None.\n", completions: {} };
  return makeDeb(label, made, join(scratch, version), { compression: "none" });
}
