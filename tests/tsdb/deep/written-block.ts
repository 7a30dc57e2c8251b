import { Bytes } from "../small-block.ts";

/** A chunk as a test writes it: its segment, its times, how many samples it says that it has, its encoding. */
export interface WrittenChunk {
  readonly segment?: number;
  readonly min: number;
  readonly max: number;
  readonly count?: number;
  readonly encoding?: number;
  readonly data?: readonly number[];
}

/** A series as it is written; its labels in the order in which they stand. */
export interface WrittenSeries {
  readonly labels: readonly (readonly [name: string, value: string])[];
  readonly chunks: readonly WrittenChunk[];
}

/** A list of postings: its label and the numbers of its series. */
export interface WrittenList {
  readonly label: readonly [name: string, value: string];
  readonly series: readonly number[];
}

/** What a test breaks before it is written; each gets what Prometheus would write. */
export interface Breakage {
  symbols?(symbols: string[]): readonly string[];
  /** The body of a series, number by number. */
  series?(
    body: Bytes,
    number: number,
    place: { symbol: (text: string) => bigint; chunk: (number: number) => bigint },
  ): Bytes;
  lists?(lists: WrittenList[]): readonly WrittenList[];
  /** The references in a list, behind their count. */
  list?(references: number[], number: number): readonly number[];
  count?(count: number, number: number): number;
  entries?(entries: WrittenEntry[]): readonly WrittenEntry[];
  entryCount?(count: number): number;
  labelIndex?(numbers: number[], number: number): readonly number[];
  labelEntries?(entries: WrittenEntry[]): readonly WrittenEntry[];
  contents?(offsets: number[]): readonly number[];
  stones?: readonly (readonly [series: number, min: number, max: number])[];
  tombstones?: Bytes;
  meta?(meta: Record<string, unknown>): Record<string, unknown>;
  /** The body of a section's first entry, in place of what it has. */
  raw?: { readonly section: string; readonly bytes: readonly number[] };
  /** Bytes put behind the entries of a section. */
  behind?: Readonly<Record<string, readonly number[]>>;
}

/** An entry of an offset table. */
export interface WrittenEntry {
  readonly keys: number;
  readonly texts: readonly string[];
  readonly target: number;
}

/** The files of a block, by their names, and where the entries of its index begin. */
export interface WrittenBlock {
  readonly ulid: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly series: readonly number[];
  readonly lists: readonly number[];
  readonly symbols: readonly number[];
  readonly entries: readonly number[];
  readonly labelEntries: readonly number[];
  readonly sections: Readonly<Record<string, number>>;
  readonly chunks: readonly number[];
}

export const ulid = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

const twoChunks = (first: number): WrittenChunk[] => [
  { min: first, max: first + 400, count: 5 },
  { min: first + 500, max: first + 900, count: 7 },
];

