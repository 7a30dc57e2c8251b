import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
} from "@aws-sdk/client-s3";
import type { S3 } from "../bed/s3.ts";
import { namesIn } from "../bed/scene.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** An archive that has its final name in a bucket. */
export interface Held {
  /** Of the bytes that are there. */
  readonly sha256: string;
  /** What the checksum file beside it says; undefined where there is none. */
  readonly told: string | undefined;
}

/** A prefix of a bucket as Amazon's own SDK sees it, asked directly. Each archive is read once for each entity tag. */
export class Ground {
  readonly #s3: S3;
  readonly prefix: string;
  readonly #sums = new Map<string, string>();

  constructor(s3: S3, prefix: string) {
    this.#s3 = s3;
    this.prefix = prefix;
  }

  /** Every archive under a final name, by its file's name. */
  async archives(): Promise<Map<string, Held>> {
    const objects = await this.#objects();
    const held = new Map<string, Held>();
    for (const { name, tag } of objects) {
      if (!name.endsWith(".tar.gz")) continue;
      const hasSum = objects.some((one) => one.name === `${name}.sha256`);
      const told = hasSum ? new TextDecoder().decode(await this.#bytes(`${name}.sha256`)) : undefined;
      const key = `${name} ${tag}`;
      const sum = this.#sums.get(key) ?? sha256(await this.#bytes(name));
      this.#sums.set(key, sum);
      held.set(name, { sha256: sum, told });
    }
    return held;
  }

  /** The keys of all uploads that were begun and not ended. */
  async uploads(): Promise<string[]> {
    const input = { Bucket: this.#s3.bucket, Prefix: `${this.prefix}/` };
    const { Uploads = [] } = await this.#s3.client.send(new ListMultipartUploadsCommand(input));
    return Uploads.map(({ Key = "" }) => Key);
  }

  /** Gives the server its memory back. */
  async clear(): Promise<void> {
    for (const { name } of await this.#objects()) {
      await this.#s3.client.send(new DeleteObjectCommand({ Bucket: this.#s3.bucket, Key: `${this.prefix}/${name}` }));
    }
    await this.#s3.admin("gc", "process", "--include-all");
  }

  async #objects(): Promise<{ readonly name: string; readonly tag: string }[]> {
    const input = { Bucket: this.#s3.bucket, Prefix: `${this.prefix}/` };
    const { Contents = [] } = await this.#s3.client.send(new ListObjectsV2Command(input));
    return Contents.map(({ Key = "", ETag = "" }) => ({ name: basename(Key), tag: ETag }));
  }

  async #bytes(name: string): Promise<Uint8Array> {
    const input = { Bucket: this.#s3.bucket, Key: `${this.prefix}/${name}` };
    const { Body } = await this.#s3.client.send(new GetObjectCommand(input));
    return (await Body?.transformToByteArray()) ?? new Uint8Array(0);
  }
}

/** The SHA-256 of each archive in a directory, by its file's name. */
export async function sumsIn(directory: string): Promise<Map<string, string>> {
  const sums = new Map<string, string>();
  for (const name of await namesIn(directory)) {
    if (name.endsWith(".tar.gz")) sums.set(name, sha256(await readFile(`${directory}/${name}`)));
  }
  return sums;
}
