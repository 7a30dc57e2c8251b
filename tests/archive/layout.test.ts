import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import {
  layOut,
  type Piece,
  pieceBytes,
  type SourceTree,
  type Span,
  sectionOf,
  tarBytes,
} from "../../src/archive/layout.ts";

const ulids = ["01M84DDKBD6Y7PQAS874T7MRYD", "01M84DDKP7Y7FM95E4BKPFMT1G", "01M84DDM52MVEXA5337QHRS90T"];
const sizes = fc.oneof(
  fc.nat(2000),
  fc.nat(3 * pieceBytes),
  fc.constantFrom(0, 512, pieceBytes - 512, pieceBytes, 2 * pieceBytes),
);
const names = fc.constantFrom(
  "meta.json",
  "index",
  "tombstones",
  "chunks/000001",
  "chunks/000002",
  "unknown",
  "deep/er/file",
);

/** Trees as a snapshot of Prometheus could have them, with a few files that it never writes. */
const trees: fc.Arbitrary<SourceTree> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...ulids), names, sizes), {
    selector: ([ulid, name]) => `${ulid}/${name}`,
    maxLength: 12,
  })
  .map((drawn) => {
    const files = drawn
      .map(([ulid, name, size]) => ({ path: [ulid, ...name.split("/")], size, modified: 1_700_000_000 }))
      .sort((a, b) => (a.path.join("/") < b.path.join("/") ? -1 : 1));
    const paths = new Set(
      files.flatMap(({ path }) => path.slice(1).map((_, depth) => path.slice(0, depth + 1).join("/"))),
    );
    const directories = [...paths].sort().map((path) => ({ path: path.split("/"), modified: 1_700_000_000 }));
    return { directories, files };
  });

const lay = (tree: SourceTree): Piece[] => [...layOut(tree, "snapshot-23_11_2026-12_00_00", 1e12)];
const lengthOf = (span: Span) => (span.kind === "bytes" ? span.bytes.length : span.length);

describe("the layout of an archive", () => {
  test("has every byte of every file exactly once and in order", () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const stretches = new Map<string, number>();
        for (const span of lay(tree).flatMap(({ spans }) => spans)) {
          if (span.kind !== "file") continue;
          const path = span.file.path.join("/");
          expect(span.from).toBe(stretches.get(path) ?? 0);
          stretches.set(path, span.from + span.length);
        }
        expect(stretches.size).toBe(tree.files.length);
        for (const { path, size } of tree.files) expect(stretches.get(path.join("/"))).toBe(size);
      }),
    );
  });

  test("cuts pieces of at most 4 MiB, each of one section, in the order of the sections", () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const pieces = lay(tree);
        for (const { length, spans } of pieces) {
          expect(length).toBeGreaterThan(0);
          expect(length).toBeLessThanOrEqual(pieceBytes);
          expect(spans.reduce((total, span) => total + lengthOf(span), 0)).toBe(length);
        }
        for (const piece of pieces) {
          for (const span of piece.spans) if (span.kind === "file") expect(sectionOf(span.file)).toBe(piece.section);
        }
        const order = pieces.map(({ section }) =>
          ["head", "tombstones", "indexes", "chunks", "others"].indexOf(section),
        );
        expect(order).toEqual([...order].sort());
        expect(pieces.map(({ number }) => number)).toEqual(pieces.map((_, index) => index));
      }),
    );
  });

  test("is as long as it was said to be, whole tar blocks throughout", () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const pieces = lay(tree);
        const total = pieces.reduce((sum, { length }) => sum + length, 0);
        expect(total).toBe(tarBytes(tree));
        expect(total % 512).toBe(0);
      }),
    );
  });

  test("says of exactly those pieces that their last file goes on, whose last file does", () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const pieces = lay(tree);
        for (const [index, piece] of pieces.entries()) {
          const next = pieces[index + 1]?.spans[0];
          expect(piece.continues).toBe(next?.kind === "file" && next.from > 0);
        }
      }),
    );
  });

  test("is the same however often it is asked for", () => {
    fc.assert(
      fc.property(trees, (tree) => expect(lay(tree)).toEqual(lay(tree))),
      { numRuns: 20 },
    );
  });
});
