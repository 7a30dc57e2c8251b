import { fault } from "../errors.ts";
import type { Lineage } from "../tsdb/lineage.ts";
import { type DeletionReason, deletedAtLoad, type WeighedBlock } from "./deletions.ts";
import { loadedCount } from "./metrics.ts";
import { patiently } from "./patience.ts";
import type { Probe } from "./probe.ts";
import { type ReadinessTerms, untilReady } from "./readiness.ts";
import { limitsOf, readRetention } from "./retention.ts";
import { answeredValue, notAmong, queryOf, sameValue } from "./serving.ts";

export interface ProofTerms extends ReadinessTerms {
  readonly expected: {
    /** All that was put into the data directory: Prometheus measures its retention over them together. */
    readonly blocks: readonly WeighedBlock[];
    /** A sample that is in them; undefined where none was found. */
    readonly probe: Probe | undefined;
  };
  /** The blocks in the data directory now: Prometheus 2 only tells how many it has loaded. */
  readonly blocksOnDisk: () => readonly Lineage[];
  /** Bytes of the file system that holds the data directory: retention may be a part of it. */
  readonly diskBytes: number;
}

/** A restored block that Prometheus deleted at once, as its own rules say: it was not lost by the restore. */
export interface Outlived {
  readonly ulid: string;
  readonly reason: DeletionReason;
}

/**
 * `proved`: the blocks are loaded and a sample of theirs is served. `blocksOnly`: they are loaded, but no sample could
 * be asked for, because nobody may query or there is none to ask for.
 */
export type Proof =
  | { readonly kind: "proved"; readonly outlived: readonly Outlived[] }
  | {
      readonly kind: "blocksOnly";
      readonly why: "not permitted" | "no probe";
      readonly outlived: readonly Outlived[];
    };

/** For what may be in motion: a compaction, a proxy that is still looking for its backend. */
const tries = { tries: 10, pause: 500 };

/**
 * Waits for a Prometheus that was just started and proves that it serves the expected blocks. Throws `proof.…`, a fault
 * of the connection that stays, or the signal's reason when that is aborted.
 */
export async function proveServing(terms: ProofTerms): Promise<Proof> {
  await untilReady(terms);
  const outlived = await patiently({ ...terms, ...tries }, () => proveLoaded(terms));
  const { probe } = terms.expected;
  if (probe === undefined || outlived.some(({ ulid }) => ulid === probe.block)) {
    return { kind: "blocksOnly", why: "no probe", outlived };
  }
  const permitted = await proveSample(terms, probe);
  return permitted ? { kind: "proved", outlived } : { kind: "blocksOnly", why: "not permitted", outlived };
}

/** Answers which blocks Prometheus has deleted by its own rules. Throws `proof.notLoaded` and `proof.otherCount`. */
async function proveLoaded(terms: ProofTerms): Promise<Outlived[]> {
  const { client, expected, blocksOnDisk, signal } = terms;
  const loaded = await client.loadedBlocks(signal);
  const there = loaded ?? blocksOnDisk();
  const absent = notAmong(expected.blocks, there);
  const outlived = absent.length === 0 ? [] : await deletedByRule(terms, absent);
  if (outlived.length < absent.length) {
    const known = new Set(outlived.map(({ ulid }) => ulid));
    const blocks = absent.map(({ ulid }) => ulid).filter((ulid) => !known.has(ulid));
    throw fault("proof.notLoaded", { blocks, total: expected.blocks.length });
  }
  if (loaded === undefined) await proveCount(terms, there.length);
  return outlived;
}

async function deletedByRule(terms: ProofTerms, absent: readonly WeighedBlock[]): Promise<Outlived[]> {
  const { storageRetention } = await terms.client.runtimeInfo(terms.signal);
  const limits = limitsOf(readRetention(storageRetention) ?? {}, terms.diskBytes);
  const deleted = deletedAtLoad(terms.expected.blocks, limits);
  const reasons = absent.map(({ ulid }) => ({ ulid, reason: deleted.get(ulid) }));
  return reasons.filter((one): one is Outlived => one.reason !== undefined);
}

async function proveCount({ client, signal }: ProofTerms, onDisk: number): Promise<void> {
  const loaded = (await client.metrics([loadedCount], signal)).get(loadedCount) ?? 0;
  if (loaded !== onDisk) throw fault("proof.otherCount", { loaded, onDisk });
}

/** Answers false where queries are not permitted. Throws `proof.otherSample`. */
async function proveSample(terms: ProofTerms, probe: Probe): Promise<boolean> {
  const { block, time, value: expected } = probe;
  const query = { expression: queryOf(probe), time };
  const answer = await patiently({ ...terms, ...tries }, () => terms.client.query(query, terms.signal));
  if (answer === undefined) return false;
  const found = answeredValue(probe, answer);
  if (found !== undefined && sameValue(found, expected)) return true;
  const details = { block, query: query.expression, time, expected };
  throw fault("proof.otherSample", found === undefined ? details : { ...details, found });
}
