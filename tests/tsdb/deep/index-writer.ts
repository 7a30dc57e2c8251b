import { Bytes } from "../small-block.ts";
import type { Breakage, WrittenEntry, WrittenList, WrittenSeries } from "./block-spec.ts";

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const sections = ["symbols", "series", "label indices", "label offset table", "postings", "postings offset table"];

/** Writes the sections of an index one after the other, as Prometheus does, but for what a test breaks. */
export class IndexWriter {
  readonly places = { series: [] as number[], lists: [] as number[], symbols: [] as number[] };
  readonly entries = { postings: [] as number[], labels: [] as number[] };
  /** Where each section begins. */
  readonly sections: Record<string, number> = {};
  readonly #all: readonly WrittenSeries[];
  readonly #version: number;
  readonly #breakage: Breakage;
  readonly #index: Bytes;
  readonly #names: readonly string[];
  readonly #references = new Map<string, bigint>();

  constructor(all: readonly WrittenSeries[], version: number, breakage: Breakage) {
    this.#all = all;
    this.#version = version;
    this.#breakage = breakage;
    this.#index = new Bytes([0xba, 0xaa, 0xd7, 0x00, version]);
    this.#names = [...new Set(all.flatMap(({ labels }) => labels.map(([name]) => name)))].sort(byBytes);
  }

  /** The index, in which chunks have these references. */
  write(chunks: readonly bigint[], indices: boolean): Uint8Array {
    this.#section("symbols", () => this.#symbols());
    this.#section("series", () => this.#series(chunks));
    const labels: WrittenEntry[] = [];
    const lists: WrittenEntry[] = [];
    this.#section("label indices", () => indices && this.#labelIndices(labels));
    this.#section("postings", () => this.#postings(lists));
    this.#section("label offset table", () => indices && this.#labelTable(labels));
    this.#section("postings offset table", () => this.#postingsTable(lists));
    this.#section("table of contents", () => this.#contents());
    return this.#index.array();
  }

  /** What postings and tombstones call a series; a number that no series has leads behind them. */
  reference(number: number): number {
    const alignment = this.#version === 1 ? 1 : 16;
    return Math.ceil((this.places.series[number] ?? this.sections["label indices"] ?? 0) / alignment);
  }