/** Five series that differ in every way in which series do. */
export const fiveSeries: readonly WrittenSeries[] = [
  {
    labels: [
      ["__name__", "cpu"],
      ["core", "0"],
      ["mode", "idle"],
    ],
    chunks: twoChunks(1000),
  },
  {
    labels: [
      ["__name__", "cpu"],
      ["core", "0"],
      ["mode", "user"],
    ],
    chunks: twoChunks(1010),
  },
  {
    labels: [
      ["__name__", "cpu"],
      ["core", "1"],
    ],
    chunks: twoChunks(1020),
  },
  { labels: [["__name__", "memory"]], chunks: [{ segment: 1, min: 1000, max: 1990, count: 3 }] },
  {
    labels: [
      ["__name__", "time"],
      ["é", "ü"],
    ],
    chunks: [{ segment: 1, min: 1500, max: 1999, count: 2, encoding: 2 }],
  },
];

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Writes a block as Prometheus does, but for what a test breaks. `indices`: whether there are label indices. */
export function writeBlock(
  all: readonly WrittenSeries[] = fiveSeries,
  { version = 2, indices = version < 3 }: { version?: 1 | 2 | 3; indices?: boolean } = {},
  breakage: Breakage = {},
): WrittenBlock {
  const { segments, places } = writeChunks(all);
  const index = new Bytes([0xba, 0xaa, 0xd7, 0x00, version]);
  const alignment = version === 1 ? 1 : 16;
  const sections: Record<string, number> = {};
  const begin = (name: string, padding = 1) => {
    sections[name] = index.length;
    index.pad(padding);
  };
  const raw = (name: string, number: number, plain: Bytes) =>
    breakage.raw?.section === name && number === 0 ? new Bytes(breakage.raw.bytes) : plain;
  const close = (name: string) => index.add(breakage.behind?.[name] ?? []);

  begin("symbols");
  const texts = [...new Set(all.flatMap(({ labels }) => labels.flat()))].sort(byBytes);
  const written = breakage.symbols?.([...texts]) ?? texts;
  const references = new Map<string, bigint>();
  const table = new Bytes([]).u32(written.length);
  const symbols: number[] = [];
  for (const [number, text] of written.entries()) {
    symbols.push(index.length + 4 + table.length);
    references.set(text, BigInt(version === 1 ? index.length + 4 + table.length : number));
    const bytes = text.startsWith("raw:") ? Buffer.from(text.slice(4), "latin1") : Buffer.from(text);
    table.uvarint(BigInt(bytes.length)).add(bytes);
  }
  sectionOf(index, raw("symbols", 0, table));
  close("symbols");
  const symbol = (text: string) => references.get(text) ?? 0n;

  begin("series");
  const offsets: number[] = [];
  let [chunk, stands] = [0, 0];
  for (const [number, one] of all.entries()) {
    index.pad(alignment);
    offsets.push(index.length);
    const first = chunk;
    chunk += one.chunks.length;
    const own = places.slice(first, chunk);
    const plain = seriesBody(one, own, symbol);
    const body = raw(
      "series",
      number,
      breakage.series?.(plain, number, { symbol, chunk: (at) => own[at] ?? 0n }) ?? plain,
    );
    index.uvarint(BigInt(body.length)).add(body.bytes).sum(body.bytes);
    stands = index.length;
  }
  close("series");
  const reference = (number: number) => Math.ceil((offsets[number] ?? stands) / alignment);

  const names = [...new Set(all.flatMap(({ labels }) => labels.map(([name]) => name)))].sort(byBytes);
  const labelEntries: WrittenEntry[] = [];
  const labelPlaces: number[] = [];
  begin("label indices");
  if (indices) {
    for (const [number, name] of names.entries()) {
      index.pad(4);
      labelEntries.push({ keys: 1, texts: [name], target: index.length });
      const values = [...new Set(all.flatMap(({ labels }) => labels.filter(([n]) => n === name).map(([, v]) => v)))];
      const numbers = [1, values.length, ...values.sort(byBytes).map((value) => Number(symbol(value)))];
      const list = new Bytes([]);
      for (const one of breakage.labelIndex?.(numbers, number) ?? numbers) list.u32(one);
      sectionOf(index, raw("label index", number, list));
    }
    close("label indices");
  }

  begin("postings");
  const plainLists = listsOf(all, names);
  const lists = breakage.lists?.(plainLists) ?? plainLists;
  const listOffsets: number[] = [];
  const entries: WrittenEntry[] = [];
  for (const [number, { label, series }] of lists.entries()) {
    index.pad(4);
    listOffsets.push(index.length);
    entries.push({ keys: 2, texts: label, target: index.length });
    const plain = series.map(reference);
    const list = new Bytes([]).u32(breakage.count?.(series.length, number) ?? series.length);
    for (const one of breakage.list?.(plain, number) ?? plain) list.u32(one);
    sectionOf(index, raw("list", number, list));
  }
  close("postings");

  begin("label offset table");
  if (indices) {
    const told = breakage.labelEntries?.(labelEntries) ?? labelEntries;
    labelPlaces.push(...writeTable(index, told, told.length, (table) => raw("label entries", 0, table)));
    close("label offset table");
  }
  begin("postings offset table");
  const told = breakage.entries?.(entries) ?? entries;
  const entryPlaces = writeTable(index, told, breakage.entryCount?.(told.length) ?? told.length, (table) =>
    raw("entries", 0, table),
  );
  close("postings offset table");

  begin("table of contents");
  const names6 = ["symbols", "series", "label indices", "label offset table", "postings", "postings offset table"];
  const places6 = names6.map((name) => sections[name] ?? 0);
  const contents = new Bytes([]);
  for (const place of breakage.contents?.(places6) ?? places6) contents.u64(place);
  index.add(contents.bytes).sum(contents.bytes);

  const files = new Map<string, Uint8Array>([["index", index.array()]]);
  for (const [number, bytes] of segments.entries()) files.set(`chunks/${`${number + 1}`.padStart(6, "0")}`, bytes);
  const stones = raw("tombstones", 0, breakage.tombstones ?? stonesOf(breakage.stones ?? [], reference));
  files.set("tombstones", new Bytes([0x01, 0x30, 0xba, 0x30, 1]).add(stones.bytes).sum(stones.bytes).array());
  const meta = metaOf(all, breakage.stones?.length ?? 0);
  files.set("meta.json", Uint8Array.from(Buffer.from(JSON.stringify(breakage.meta?.(meta) ?? meta))));
  return {
    ulid,
    files,
    series: offsets,
    lists: listOffsets,
    symbols,
    entries: entryPlaces,
    labelEntries: labelPlaces,
    sections,
    chunks: places.map((place) => Number(place % 2n ** 32n)),
  };
}

