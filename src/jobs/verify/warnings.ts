import { type Notice, notice } from "../../notices.ts";
import type { ArchiveContents } from "./terms.ts";

/** One of those that are alike, the first, and in how many blocks of the archive they are. */
interface Gathered<T> {
  readonly first: T;
  readonly blocks: number;
}

/** What is worth a warning though nothing is lost: a missing checksum, what is odd in blocks, what nobody could check. */
export function warningsOf(path: string, { maker, checksum, blocks }: ArchiveContents): Notice[] {
  const oddities = gather(
    blocks.flatMap((block) => block.oddities),
    ({ oddity }) => oddity,
  );
  const unchecked = gather(
    blocks.flatMap((block) => block.unchecked),
    ({ part, value }) => `${part} ${value}`,
  );
  return [
    ...(maker === "promsnap" && checksum === "none" ? [notice("verify.noChecksum", { path })] : []),
    ...oddities.map(({ first, blocks: count }) => notice("verify.odd", { path, blocks: count, ...first })),
    ...unchecked.map(({ first, blocks: count }) => notice("verify.unchecked", { path, blocks: count, ...first })),
  ];
}

/** Gathers by a kind what was told of blocks: an archive has hundreds of them that are all alike. */
function gather<T extends { readonly block: string }>(told: readonly T[], kindOf: (one: T) => string): Gathered<T>[] {
  return [...Map.groupBy(told, kindOf).values()].flatMap((alike) => {
    const [first] = alike;
    return first === undefined ? [] : [{ first, blocks: new Set(alike.map(({ block }) => block)).size }];
  });
}
