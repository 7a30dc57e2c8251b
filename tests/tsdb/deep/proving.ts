import { BlockProof, type FileProof } from "../../../src/tsdb/deep/block-proof.ts";
import type { BlockFindings } from "../../../src/tsdb/deep/findings.ts";
import { ReferenceProof } from "../../../src/tsdb/deep/reference-proof.ts";

/** The files of a block by their names below it. */
export type BlockFiles = ReadonlyMap<string, Uint8Array>;

const tailBytes = 52;

/** Checks a block whose files come in this order, each in pieces of these sizes (the last one repeats). */
export function prove(ulid: string, files: BlockFiles, sizes: readonly number[] = [1 << 20]): BlockFindings {
  const proof = new BlockProof(ulid);
  proof.addDirectory("chunks");
  feed(files, sizes, (name, size, tail) => proof.begin(name, size, tail));
  return proof.complete();
}

/** Follows the references of a block. */
export function proveReferences(ulid: string, files: BlockFiles, sizes: readonly number[] = [1 << 20]) {
  const proof = new ReferenceProof(ulid);
  feed(files, sizes, (name, size, tail) => proof.begin(name, size, tail));
  return proof.complete();
}

function feed(
  files: BlockFiles,
  sizes: readonly number[],
  begin: (name: string, size: number, tail: Uint8Array) => FileProof,
): void {
  for (const [name, bytes] of files) {
    const file = begin(name, bytes.length, bytes.slice(-tailBytes));
    for (let at = 0, turn = 0; at < bytes.length; turn++) {
      const size = Math.max(1, sizes[Math.min(turn, sizes.length - 1)] ?? bytes.length);
      // A copy that is spoilt afterwards: who kept a view of it would see that.
      const piece = bytes.slice(at, at + size);
      file.push(piece);
      piece.fill(0xa5);
      at += size;
    }
    file.end();
  }
}

/** What is wrong and odd, in short: `index 64 series entry`. */
export function inShort({ damage, oddities, unchecked }: BlockFindings): string[] {
  return [
    ...damage.map(({ file, offset, problem }) => `${file} ${offset} ${problem}`),
    ...oddities.map(({ file, offset, oddity }) => `${file} ${offset} odd: ${oddity}`),
    ...unchecked.map(({ file, part, value }) => `${file} unchecked: ${part} ${value}`),
  ];
}
