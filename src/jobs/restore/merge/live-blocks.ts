import { bytesBelow } from "../../../prometheus/blocks.ts";
import type { WeighedBlock } from "../../../prometheus/deletions.ts";
import type { Directory } from "../../../system/directory.ts";
import { ifPresent } from "../../../system/errno.ts";
import { countsForReplay, lineageOf } from "../../../tsdb/lineage.ts";
import { isUlid, largestMeta, parse } from "../../../tsdb/meta.ts";
import type { LiveBlock } from "./replay.ts";

/** What Prometheus keeps of its head on the disk, all of which counts against a limit of size. */
const headNames = ["wal", "wbl", "chunks_head"];

/** The blocks in a data directory that Prometheus takes for blocks, weighed. What vanishes meanwhile is left out. */
export function liveBlocksIn(data: Directory): LiveBlock[] {
  const blocks = data.entries().filter(({ name, kind }) => kind === "directory" && isUlid(name));
  return blocks.flatMap(({ name }) => liveBlock(data, name) ?? []);
}

/** Bytes of the write-ahead log and the head's chunks. */
export function headBytesIn(data: Directory): number {
  return headNames.reduce((total, name) => total + bytesBelow(data, name), 0);
}

/** The block that a meta.json tells of; undefined where Prometheus would not take it for one. */
export function weighed(metaText: string | undefined, bytes: number): WeighedBlock | undefined {
  const lineage = lineageOf(parse(metaText ?? ""));
  return lineage && { ...lineage, bytes };
}

function liveBlock(data: Directory, name: string): LiveBlock | undefined {
  const text = ifPresent(() => {
    using block = data.directory(name);
    return block.readText("meta.json", largestMeta);
  });
  const block = weighed(text, bytesBelow(data, name));
  return block && { ...block, inOrder: countsForReplay(parse(text ?? "")) };
}
