import { InputFile } from "../system/file.ts";
import type { ReadableFile } from "../system/readable.ts";
import type { ByteSource } from "../tsdb/byte-source.ts";
import { readMeta } from "../tsdb/meta.ts";
import { Contents, type StoredBlock } from "./contents.ts";
import { FileEnd } from "./file-end.ts";
import { inflateHere } from "./inflate.ts";
import { isPromsnapArchive, readTrailerOf } from "./own-pieces.ts";
import { type ArchiveEvent, readArchive } from "./reader.ts";
import { type MemberPlaces, type SkimTerms, skimArchive } from "./skim.ts";
import { readFileEnd, TarStream } from "./tar-stream.ts";
import type { Trailer } from "./trailer.ts";

/** What lies in an archive. */
export interface ArchiveSurvey {
  /** Undefined in the script's archives. */
  readonly trailer: Trailer | undefined;
  readonly blocks: readonly StoredBlock[];
  /** Bytes of all files. */
  readonly content: number;
  /** The block with samples that ends last, and its index; of the script's archives, and in a bucket, the end of that index alone. */
  readonly newest: { readonly ulid: string; readonly index: ByteSource } | undefined;
}

/** How much of the end of an index is kept where an archive can be read only once, in bytes. */
const indexEndBytes = 64 << 20;
/** The last instant that a calendar has: a block that ends later does not end last. */
const lastInstant = 8.64e15;

/**
 * Surveys an archive: promsnap's are skimmed, the script's are read whole. With `withIndex` the newest block's index can
 * be read while the file is open. Throws `archive.corrupt`, and the signal's reason.
 */
export async function surveyArchive(file: ReadableFile, withIndex: boolean, terms: SkimTerms): Promise<ArchiveSurvey> {
  return (await isPromsnapArchive(file))
    ? await surveyOwn(file, withIndex, terms)
    : await surveyForeign(file, withIndex, terms);
}

async function surveyOwn(file: ReadableFile, withIndex: boolean, terms: SkimTerms): Promise<ArchiveSurvey> {
  const places: MemberPlaces = { offsets: [], positions: [] };
  const contents = new Contents();
  const indexes = new Map<string, { position: number; size: number }>();
  let content = 0;
  for await (const event of skimArchive(file, places, terms)) {
    contents.hear(event);
    if (event.kind === "whole") content = event.content;
    if (event.kind !== "entry") continue;
    const { path, size } = event.entry;
    if (isIndex(event)) indexes.set(path[0] ?? "", { position: event.start, size });
  }
  const blocks = contents.blocks();
  const ulid = newestOf(blocks);
  const place = indexes.get(ulid ?? "");
  const index = withIndex ? place && (await indexAt(file, places, place)) : undefined;
  const newest = ulid === undefined || index === undefined ? undefined : { ulid, index };
  return { trailer: await readTrailerOf(file), blocks, content, newest };
}

/** What lies far away is fetched first: nobody waits in the middle of an index. */
async function indexAt(
  file: ReadableFile,
  places: MemberPlaces,
  { position, size }: { readonly position: number; readonly size: number },
): Promise<ByteSource> {
  if (file instanceof InputFile) return new TarStream(file, places).fileAt(position, size);
  return await readFileEnd(file, places, position, size, indexEndBytes);
}

async function surveyForeign(file: ReadableFile, withIndex: boolean, terms: SkimTerms): Promise<ArchiveSurvey> {
  const [contents, ends] = [new Contents(), new NewestEnd()];
  let content = 0;
  for await (const event of readArchive(file, { inflate: inflateHere, ahead: 1, ...terms })) {
    contents.hear(event);
    if (withIndex) ends.hear(event, (ulid) => contents.metaText(ulid));
    if (event.kind === "whole") content = event.content;
  }
  return { trailer: undefined, blocks: contents.blocks(), content, newest: ends.newest };
}

/** Keeps the end of the newest block's index while blocks go by one after the other. */
class NewestEnd {
  #present: { readonly ulid: string; readonly end: FileEnd } | undefined;
  #inIndex = false;
  #newest: { readonly ulid: string; readonly endTime: number; readonly index: ByteSource } | undefined;

  get newest(): ArchiveSurvey["newest"] {
    return this.#newest;
  }

  /** `metaText` gives the meta.json of a block, as far as it came. */
  hear(event: ArchiveEvent, metaText: (ulid: string) => string | undefined): void {
    if (event.kind === "content") {
      if (this.#inIndex) this.#present?.end.push(event.bytes);
      return;
    }
    this.#inIndex = isIndex(event);
    const [ulid] = event.kind === "entry" ? event.entry.path : [];
    if (event.kind !== "end" && ulid !== this.#present?.ulid) this.#settle(metaText);
    if (event.kind !== "entry" || ulid === undefined || !this.#inIndex) return;
    this.#present = { ulid, end: new FileEnd(event.entry.size, indexEndBytes) };
  }

  #settle(metaText: (ulid: string) => string | undefined): void {
    const present = this.#present;
    this.#present = undefined;
    if (present === undefined) return;
    const { ulid, end } = present;
    const endTime = endOf(ulid, metaText(ulid));
    if (endTime < (this.#newest?.endTime ?? 1)) return;
    this.#newest = { ulid, endTime, index: end.source() };
  }
}

function isIndex(event: ArchiveEvent): boolean {
  if (event.kind !== "entry") return false;
  const { path, type } = event.entry;
  return type === "file" && path.length === 2 && path[1] === "index";
}

function newestOf(blocks: readonly StoredBlock[]): string | undefined {
  const ends = blocks.map(({ ulid, metaText }) => ({ ulid, endTime: endOf(ulid, metaText) }));
  const newest = ends.reduce((most, one) => (one.endTime >= most.endTime ? one : most), { ulid: "", endTime: 1 });
  return newest.ulid === "" ? undefined : newest.ulid;
}

/** When a block's samples end; 0 where it has none, or where no calendar has it. */
function endOf(ulid: string, metaText: string | undefined): number {
  const reading = readMeta(metaText ?? "", ulid);
  if (!("meta" in reading) || reading.meta.samples === 0 || reading.meta.maxTime > lastInstant) return 0;
  return reading.meta.maxTime;
}