function sectionOf(index: Bytes, body: Bytes): void {
  index.u32(body.length).add(body.bytes).sum(body.bytes);
}

/** Writes an offset table and answers where its entries begin. */
function writeTable(
  index: Bytes,
  entries: readonly WrittenEntry[],
  count: number,
  raw: (table: Bytes) => Bytes,
): number[] {
  const table = new Bytes([]).u32(count);
  const places = entries.map(({ keys, texts, target }) => {
    const place = index.length + 4 + table.length;
    table.uvarint(BigInt(keys));
    for (const text of texts) table.uvarint(BigInt(Buffer.byteLength(text))).add(Buffer.from(text));
    table.uvarint(BigInt(target));
    return place;
  });
  sectionOf(index, raw(table));
  return places;
}

/** The lists of all labels, behind the one of all series. */
function listsOf(all: readonly WrittenSeries[], names: readonly string[]): WrittenList[] {
  const having = (name: string, value: string) =>
    [...all.keys()].filter((number) => all[number]?.labels.some(([n, v]) => n === name && v === value));
  const lists = names.flatMap((name) => {
    const values = new Set(all.flatMap(({ labels }) => labels.filter(([n]) => n === name).map(([, v]) => v)));
    return [...values]
      .sort(byBytes)
      .map((value): WrittenList => ({ label: [name, value], series: having(name, value) }));
  });
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

function writeChunks(all: readonly WrittenSeries[]): { segments: Uint8Array[]; places: bigint[] } {
  const segments: Bytes[] = [];
  const places = all
    .flatMap(({ chunks }) => chunks)
    .map(({ segment: number = 0, min, count = 1, encoding = 1, data }) => {
      while (segments.length <= number) segments.push(new Bytes([0x85, 0xbd, 0x40, 0xdd, 1, 0, 0, 0]));
      const segment = segments[number] as Bytes;
      const place = BigInt(number) * 2n ** 32n + BigInt(segment.length);
      const head = encoding === 1 ? [count >> 8, count & 255] : [count >> 8, count & 255, 0];
      const body = data ?? new Bytes(head).varint(BigInt(min)).u64(0).u32(min).bytes;
      segment
        .uvarint(BigInt(body.length))
        .add([encoding, ...body])
        .sum([encoding, ...body]);
      return place;
    });
  return { segments: segments.map((segment) => segment.array()), places };
}

function stonesOf(stones: NonNullable<Breakage["stones"]>, reference: (number: number) => number): Bytes {
  const bytes = new Bytes([]);
  for (const [series, min, max] of stones)
    bytes
      .uvarint(BigInt(reference(series)))
      .varint(BigInt(min))
      .varint(BigInt(max));
  return bytes;
}

function metaOf(all: readonly WrittenSeries[], stones: number): Record<string, unknown> {
  const chunks = all.flatMap((series) => series.chunks);
  const samples = (histograms: boolean) =>
    chunks
      .filter(({ encoding = 1 }) => (encoding !== 1 && encoding !== 4) === histograms)
      .reduce((total, { count = 1 }) => total + count, 0);
  const [floats, histograms] = [samples(false), samples(true)];
  const byKind = { numFloatSamples: floats, numHistogramSamples: histograms };
  const counts = { numSeries: all.length, numChunks: chunks.length, numTombstones: stones };
  return {
    ulid,
    version: 1,
    minTime: 1000,
    maxTime: 2000,
    stats: { numSamples: floats + histograms, ...byKind, ...counts },
    compaction: { level: 1, sources: [ulid] },
  };
}
