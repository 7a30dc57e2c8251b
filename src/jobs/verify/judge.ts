import type { VerifiedArchive } from "../../archive/verification.ts";
import { type Fault, fault } from "../../errors.ts";
import { exitCodes } from "../../faults/exit-codes.ts";
import type { StoredChecksum } from "../../stores/checksum.ts";
import type { Damage } from "../../tsdb/damage.ts";
import type { ArchiveContents, FoundDamage, VerifiedSnapshot } from "./terms.ts";

/** How an archive was found. */
export type Outcome = Pick<VerifiedSnapshot, "state" | "problem" | "contents">;

/** Judges an archive that was read to its end. */
export function judge(path: string, archive: VerifiedArchive, stored: StoredChecksum): Outcome {
  const { sha256, trailer, content: contentBytes, blocks } = archive;
  const maker = trailer === undefined ? "script" : "promsnap";
  const damage = damageOf(archive);
  const contents: ArchiveContents = { maker, checksum: compare(stored, sha256), sha256, contentBytes, blocks, damage };
  const problem = checksumProblem(path, stored, sha256);
  const state = damage.length > 0 ? "damaged" : stateOf(problem);
  return { state, contents, ...(problem && { problem: problem.data }) };
}

/** The state of an archive with which that alone is wrong. */
export function stateOf(problem: Fault | undefined): "sound" | "damaged" | "unreadable" {
  if (problem === undefined) return "sound";
  return problem.exitCode === exitCodes.corrupt ? "damaged" : "unreadable";
}

function compare(stored: StoredChecksum, sha256: string): ArchiveContents["checksum"] {
  if (stored.kind !== "sum") return stored.kind;
  return stored.sha256 === sha256 ? "right" : "wrong";
}

function checksumProblem(path: string, stored: StoredChecksum, found: string): Fault | undefined {
  const { kind, ...why } = stored;
  if (stored.kind === "sum" && stored.sha256 !== found) {
    return fault("verify.checksumWrong", { path, expected: stored.sha256, found });
  }
  return kind === "unreadable" ? fault("verify.checksumUnreadable", { path: `${path}.sha256`, ...why }) : undefined;
}

/**
 * All damage within the blocks, sorted by block and file: what was found now, and what promsnap had found when it stored
 * them, which a look from outside does not show again. Beyond the hundred files that an archive names nobody can tell what
 * was known: all of it is taken for that.
 */
export function damageOf({ trailer, blocks }: Pick<VerifiedArchive, "trailer" | "blocks">): FoundDamage[] {
  const { damage: named = [], damaged = 0 } = trailer ?? {};
  const found = blocks.flatMap(({ damage }) => damage);
  const [knownPlaces, foundPlaces] = [new Set(named.map(placeOf)), new Set(found.map(placeOf))];
  const isKnown = (one: Damage) => knownPlaces.has(placeOf(one)) || damaged > named.length;
  const unseen = named.filter((one) => !foundPlaces.has(placeOf(one)));
  const all = [
    ...found.map((one) => ({ ...one, known: isKnown(one) })),
    ...unseen.map((one) => ({ ...one, known: true })),
  ];
  return all.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : Number(placeOf(a) > placeOf(b))));
}

function placeOf({ block, file }: Damage): string {
  return `${block}/${file}`;
}
