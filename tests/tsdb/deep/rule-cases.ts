import { expect, test } from "bun:test";
import { type Breakage, fiveSeries, type WrittenBlock } from "./block-spec.ts";
import { inShort, prove } from "./proving.ts";
import { writeBlock } from "./written-block.ts";

/** The versions of an index. */
export type Version = 1 | 2 | 3;
/** What a case breaks, and what is to be said of it. */
export type Case = readonly [sentence: string, breakage: Breakage, said: (block: WrittenBlock) => readonly string[]];

/** All of them. */
export const versions: readonly Version[] = [1, 2, 3];

/** What is said of a block; the same however its bytes arrive, and in whatever order its files do. */
export function said(block: WrittenBlock): readonly string[] {
  const findings = prove(block.ulid, block.files);
  const backwards = new Map([...block.files].reverse());
  for (const sizes of [[1], [7, 3, 61], [500]]) {
    expect(inShort(prove(block.ulid, block.files, sizes)).sort()).toEqual(inShort(findings).sort());
    expect(inShort(prove(block.ulid, backwards, sizes)).sort()).toEqual(inShort(findings).sort());
  }
  return inShort(findings);
}

/** A test for each case, in every version, or in some only. */
export function holds(cases: readonly Case[], only: readonly Version[] = versions): void {
  for (const [sentence, breakage, expected] of cases) {
    test(`${sentence}`, () => {
      for (const version of only) {
        const block = writeBlock(fiveSeries, { version, indices: true }, breakage);
        expect([version, said(block)]).toEqual([version, [...expected(block)]]);
      }
    });
  }
}