  #section(name: string, write: () => unknown): void {
    this.sections[name] = this.#index.length;
    write();
    this.#index.add(this.#breakage.behind?.[name] ?? []);
  }

  /** Writes `length | body | checksum`, or what a test puts in place of the body. */
  #entry(name: string, number: number, body: Bytes): void {
    const { raw } = this.#breakage;
    const { bytes } = raw?.section === name && number === 0 ? new Bytes(raw.bytes) : body;
    if (name === "series") this.#index.uvarint(BigInt(bytes.length));
    else this.#index.u32(bytes.length);
    this.#index.add(bytes).sum(bytes);
  }

  #symbol(text: string): bigint {
    return this.#references.get(text) ?? 0n;
  }

  #symbols(): void {
    const texts = [...new Set(this.#all.flatMap(({ labels }) => labels.flat()))].sort(byBytes);
    const written = this.#breakage.symbols?.([...texts]) ?? texts;
    const table = new Bytes([]).u32(written.length);
    for (const [number, text] of written.entries()) {
      const place = this.#index.length + 4 + table.length;
      this.places.symbols.push(place);
      this.#references.set(text, BigInt(this.#version === 1 ? place : number));
      const bytes = text.startsWith("raw:") ? Buffer.from(text.slice(4), "latin1") : Buffer.from(text);
      table.uvarint(BigInt(bytes.length)).add(bytes);
    }
    this.#entry("symbols", 0, table);
  }

  #series(places: readonly bigint[]): void {
    let next = 0;
    for (const [number, series] of this.#all.entries()) {
      if (this.#version > 1) this.#index.pad(16);
      this.places.series.push(this.#index.length);
      const own = places.slice(next, next + series.chunks.length);
      next += own.length;
      const plain = seriesBody(series, own, (text) => this.#symbol(text));
      const about = { symbol: (text: string) => this.#symbol(text), chunk: (at: number) => own[at] ?? 0n };
      this.#entry("series", number, this.#breakage.series?.(plain, number, about) ?? plain);
    }
  }

  #labelIndices(entries: WrittenEntry[]): void {
    for (const [number, name] of this.#names.entries()) {
      this.#index.pad(4);
      entries.push({ keys: 1, texts: [name], target: this.#index.length });
      const values = valuesOf(this.#all, name);
      const numbers = [1, values.length, ...values.map((value) => Number(this.#symbol(value)))];
      const list = new Bytes([]);
      for (const one of this.#breakage.labelIndex?.(numbers, number) ?? numbers) list.u32(one);
      this.#entry("label index", number, list);
    }
  }

  #postings(entries: WrittenEntry[]): void {
    const plain = listsOf(this.#all, this.#names);
    for (const [number, { label, series }] of (this.#breakage.lists?.(plain) ?? plain).entries()) {
      this.#index.pad(4);
      this.places.lists.push(this.#index.length);
      entries.push({ keys: 2, texts: label, target: this.#index.length });
      const references = series.map((one) => this.reference(one));
      const list = new Bytes([]).u32(this.#breakage.count?.(series.length, number) ?? series.length);
      for (const one of this.#breakage.list?.(references, number) ?? references) list.u32(one);
      this.#entry("list", number, list);
    }
  }

  #labelTable(plain: WrittenEntry[]): void {
    const entries = this.#breakage.labelEntries?.(plain) ?? plain;
    this.#entry("label entries", 0, this.#table(entries, entries.length, this.entries.labels));
  }

  #postingsTable(plain: WrittenEntry[]): void {
    const entries = this.#breakage.entries?.(plain) ?? plain;
    const count = this.#breakage.entryCount?.(entries.length) ?? entries.length;
    this.#entry("entries", 0, this.#table(entries, count, this.entries.postings));
  }

  #table(entries: readonly WrittenEntry[], count: number, places: number[]): Bytes {
    const table = new Bytes([]).u32(count);
    for (const { keys, texts, target } of entries) {
      places.push(this.#index.length + 4 + table.length);
      table.uvarint(BigInt(keys));
      for (const text of texts) table.uvarint(BigInt(Buffer.byteLength(text))).add(Buffer.from(text));
      table.uvarint(BigInt(target));
    }
    return table;
  }

  #contents(): void {
    const plain = sections.map((name) => this.sections[name] ?? 0);
    const contents = new Bytes([]);
    for (const place of this.#breakage.contents?.(plain) ?? plain) contents.u64(place);
    this.#index.add(contents.bytes).sum(contents.bytes);
  }
}

function valuesOf(all: readonly WrittenSeries[], name: string): string[] {
  const labels = all.flatMap((series) => series.labels);
  return [...new Set(labels.filter(([one]) => one === name).map(([, value]) => value))].sort(byBytes);
}

/** The lists of all labels, behind the one of all series. */
function listsOf(all: readonly WrittenSeries[], names: readonly string[]): WrittenList[] {
  const having = (name: string, value: string) =>
    [...all.keys()].filter((number) => all[number]?.labels.some(([n, v]) => n === name && v === value));
  const lists = names.flatMap((name) =>
    valuesOf(all, name).map((value): WrittenList => ({ label: [name, value], series: having(name, value) })),
  );
  return [{ label: ["", ""], series: [...all.keys()] }, ...lists];
}

function seriesBody(
  { labels, chunks }: WrittenSeries,
  places: readonly bigint[],
  symbol: (text: string) => bigint,
): Bytes {
  const body = new Bytes([]).uvarint(BigInt(labels.length));
  for (const text of labels.flat()) body.uvarint(symbol(text));
  body.uvarint(BigInt(chunks.length));
  let [end, before] = [0n, 0n];
  for (const [number, { min, max }] of chunks.entries()) {
    const [first, last, place] = [BigInt(min), BigInt(max), places[number] ?? 0n];
    if (number === 0)
      body
        .varint(first)
        .uvarint(last - first)
        .uvarint(place);
    else
      body
        .uvarint(first - end)
        .uvarint(last - first)
        .varint(place - before);
    [end, before] = [last, place];
  }
  return body;
}
