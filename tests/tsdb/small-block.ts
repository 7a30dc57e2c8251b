import { crc32c } from "../../src/tsdb/crc32c.ts";
import type { SearchedBlock } from "../../src/tsdb/find-sample.ts";
import type { Deletions } from "../../src/tsdb/tombstones.ts";

/** A series with the first sample of each of its chunks, as a test writes it down. */
export interface SmallSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly chunks: readonly { readonly time: bigint; readonly bits: bigint; readonly encoding?: number }[];
}

/** The value that ends a series. */
export const stale = 0x7ff0_0000_0000_0002n;

/** The bits of a value. */
export function bitsOf(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

/**
 * Index and chunk file of a block, for forms that no Prometheus at hand writes (index version 1, labels that are not
 * UTF-8, foreign encodings). It has symbols and series only.
 */
export function smallBlock(series: readonly SmallSeries[], version: 1 | 2 = 2, deletions: Deletions = new Map()) {
  const chunks = new Bytes([0x85, 0xbd, 0x40, 0xdd, 1, 0, 0, 0]);
  const index = new Bytes([0xba, 0xaa, 0xd7, 0x00, version]);
  const symbols = writeSymbols(
    index,
    series.flatMap(({ labels }) => Object.entries(labels).flat()),
    version,
  );
  const alignment = version === 1 ? 1 : 16;
  // As Prometheus has it: the section begins before the padding of its first series.
  const first = index.length;
  const references = series.map((one) => {
    index.pad(alignment);
    const reference = index.length / alignment;
    const body = seriesBody(one, symbols, chunks);
    index.uvarint(BigInt(body.length)).add(body.bytes).sum(body.bytes);
    return reference;
  });
  const toc = new Bytes([]).u64(5).u64(first).u64(0).u64(0).u64(0).u64(0);
  index.add(toc.bytes).sum(toc.bytes);
  return { index: index.array(), segment: chunks.array(), references, deletions };
}

/** Such a block as the search reads it, with the bytes that it asked for counted. */
export function searched({ index, segment, deletions }: ReturnType<typeof smallBlock>): SearchedBlock {
  const bytesAt = (bytes: Uint8Array) => (offset: number, length: number) => bytes.subarray(offset, offset + length);
  return {
    index: bytesAt(index),
    indexSize: index.length,
    segment: (number) => (number === 0 ? bytesAt(segment) : undefined),
    deletions,
  };
}

/** Puts bytes together as Go's encoders do. */
export class Bytes {
  bytes: number[];

  constructor(bytes: readonly number[]) {
    this.bytes = [...bytes];
  }

  get length(): number {
    return this.bytes.length;
  }

  array(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.bytes);
  }

  add(bytes: Iterable<number>): this {
    for (const byte of bytes) this.bytes.push(byte);
    return this;
  }

  pad(alignment: number): this {
    while (this.length % alignment !== 0) this.bytes.push(0);
    return this;
  }

  uvarint(value: bigint): this {
    let rest = BigInt.asUintN(64, value);
    for (; rest >= 0x80n; rest >>= 7n) this.bytes.push(Number(rest & 0x7fn) | 0x80);
    this.bytes.push(Number(rest));
    return this;
  }

  varint(value: bigint): this {
    return this.uvarint(value < 0n ? -2n * value - 1n : 2n * value);
  }

  u32(value: number): this {
    const view = new DataView(new ArrayBuffer(4));
    view.setUint32(0, value);
    return this.add(new Uint8Array(view.buffer));
  }

  u64(value: number | bigint): this {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(value));
    return this.add(new Uint8Array(view.buffer));
  }

  /** The checksum of these bytes. */
  sum(of: readonly number[]): this {
    const bytes = Uint8Array.from(of);
    return this.u32(crc32c(bytes, new DataView(bytes.buffer), 0, bytes.length, 0) >>> 0);
  }
}

function writeSymbols(index: Bytes, texts: readonly string[], version: 1 | 2): Map<string, number> {
  const sorted = [...new Set(texts)].sort();
  const references = new Map<string, number>();
  const body = new Bytes([]).u32(sorted.length);
  for (const [place, text] of sorted.entries()) {
    references.set(text, version === 1 ? index.length + 4 + body.length : place);
    // One byte a character, so that a test can write what is not UTF-8.
    body.uvarint(BigInt(text.length)).add(Buffer.from(text, "latin1"));
  }
  index.u32(body.length).add(body.bytes).sum(body.bytes);
  return references;
}

function seriesBody({ labels, chunks }: SmallSeries, symbols: Map<string, number>, segment: Bytes): Bytes {
  const body = new Bytes([]).uvarint(BigInt(Object.keys(labels).length));
  for (const text of Object.entries(labels).flat()) body.uvarint(BigInt(symbols.get(text) ?? 0));
  body.uvarint(BigInt(chunks.length));
  let [end, place] = [0n, 0n];
  for (const [number, { time, bits, encoding = 1 }] of chunks.entries()) {
    const [first, offset] = [number === 0, BigInt(segment.length)];
    if (first) body.varint(time).uvarint(0n).uvarint(offset);
    else
      body
        .uvarint(time - end)
        .uvarint(0n)
        .varint(offset - place);
    [end, place] = [time, offset];
    // XOR2 has a byte on start times.
    const data = new Bytes(encoding === 4 ? [0, 1, 0] : [0, 1]).varint(time).u64(bits);
    segment
      .uvarint(BigInt(data.length))
      .add([encoding, ...data.bytes])
      .sum([encoding, ...data.bytes]);
  }
  return body;
}
