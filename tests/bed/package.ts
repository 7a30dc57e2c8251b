import { join } from "node:path";
import { type DebOptions, type Label, makeDeb } from "../../scripts/release-deb.ts";
import { binary } from "./promsnap.ts";

/** The package as a release makes it, but quickly compressed, of the executable that is built, in `scratch`; its path. */
export function quickDeb(
  version: string,
  scratch: string,
  options: DebOptions & { executable?: string } = {},
): Promise<string> {
  const label: Label = {
    version,
    architecture: "amd64",
    maintainer: "Nobody <nobody@example.org>",
    time: 1_750_000_000,
  };
  const made = { executable: options.executable ?? binary, sbom: "{}\n", notices: "None.\n", completions: {} };
  return makeDeb(label, made, join(scratch, version), { compression: "gzip" });
}
