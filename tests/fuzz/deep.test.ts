import { expect } from "bun:test";
import { sayDamage } from "../../src/report/messages/damage.ts";
import { sayOddity } from "../../src/report/messages/oddities.ts";
import { tailBytes } from "../../src/tsdb/block-files.ts";
import { BlockProof } from "../../src/tsdb/deep/block-proof.ts";
import type { BlockFindings } from "../../src/tsdb/deep/findings.ts";
import { ReferenceProof } from "../../src/tsdb/deep/reference-proof.ts";
import { expectPrintable, fuzz } from "./fuzzing.ts";
import { hostileBytes } from "./hostile-bytes.ts";
import { withSums } from "./sealed.ts";
import { realBlock } from "./sound.ts";

type Files = typeof realBlock;

const paths = { index: "index", chunks: "chunks/000001", tombstones: "tombstones", meta: "meta.json" } as const;
const { ulid } = JSON.parse(new TextDecoder().decode(realBlock.meta)) as { ulid: string };

/** Feeds the files of a block to a proof in pieces of this length. */
function feed(proof: Pick<BlockProof, "begin">, files: Files, piece: number): void {
  for (const name of ["meta", "tombstones", "index", "chunks"] as const) {
    const bytes = files[name];
    const file = proof.begin(paths[name], bytes.length, bytes.subarray(-tailBytes));
    for (let at = 0; at < bytes.length; at += piece) file.push(bytes.subarray(at, at + piece));
    file.end();
  }
}

function proved(files: Files, piece = 1 << 20): BlockFindings {
  const proof = new BlockProof(ulid);
  proof.addDirectory("chunks");
  feed(proof, files, piece);
  return proof.complete();
}

/** Everything that is told can be printed, and lies in the files; of what is sound each reference can be followed. */
function expectTold({ damage, oddities, unresolved }: BlockFindings, files: Files): void {
  for (const one of damage) expectPrintable(sayDamage(one, "fr"));
  for (const one of oddities) expectPrintable(sayOddity(one, "fr"));
  for (const { offset } of [...damage, ...oddities]) expect(Number.isSafeInteger(offset) && offset >= 0).toBe(true);
  if (!unresolved) return;
  const references = new ReferenceProof(ulid);
  feed(references, files, 1 << 20);
  for (const one of references.complete().damage) expectPrintable(sayDamage(one, "en"));
}

function fuzzFile(name: keyof Files, dress: (bytes: Uint8Array) => Uint8Array): void {
  fuzz<BlockFindings>({
    name: `block with another ${name}`,
    inputs: hostileBytes([realBlock[name]]).map(dress),
    sound: [realBlock[name]],
    read: (bytes) => {
      const files = { ...realBlock, [name]: bytes };
      const findings = proved(files);
      expectTold(findings, files);
      // However the files are cut into pieces, they are the same.
      const { damage } = findings;
      for (const piece of [1, 61]) {
        const again = proved(files, piece);
        expect(damage.length === 0 ? again : again.damage).toEqual(damage.length === 0 ? findings : damage);
      }
      return damage.length === 0 ? findings : undefined;
    },
  });
}

fuzzFile("index", (bytes) => withSums("index", bytes));
fuzzFile("chunks", (bytes) => withSums("chunks", bytes));
fuzzFile("tombstones", (bytes) => bytes);
fuzzFile("meta", (bytes) => bytes);
