import { fault } from "../errors.ts";
import type { Directory } from "../system/directory.ts";
import type { InputFile } from "../system/file.ts";
import { beginCheck, headBytes, kindOfBlockFile, tailBytes } from "../tsdb/block-files.ts";
import type { ChunkCount } from "../tsdb/chunk-counts.ts";
import type { Damage } from "../tsdb/damage.ts";
import { endFrames, type FrameState, pushFrames } from "../tsdb/frames.ts";
import type { Piece, SourceFile, Span } from "./layout.ts";

type FileSpan = Extract<Span, { kind: "file" }>;

/** What checking a piece found, and how far the check of its last file is if that file goes on in the next piece. */
export interface Checked {
  readonly carry: FrameState | undefined;
  readonly damage: readonly Damage[];
  /** The chunk files that end in the piece. */
  readonly counts: readonly ChunkCount[];
}

/**
 * Fills `buffer` with the piece's stretch of the tar stream, read from the files below `root`, and checks the block
 * files on the way, from the very bytes that are stored. `carry` is where the check of a file begun in the piece before
 * stands. Throws `source.changed` when a file is not as long as when it was listed.
 */
export function fillPiece(root: Directory, piece: Piece, carry: FrameState | undefined, buffer: Uint8Array): Checked {
  const damage: Damage[] = [];
  const counts: ChunkCount[] = [];
  let state = carry;
  let at = 0;
  for (const span of piece.spans) {
    const target = buffer.subarray(at, at + (span.kind === "bytes" ? span.bytes.length : span.length));
    if (span.kind === "bytes") target.set(span.bytes);
    else if (span.kind === "zeros") target.fill(0);
    else state = fillFromFile(root, span, state, target, damage, counts);
    at += target.length;
  }
  return { carry: piece.continues ? state : undefined, damage, counts };
}

function fillFromFile(
  root: Directory,
  span: FileSpan,
  carry: FrameState | undefined,
  target: Uint8Array,
  damage: Damage[],
  counts: ChunkCount[],
): FrameState | undefined {
  using file = openBelow(root, span.file.path);
  if (file.size !== span.file.size || file.read(target, span.from) !== span.length) {
    throw fault("source.changed", { path: file.path });
  }
  const state = span.from === 0 ? begin(span.file, file) : carry;
  if (state === undefined) return undefined;
  pushFrames(state, target);
  if (span.from + span.length < span.file.size) return state;
  const finding = endFrames(state);
  const place = placeOf(span.file);
  if (finding !== undefined) damage.push({ ...place, ...finding });
  else if (kindOfBlockFile(place.file) === "chunks") counts.push({ block: place.block, chunks: state.entries });
  return undefined;
}

function begin(source: SourceFile, file: InputFile): FrameState | undefined {
  const kind = kindOfBlockFile(placeOf(source).file);
  if (kind === undefined) return undefined;
  const head = new Uint8Array(Math.min(headBytes, file.size));
  const tail = new Uint8Array(Math.min(tailBytes, file.size));
  file.read(head, 0);
  file.read(tail, file.size - tail.length);
  return beginCheck(kind, file.size, head, tail);
}

function placeOf({ path: [block = "", ...below] }: SourceFile): { block: string; file: string } {
  return { block, file: below.join("/") };
}

/** Opens a file one name at a time, so that no link is followed on the way. */
function openBelow(directory: Directory, [name = "", ...below]: readonly string[]): InputFile {
  if (below.length === 0) return directory.file(name);
  using child = directory.directory(name);
  return openBelow(child, below);
}
