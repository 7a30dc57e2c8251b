import { type BlockFileKind, kindOfBlockFile } from "../tsdb/block-files.ts";
import { tarBlock, tarHeader, tarPadding } from "./tar.ts";

/** A file to store. `path` holds its names below the source directory; `modified` is in whole seconds since 1970. */
export interface SourceFile {
  readonly path: readonly string[];
  readonly size: number;
  readonly modified: number;
}

/** A directory to store, by the same rules. */
export interface SourceDirectory {
  readonly path: readonly string[];
  readonly modified: number;
}

/** Everything to store, sorted by path. */
export interface SourceTree {
  readonly directories: readonly SourceDirectory[];
  readonly files: readonly SourceFile[];
}

/** A stretch of the tar stream: bytes known already, zeros, or a part of a file. */
export type Span =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "zeros"; readonly length: number }
  | { readonly kind: "file"; readonly file: SourceFile; readonly from: number; readonly length: number };

/** Files of one kind lie together: they compress alike, and what is read first comes first. */
export const sections = ["head", "tombstones", "indexes", "chunks", "others"] as const;
export type Section = (typeof sections)[number];

/** What becomes one gzip member: at most `pieceBytes` of the tar stream. */
export interface Piece {
  readonly number: number;
  readonly section: Section;
  readonly length: number;
  readonly spans: readonly Span[];
  /** True when the last span's file goes on in the next piece. */
  readonly continues: boolean;
}

/** Bytes of the tar stream in a piece: large enough that compression loses nothing, small enough for memory. */
export const pieceBytes = 4 << 20;

const sectionOfKind: Record<BlockFileKind, Section> = { tombstones: "tombstones", index: "indexes", chunks: "chunks" };

/** The section a file belongs to. */
export function sectionOf(file: SourceFile): Section {
  const below = file.path.slice(1).join("/");
  if (below === "meta.json") return "head";
  const kind = kindOfBlockFile(below);
  return kind === undefined ? "others" : sectionOfKind[kind];
}

/**
 * Lays an archive out: the pieces of its tar stream in order, a pure function of the tree and the top directory's name.
 * Nothing is held but the piece being made.
 */
export function* layOut(tree: SourceTree, top: string, taken: number): Generator<Piece> {
  let number = 0;
  for (const section of sections) {
    for (const spans of cut(sectionSpans(tree, section, top, taken))) {
      const last = spans.at(-1);
      const continues = last?.kind === "file" && last.from + last.length < last.file.size;
      yield { number: number++, section, length: lengthOf(spans), spans, continues };
    }
  }
}

/** Bytes of the whole tar stream, which progress and the trailer count. */
export function tarBytes(tree: SourceTree): number {
  const headers = (1 + tree.directories.length + tree.files.length) * tarBlock;
  return tree.files.reduce((total, { size }) => total + size + tarPadding(size), headers + endOfTar);
}

/** Two zero blocks end a tar archive. */
const endOfTar = 2 * tarBlock;

function* sectionSpans(tree: SourceTree, section: Section, top: string, taken: number): Generator<Span> {
  if (section === "head") yield directorySpan(top, { path: [], modified: Math.floor(taken / 1000) });
  // Directories directly below the top (the blocks) come with the head, those inside them with the chunks.
  const depth = section === "head" ? 1 : section === "chunks" ? 2 : undefined;
  for (const directory of tree.directories) {
    const here = section === "others" ? directory.path.length > 2 : directory.path.length === depth;
    if (here) yield directorySpan(top, directory);
  }
  for (const file of tree.files) if (sectionOf(file) === section) yield* fileSpans(top, file);
  if (section === "others") yield { kind: "zeros", length: endOfTar };
}

function directorySpan(top: string, { path, modified }: SourceDirectory): Span {
  const name = `${[top, ...path].join("/")}/`;
  return { kind: "bytes", bytes: tarHeader({ path: name, type: "directory", size: 0, modified }) };
}

function* fileSpans(top: string, file: SourceFile): Generator<Span> {
  const { path, size, modified } = file;
  yield { kind: "bytes", bytes: tarHeader({ path: [top, ...path].join("/"), type: "file", size, modified }) };
  // An empty file has its span too: it is opened and checked like every other.
  yield { kind: "file", file, from: 0, length: size };
  if (tarPadding(size) > 0) yield { kind: "zeros", length: tarPadding(size) };
}

/** Cuts a sequence of spans into runs of exactly `pieceBytes`, the last one shorter. */
function* cut(spans: Iterable<Span>): Generator<Span[]> {
  let piece: Span[] = [];
  let room = pieceBytes;
  for (let span of spans) {
    while (spanLength(span) > room) {
      const [before, after] = divide(span, room);
      piece.push(before);
      yield piece;
      [piece, room, span] = [[], pieceBytes, after];
    }
    piece.push(span);
    room -= spanLength(span);
    if (room > 0) continue;
    yield piece;
    [piece, room] = [[], pieceBytes];
  }
  if (piece.length > 0) yield piece;
}

function divide(span: Span, at: number): [Span, Span] {
  if (span.kind === "file") {
    const rest = { ...span, from: span.from + at, length: span.length - at };
    return [{ ...span, length: at }, rest];
  }
  if (span.kind === "zeros")
    return [
      { ...span, length: at },
      { ...span, length: span.length - at },
    ];
  return [
    { ...span, bytes: span.bytes.slice(0, at) },
    { ...span, bytes: span.bytes.slice(at) },
  ];
}

function spanLength(span: Span): number {
  return span.kind === "bytes" ? span.bytes.length : span.length;
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((total, span) => total + spanLength(span), 0);
}

/** Deflate adds a few bytes to each 16 KiB that it cannot compress; so many bytes of a member are headers at most. */
const memberOverhead = pieceBytes >> 8;
const largestTrailer = 1 << 16;

/** Bytes that the archive of a tree has at most, whatever is in its files. */
export function mostArchiveBytes(tree: SourceTree): number {
  const bytes = tarBytes(tree);
  const pieces = Math.ceil(bytes / pieceBytes) + sections.length;
  return bytes + pieces * memberOverhead + largestTrailer;
}
