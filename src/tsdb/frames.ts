import { crc32c } from "./crc32c.ts";
import type { Finding, Problem } from "./damage.ts";

/**
 * Index and chunk files are sequences of entries `length | body | CRC-32C of the body`, big-endian. A region is a part
 * of a file that holds such entries and nothing else but padding.
 */
export interface Region {
  readonly section: string;
  readonly start: number;
  readonly end: number;
  /** Each entry begins at a multiple of this many bytes of the file. */
  readonly alignment: 1 | 4 | 16;
  /** How the length is written; `none`: the one entry fills the region. */
  readonly length: "u32" | "uvarint" | "none";
  /** Bytes of the body that the length does not count (a chunk's encoding byte). */
  readonly uncounted: 0 | 1;
}

type Step = "gap" | "length" | "body" | "sum" | "end";

/**
 * How far a file is checked: plain data, so that one thread can go on where another stopped. A file is fed in any
 * pieces, in order, from its first byte on.
 */
export interface FrameState {
  readonly regions: readonly Region[];
  /** The file's size in bytes, as it was when the regions were found. */
  readonly size: number;
  offset: number;
  region: number;
  step: Step;
  /** Where the current entry begins. */
  entry: number;
  /** Bytes to come in this step; in a gap, the offset at which it ends. */
  left: number;
  /** The number being read: a length or a stored checksum. */
  number: number;
  /** The first byte of the body being read; -1 before it and where there is none. */
  first: number;
  crc: number;
  /** How many entries were found sound so far, over all regions. */
  entries: number;
  finding: Finding | undefined;
}

/** A uvarint of more bytes than this exceeds 32 bits. */
const longestUvarint = 5;
const sumBytes = 4;

/** The state before the first byte. A finding made before (a bad header) ends the check at once. */
export function beginFrames(regions: readonly Region[], size: number, finding?: Finding): FrameState {
  const state: FrameState = {
    regions,
    size,
    offset: 0,
    region: 0,
    step: "end",
    entry: 0,
    left: 0,
    number: 0,
    first: -1,
    crc: 0,
    entries: 0,
    finding,
  };
  if (finding === undefined) enterRegion(state, 0);
  return state;
}

/** Hears of every sound entry: where it begins, and the first byte of its body (a chunk's encoding). */
export type EntryListener = (offset: number, first: number) => void;

/** Checks the next bytes of the file. Stops looking at the first finding, which stays in the state. */
export function pushFrames(state: FrameState, bytes: Uint8Array, hear?: EntryListener): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const base = state.offset;
  const end = base + bytes.length;
  while (state.offset < end && state.step !== "end") {
    const at = state.offset - base;
    if (state.step === "gap") skip(state, end);
    else if (state.step === "length" && state.offset === state.entry && passWhole(state, bytes, view, at, hear))
      continue;
    else if (state.step === "length") readLength(state, bytes[at] as number);
    else if (state.step === "body") readBody(state, bytes, view, at);
    else readSum(state, bytes[at] as number, hear);
  }
  state.offset = end;
}

/** Ends the check: what was begun must be complete. Answers the first finding, if any. */
export function endFrames(state: FrameState): Finding | undefined {
  if (state.finding === undefined && (state.step !== "end" || state.offset !== state.size)) fail(state, "cut off");
  return state.finding;
}

function enterRegion(state: FrameState, index: number): void {
  state.region = index;
  const region = state.regions[index];
  if (region === undefined) {
    state.step = "end";
    return;
  }
  beginEntry(state, region.start);
}

/** Begins the entry at the next aligned offset, or leaves the region where only padding is left. */
function beginEntry(state: FrameState, from: number): void {
  const region = state.regions[state.region] as Region;
  const start = Math.ceil(from / region.alignment) * region.alignment;
  if (start >= region.end) {
    enterRegion(state, state.region + 1);
    return;
  }
  state.entry = start;
  state.number = 0;
  state.crc = 0;
  state.left = start;
  state.step = "gap";
  if (state.offset >= start) leaveGap(state, region);
}

