import { join } from "node:path";

const script = join(import.meta.dir, "prometheus3");

/** The program of Prometheus 3, which `scripts/setup test` builds; a name that no command has where it is not built. */
export const prometheus3 = Bun.spawnSync([script, "--cached"]).stdout.toString().trim() || "prometheus3";
