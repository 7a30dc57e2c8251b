import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type Outcome, run } from "../tests/bed/processes.ts";
import { keptArchives, type SoakBed } from "./soak-bed.ts";

/** What came of the archives between two snapshots: how many were deleted, how many found whole, and what was wrong. */
export interface Upkeep {
  readonly pruned: number;
  readonly verified: number;
  readonly complaints: readonly string[];
}

/** How often a prune is killed. */
const killed = 0.15;

/** Deletes what the policy does not keep and looks at every archive: with gzip and sha256sum, and with promsnap itself. */
export async function keepUp(bed: SoakBed, random: () => number): Promise<Upkeep> {
  const before = await bed.archives();
  const complaints = [...(await prune(bed, random)), ...(await foreignEyes(bed)), ...(await ownEyes(bed))];
  const after = await bed.archives();
  complaints.push(...goneWrongly(before, after));
  return { pruned: before.length - after.length, verified: after.length, complaints };
}

/** Archives that no policy lets go: of the newest each has to be there. */
export function goneWrongly(before: readonly string[], after: readonly string[]): string[] {
  const kept = before.slice(-keptArchives).filter((name) => !after.includes(name));
  const newer = after.filter((name) => !before.includes(name)).length;
  return kept.slice(newer).map((name) => `an archive is gone that was to be kept: ${name}`);
}

async function prune(bed: SoakBed, random: () => number): Promise<string[]> {
  const [moment, die] = [random() * bed.usual.milliseconds, random() < killed];
  if (!bed.knows.prune) return await removeOld(bed);
  const running = bed.start("prune");
  if (die) {
    await Bun.sleep(moment);
    running.kill("SIGKILL");
  }
  return complaintOf("prune", await running.ended, die ? [0, 137] : [0]);
}

async function removeOld(bed: SoakBed): Promise<string[]> {
  for (const name of (await bed.archives()).slice(0, -keptArchives)) {
    await rm(join(bed.store, name));
    await rm(join(bed.store, `${name}.sha256`), { force: true });
  }
  return [];
}

async function foreignEyes(bed: SoakBed): Promise<string[]> {
  const script = 'gzip -t "$1" && if [ -e "$1.sha256" ]; then sha256sum --check --strict --quiet "$1.sha256"; fi';
  const complaints: string[] = [];
  for (const name of await bed.archives()) {
    const outcome = await run(["bash", "-c", script, "bash", name], { directory: bed.store });
    complaints.push(...complaintOf(name, outcome, [0]));
  }
  return complaints;
}

async function ownEyes(bed: SoakBed): Promise<string[]> {
  if (!bed.knows.verify) return [];
  return complaintOf("verify", await bed.start("verify", "--all", "--deep").ended, [0]);
}

function complaintOf(what: string, { code, stderr }: Outcome, fine: readonly number[]): string[] {
  return fine.includes(code) ? [] : [`${what} ended with ${code}: ${stderr}`];
}
