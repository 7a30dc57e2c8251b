import { createHash } from "node:crypto";
import { type Fault, fault } from "../../errors.ts";
import { release } from "../../system/memory.ts";
import type { DraftTerms, StoreDraft } from "../store.ts";
import type { Bucket } from "./bucket.ts";
import { headObject } from "./objects.ts";
import { PartUploads } from "./part-uploads.ts";
import { mostParts, planParts } from "./parts.ts";
import type { RecordedUpload, UploadRecord } from "./upload-record.ts";
import {
  abortUpload,
  abortUploadsOf,
  type BegunUpload,
  completeUpload,
  createUpload,
  type UploadedPart,
  uploadPart,
} from "./uploads.ts";

/** What a draft works with. */
export interface DraftPlace {
  readonly bucket: Bucket;
  readonly record: UploadRecord | undefined;
  readonly signal: AbortSignal;
}

/** The object carries the number of the upload that made it: so it is known again, whatever became of an answer. */
const uploadMetadata = "promsnap-upload";
const checksumMetadata = "promsnap-sha256";
/** How long, in milliseconds, it is asked what became of an upload, and how long the clearing up may take: who ends a run waits. */
const settling = 60_000;
const clearingUp = 15_000;

/** An archive on its way into a bucket, as an upload of many parts that has no name before it is complete. */
export class S3Draft implements StoreDraft {
  readonly name: string;
  readonly path: string;
  readonly #place: DraftPlace;
  readonly #upload: BegunUpload;
  readonly #recorded: RecordedUpload;
  readonly #mark: string;
  readonly #uploads: PartUploads;
  readonly #hash = createHash("sha256");
  readonly #giveUp = new AbortController();
  readonly #expected: string | undefined;
  #bytes = 0;
  #parts: readonly UploadedPart[] | undefined;

  private constructor(
    name: string,
    place: DraftPlace,
    upload: BegunUpload,
    recorded: RecordedUpload,
    mark: string,
    terms: DraftTerms,
  ) {
    this.name = name;
    this.path = place.bucket.urlOf(upload.key);
    this.#place = place;
    this.#upload = upload;
    this.#recorded = recorded;
    this.#mark = mark;
    this.#expected = terms.sha256;
    const signal = AbortSignal.any([place.signal, this.#giveUp.signal]);
    this.#uploads = new PartUploads(planParts(terms.atMost), (number, bytes) => {
      if (number <= mostParts) return uploadPart(place.bucket, upload, number, bytes, signal);
      throw fault("s3.tooManyParts", { url: this.path, parts: mostParts });
    });
  }

  /** Begins the upload, which stands on the disk of the data directory before the server hears of it. */
  static async begin(name: string, key: string, place: DraftPlace, terms: DraftTerms): Promise<S3Draft> {
    const { bucket, record, signal } = place;
    if ((await headObject(bucket, key, signal)) !== undefined) throw fault("s3.taken", { url: bucket.urlOf(key) });
    const recorded = { endpoint: bucket.access.endpoint ?? "", bucket: bucket.name, key };
    const mark = crypto.randomUUID();
    const { sha256 } = terms;
    const metadata = { [uploadMetadata]: mark, ...(sha256 === undefined ? {} : { [checksumMetadata]: sha256 }) };
    await record?.put(recorded);
    const upload = await createUpload(bucket, key, metadata, signal);
    // Without a number in the record the next run ends all that the key has.
    const known = upload.again ? recorded : { ...recorded, id: upload.id };
    const draft = new S3Draft(name, place, upload, known, mark, terms);
    try {
      await record?.put(known);
    } catch (error) {
      await draft.discard();
      throw error;
    }
    return draft;
  }

  async write(bytes: Uint8Array<ArrayBuffer>, memory?: "given"): Promise<void> {
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    await this.#uploads.write(bytes);
    if (memory === "given") release(bytes);
  }

  /** Each part that the server has is the one that was signed: it compared its SHA-256. */
  async prove(): Promise<string> {
    this.#parts = await this.#uploads.finish();
    const sha256 = this.#hash.digest("hex");
    if (this.#expected !== undefined && this.#expected !== sha256) throw fault("archive.readBack", { path: this.path });
    return sha256;
  }

  async commit(): Promise<string> {
    const { bucket, signal } = this.#place;
    const parts = this.#parts ?? (await this.#uploads.finish());
    const { key } = this.#upload;
    // Not every server heeds If-None-Match here.
    if ((await headObject(bucket, key, signal)) !== undefined) throw fault("s3.taken", { url: this.path });
    const failure = await completeUpload(bucket, this.#upload, parts, signal).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    await this.#makeSure(failure);
    // What cannot be ended now stays on record, for the next run.
    await this.#endRecorded(AbortSignal.timeout(clearingUp)).catch(() => undefined);
    return this.path;
  }

  /**
   * Looks for the object itself: an answer may be lost though all was done, and a second request then fails. It is ours
   * when it has our mark and our size; then no failure counts.
   */
  async #makeSure(failure: { readonly error: unknown } | undefined): Promise<void> {
    const { bucket } = this.#place;
    const found = await headObject(bucket, this.#upload.key, AbortSignal.timeout(settling)).catch(
      (error: unknown): Fault => fault("s3.uncertain", { url: this.path }, failure?.error ?? error),
    );
    if (found instanceof Error) throw found;
    if (found?.metadata[uploadMetadata] === this.#mark && found.bytes === this.#bytes) return;
    if (failure !== undefined) throw failure.error;
    throw found === undefined ? fault("s3.notStored", { url: this.path }) : fault("s3.taken", { url: this.path });
  }

  async discard(): Promise<unknown> {
    this.#giveUp.abort(fault("s3.uploadGone", { url: this.path }));
    await this.#uploads.settle();
    try {
      const signal = AbortSignal.timeout(clearingUp);
      await abortUpload(this.#place.bucket, this.#upload, signal);
      await this.#endRecorded(signal);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** With our own upload ended either way, ends those that unanswered requests began, and forgets all of them. */
  async #endRecorded(signal: AbortSignal): Promise<void> {
    const { bucket, record } = this.#place;
    if (this.#upload.again) await abortUploadsOf(bucket, this.#upload.key, signal);
    await record?.remove(this.#recorded);
  }
}
