import { crc32c } from "./crc32c.ts";
import type { Finding, Problem } from "./damage.ts";
import type { EntryListener, Region } from "./entries.ts";

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
  crc: number;
  /** How many entries were found sound so far, over all regions. */
  entries: number;
  finding: Finding | undefined;
}

/** A uvarint of more bytes than this exceeds 32 bits. */
const longestUvarint = 5;
const sumBytes = 4;
/** Magic number and version, which every file begins with. */
const headerBytes = 5;

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
    crc: 0,
    entries: 0,
    finding,
  };
  if (finding === undefined) enterRegion(state, 0);
  return state;
}

/** Checks the next bytes of the file. Stops looking at the first finding, which stays in the state. */
export function pushFrames(state: FrameState, bytes: Uint8Array, listener?: EntryListener): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const base = state.offset;
  const end = base + bytes.length;
  while (state.offset < end && state.step !== "end") {
    const at = state.offset - base;
    if (state.step === "gap") skip(state, bytes, end, listener);
    else if (state.step === "length" && state.offset === state.entry && passWhole(state, bytes, view, at, listener))
      continue;
    else if (state.step === "length") readLength(state, bytes[at] as number, listener);
    else if (state.step === "body") readBody(state, bytes, view, at, listener);
    else readSum(state, bytes[at] as number, listener);
  }
  const last = state.regions.at(-1);
  if (state.step === "end" && state.finding === undefined && last !== undefined) {
    lookForStray(bytes, base, state.offset, Math.min(end, last.end), listener);
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

function skip(state: FrameState, bytes: Uint8Array, end: number, listener: EntryListener | undefined): void {
  const [from, base] = [state.offset, end - bytes.length];
  state.offset = Math.min(state.left, end);
  lookForStray(bytes, base, Math.max(from, headerBytes), state.offset, listener);
  if (state.offset === state.left) leaveGap(state, state.regions[state.region] as Region, listener);
}

/** Tells of what is not zero in a stretch of the file, of which these bytes begin at `base`. */
function lookForStray(
  bytes: Uint8Array,
  base: number,
  from: number,
  to: number,
  listener: EntryListener | undefined,
): void {
  if (listener?.stray === undefined) return;
  for (let offset = from; offset < to; offset++) if (bytes[offset - base] !== 0) listener.stray(offset);
}

function leaveGap(state: FrameState, region: Region, listener?: EntryListener): void {
  if (region.length === "none") {
    const body = region.end - region.start - sumBytes;
    if (body < 0) fail(state, "too short");
    else beginBody(state, body, listener);
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
  listener: EntryListener | undefined,
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
    if (entry > next) lookForStray(bytes, base, base + next, base + entry, listener);
    listener?.whole(base + entry, bytes, at, body);
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

function readLength(state: FrameState, byte: number, listener: EntryListener | undefined): void {
  const region = state.regions[state.region] as Region;
  state.offset++;
  state.left--;
  if (region.length === "u32") {
    state.number = state.number * 256 + byte;
    if (state.left === 0) lengthKnown(state, region, listener);
  } else {
    state.number += (byte & 0x7f) * 2 ** (7 * (longestUvarint - 1 - state.left));
    if (byte < 0x80) lengthKnown(state, region, listener);
    else if (state.left === 0) fail(state, "entry length");
  }
}

function lengthKnown(state: FrameState, region: Region, listener: EntryListener | undefined): void {
  const body = state.number + region.uncounted;
  if (state.offset + body + sumBytes > region.end) fail(state, "entry length");
  else beginBody(state, body, listener);
}

function beginBody(state: FrameState, length: number, listener: EntryListener | undefined): void {
  listener?.begin(state.entry, length);
  state.step = length === 0 ? "sum" : "body";
  state.left = length === 0 ? sumBytes : length;
  state.number = 0;
}

function readBody(
  state: FrameState,
  bytes: Uint8Array,
  view: DataView,
  at: number,
  listener: EntryListener | undefined,
): void {
  const count = Math.min(state.left, bytes.length - at);
  listener?.part(bytes, at, at + count);
  state.crc = crc32c(bytes, view, at, at + count, state.crc);
  state.offset += count;
  state.left -= count;
  if (state.left > 0) return;
  state.step = "sum";
  state.left = sumBytes;
}

function readSum(state: FrameState, byte: number, listener: EntryListener | undefined): void {
  state.number = (state.number << 8) | byte;
  state.offset++;
  state.left--;
  if (state.left > 0) return;
  if (state.number !== state.crc) {
    fail(state, "checksum");
    return;
  }
  state.entries++;
  listener?.end();
  beginEntry(state, state.offset);
}

function fail(state: FrameState, problem: Problem): void {
  const section = state.regions[state.region]?.section ?? "file";
  state.finding = { offset: state.entry, problem, section };
  state.step = "end";
}