function skip(state: FrameState, end: number): void {
  state.offset = Math.min(state.left, end);
  if (state.offset === state.left) leaveGap(state, state.regions[state.region] as Region);
}

function leaveGap(state: FrameState, region: Region): void {
  if (region.length === "none") {
    const body = region.end - region.start - sumBytes;
    if (body < 0) fail(state, "too short");
    else beginBody(state, body);
  } else {
    state.step = "length";
    state.left = region.length === "u32" ? 4 : longestUvarint;
  }
}

/**
 * The fast path: passes the entries that lie whole in these bytes, and stops before the first that does not or that is
 * wrong, which is left to the steps below. Everything is kept in locals: this is where the time of a check goes.
 * Answers whether it passed any.
 */
function passWhole(
  state: FrameState,
  bytes: Uint8Array,
  view: DataView,
  from: number,
  hear: EntryListener | undefined,
): boolean {
  const { alignment, length, uncounted, end } = state.regions[state.region] as Region;
  const base = state.offset - from;
  const limit = Math.min(bytes.length, end - base);
  const mask = alignment - 1;
  let next = from;
  let passed = 0;
  for (let at = from; at + longestUvarint <= limit; ) {
    const entry = at;
    let counted = 0;
    if (length === "u32") {
      counted = view.getUint32(at);
      at += 4;
    } else {
      counted = bytes[at++] as number;
      if (counted > 0x7f) {
        const second = bytes[at++] as number;
        if (second > 0x7f) break; // 16 KiB and more: rare enough for the slow path
        counted = (counted & 0x7f) | (second << 7);
      }
    }
    const body = at + counted + uncounted;
    if (body + sumBytes > limit || crc32c(bytes, view, at, body, 0) !== view.getInt32(body)) break;
    hear?.(base + entry, bytes[at] as number);
    // Not the aligned place: where the region ends, the next one's entry may begin before it.
    next = body + sumBytes;
    at = next + (-(base + next) & mask);
    passed++;
  }
  if (passed === 0) return false;
  state.entries += passed;
  state.offset = base + next;
  beginEntry(state, base + next);
  return true;
}

function readLength(state: FrameState, byte: number): void {
  const region = state.regions[state.region] as Region;
  state.offset++;
  state.left--;
  if (region.length === "u32") {
    state.number = state.number * 256 + byte;
    if (state.left === 0) lengthKnown(state, region);
  } else {
    state.number += (byte & 0x7f) * 2 ** (7 * (longestUvarint - 1 - state.left));
    if (byte < 0x80) lengthKnown(state, region);
    else if (state.left === 0) fail(state, "entry length");
  }
}

function lengthKnown(state: FrameState, region: Region): void {
  const body = state.number + region.uncounted;
  if (state.offset + body + sumBytes > region.end) fail(state, "entry length");
  else beginBody(state, body);
}

function beginBody(state: FrameState, length: number): void {
  state.step = length === 0 ? "sum" : "body";
  state.left = length === 0 ? sumBytes : length;
  state.number = 0;
  state.first = -1;
}

function readBody(state: FrameState, bytes: Uint8Array, view: DataView, at: number): void {
  if (state.first === -1) state.first = bytes[at] as number;
  const count = Math.min(state.left, bytes.length - at);
  state.crc = crc32c(bytes, view, at, at + count, state.crc);
  state.offset += count;
  state.left -= count;
  if (state.left > 0) return;
  state.step = "sum";
  state.left = sumBytes;
}

function readSum(state: FrameState, byte: number, hear: EntryListener | undefined): void {
  state.number = (state.number << 8) | byte;
  state.offset++;
  state.left--;
  if (state.left > 0) return;
  if (state.number !== state.crc) {
    fail(state, "checksum");
    return;
  }
  state.entries++;
  hear?.(state.entry, state.first);
  beginEntry(state, state.offset);
}

function fail(state: FrameState, problem: Problem): void {
  const section = state.regions[state.region]?.section ?? "file";
  state.finding = { offset: state.entry, problem, section };
  state.step = "end";
}
