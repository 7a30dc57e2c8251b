import type { Directory } from "../../system/directory.ts";
import { isRecord, parse } from "../../tsdb/meta.ts";

/** An upload that promsnap began; `id` is missing where it was killed before the server's answer was written down. */
export interface RecordedUpload {
  /** The endpoint as the settings have it, empty for Amazon's own, and the bucket. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly key: string;
  readonly id?: string;
}

/** Those of copies, which have a lock of their own. */
const copiesFile = "uploads.json";
/** Those into the store of SNAPSHOT_DIR, by whoever holds the data directory. */
export const snapshotsFile = "snapshot-uploads.json";
const fileMode = 0o600;
/** One entry has about 300 bytes, and each store one upload at a time. */
const readLimit = 1 << 20;

/**
 * The uploads under way, in a file of promsnap's own directory in the data directory: what a killed run left there is
 * what the next one ends, and nothing else. Make one for each such file, under its lock.
 */
export class UploadRecord {
  readonly #own: Directory;
  readonly #file: string;
  #writing: Promise<void> = Promise.resolve();

  constructor(own: Directory, file = copiesFile) {
    this.#own = own;
    this.#file = file;
  }

  /** Every upload that was begun and not recorded as ended. A file that cannot be read has none. */
  uploads(): readonly RecordedUpload[] {
    const text = this.#own.readText(this.#file, readLimit);
    const value = text === undefined ? undefined : parse(text);
    if (!isRecord(value) || value["format"] !== 1 || !Array.isArray(value["uploads"])) return [];
    return value["uploads"].filter(isUpload);
  }

  /** Records an upload in place of what was recorded of its key, and returns when the disk holds it. */
  async put(upload: RecordedUpload): Promise<void> {
    await this.#change((uploads) => [...uploads.filter((one) => !isSame(one, upload)), upload]);
  }

  /** Records that nothing is left of an upload. */
  async remove(upload: RecordedUpload): Promise<void> {
    await this.#change((uploads) => uploads.filter((one) => !isSame(one, upload)));
  }

  /** One change after the other: uploads to several stores may end at the same time. */
  async #change(change: (uploads: readonly RecordedUpload[]) => readonly RecordedUpload[]): Promise<void> {
    const write = async () => {
      const text = JSON.stringify({ format: 1, uploads: change(this.uploads()) });
      await this.#own.replace(this.#file, `${text}\n`, fileMode);
    };
    const written = this.#writing.then(write);
    this.#writing = written.catch(() => undefined);
    await written;
  }
}

function isSame(one: RecordedUpload, other: RecordedUpload): boolean {
  return one.endpoint === other.endpoint && one.bucket === other.bucket && one.key === other.key;
}

function isUpload(value: unknown): value is RecordedUpload {
  if (!isRecord(value)) return false;
  const { endpoint, bucket, key, id } = value;
  return [endpoint, bucket, key, id ?? ""].every((text) => typeof text === "string");
}
