import { fault } from "../../errors.ts";
import { archiveFileOf } from "../../snapshots/name.ts";
import type { ReadableFile } from "../../system/readable.ts";
import type { DraftTerms, Store, StoreDraft, StoredFile } from "../store.ts";
import type { S3Access } from "./access.ts";
import { Bucket } from "./bucket.ts";
import { S3Draft } from "./draft.ts";
import { ObjectFile } from "./object-file.ts";
import { deleteObject, headObject, listObjects, putObject, type S3Object } from "./objects.ts";
import { readStart } from "./read-start.ts";
import type { RecordedUpload, UploadRecord } from "./upload-record.ts";
import { abortUpload, listUploads } from "./uploads.ts";

/** Which store to open. `prefix` is empty or ends in a slash. */
export interface S3StoreTerms {
  readonly bucket: string;
  readonly prefix: string;
  readonly access: S3Access;
  /** Where uploads are recorded; without it nobody knows later of those that were not ended. */
  readonly record?: UploadRecord | undefined;
  readonly signal: AbortSignal;
}

/** The objects of a bucket whose keys have one prefix, as a store. */
export class S3Store implements Store {
  readonly location: string;
  readonly #bucket: Bucket;
  readonly #terms: S3StoreTerms;

  private constructor(bucket: Bucket, terms: S3StoreTerms) {
    this.location = bucket.urlOf(terms.prefix).replace(/\/$/, "");
    this.#bucket = bucket;
    this.#terms = terms;
  }

  /** Loads what it takes to talk to S3. Nothing is asked of the server yet. */
  static async open(terms: S3StoreTerms): Promise<S3Store> {
    return new S3Store(await Bucket.open(terms.bucket, terms.access), terms);
  }

  pathOf(name: string): string {
    return this.#bucket.urlOf(this.#keyOf(name));
  }

  async names(): Promise<readonly string[]> {
    return (await this.files()).map(({ name }) => name);
  }

  async files(): Promise<readonly StoredFile[]> {
    const { prefix, signal } = this.#terms;
    const objects = await listObjects(this.#bucket, prefix, signal);
    return objects.map((object) => this.#fileOf(object)).filter((file) => isPlain(file.name));
  }

  async file(name: string): Promise<StoredFile | undefined> {
    const object = await headObject(this.#bucket, this.#keyOf(name), this.#terms.signal);
    return object && this.#fileOf(object);
  }

  async open({ name, bytes, version }: StoredFile): Promise<ReadableFile> {
    return new ObjectFile(this.#bucket, this.#keyOf(name), bytes, version, this.#terms.signal);
  }

  async readText(name: string, limit: number): Promise<string | undefined> {
    const bytes = await readStart(this.#bucket, this.#keyOf(name), limit, this.#terms.signal);
    return bytes && new TextDecoder().decode(bytes);
  }

  async replace(name: string, text: string): Promise<void> {
    await putObject(this.#bucket, this.#keyOf(name), new TextEncoder().encode(text), this.#terms.signal);
  }

  async remove(name: string): Promise<void> {
    await deleteObject(this.#bucket, this.#keyOf(name), this.#terms.signal);
  }

  async begin(snapshot: string, terms: DraftTerms): Promise<StoreDraft> {
    const { record, signal } = this.#terms;
    const key = this.#keyOf(archiveFileOf(snapshot));
    return await S3Draft.begin(snapshot, key, { bucket: this.#bucket, record, signal }, terms);
  }

  async leftovers(): Promise<readonly string[]> {
    return this.#recorded().map(({ key }) => this.#bucket.urlOf(key));
  }

  async removeLeftovers(): Promise<readonly string[]> {
    const { record, signal } = this.#terms;
    const found = new Set<string>();
    for (const upload of this.#recorded()) {
      for (const id of await this.#idsOf(upload)) {
        const there = await abortUpload(this.#bucket, { key: upload.key, id }, signal);
        if (there) found.add(this.#bucket.urlOf(upload.key));
      }
      await record?.remove(upload);
    }
    return [...found];
  }

  async strays(): Promise<readonly string[]> {
    const known = new Set(this.#recorded().map(({ key }) => key));
    const uploads = await listUploads(this.#bucket, this.#terms.prefix, this.#terms.signal);
    return uploads.filter(({ key }) => !known.has(key)).map(({ key }) => this.#bucket.urlOf(key));
  }

  free(): undefined {
    return undefined;
  }

  [Symbol.dispose](): void {
    this.#bucket[Symbol.dispose]();
  }

  /** The uploads of this very store that were begun and not ended. */
  #recorded(): readonly RecordedUpload[] {
    const { bucket, prefix, access, record } = this.#terms;
    const uploads = record?.uploads() ?? [];
    const isOurs = (one: RecordedUpload) => one.endpoint === (access.endpoint ?? "") && one.bucket === bucket;
    return uploads.filter((one) => isOurs(one) && one.key.startsWith(prefix) && isPlain(one.key.slice(prefix.length)));
  }

  /** Where the server's answer was not written down any more, every upload of the key that was about to be ours is. */
  async #idsOf({ key, id }: RecordedUpload): Promise<readonly string[]> {
    if (id !== undefined) return [id];
    const uploads = await listUploads(this.#bucket, key, this.#terms.signal);
    return uploads.filter((upload) => upload.key === key).map((upload) => upload.id);
  }

  #fileOf({ key, bytes, modified, version }: S3Object): StoredFile {
    const name = key.slice(this.#terms.prefix.length);
    return { name, bytes, modified, ...(version === undefined ? {} : { version }) };
  }

  #keyOf(name: string): string {
    if (isPlain(name)) return this.#terms.prefix + name;
    const path = `${this.location}/${JSON.stringify(name)}`;
    throw fault("files.notPlain", { path, found: "other", wanted: "name" });
  }
}

/** The same names as in a directory: what was stored in a bucket can be copied into one. */
function isPlain(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !name.includes("/") && !name.includes("\0");
}
