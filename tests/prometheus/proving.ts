import { blocksOnDisk } from "../../src/prometheus/blocks.ts";
import { findProbe } from "../../src/prometheus/probe.ts";
import type { ProofTerms } from "../../src/prometheus/proof.ts";
import { Directory } from "../../src/system/directory.ts";
import { realSystem } from "../../src/system/system.ts";
import { clientOf, unbroken } from "./clients.ts";

/** What a restore of everything in this directory would have to prove of the Prometheus at this address. */
export function termsOf(url: string, dataDirectory: string, changes: Partial<ProofTerms> = {}): ProofTerms {
  const onDisk = () => lineagesIn(dataDirectory);
  return {
    client: clientOf(url),
    clock: realSystem().clock,
    readyTimeout: 20_000,
    alive: async () => true,
    signal: unbroken(),
    diskBytes: 1e12,
    blocksOnDisk: onDisk,
    expected: { blocks: onDisk().map((block) => ({ ...block, bytes: 400_000 })), probe: probeIn(dataDirectory) },
    ...changes,
  };
}

/** The blocks in a directory, read anew. */
export function lineagesIn(dataDirectory: string) {
  using data = Directory.open(dataDirectory);
  return blocksOnDisk(data);
}

/** A probe of the blocks in a directory, newest first. */
export function probeIn(dataDirectory: string, blocks = lineagesIn(dataDirectory)) {
  using data = Directory.open(dataDirectory);
  return findProbe(
    data,
    blocks.toSorted((one, other) => other.maxTime - one.maxTime),
  );
}
