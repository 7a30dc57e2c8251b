/**
 * Writes a made-up archive of so many bytes into a bucket, or reads it again, and says what that took; under Bun and Deno.
 * Arguments: "write" or "read", endpoint, access key, secret key, bucket, prefix, directory for the record, bytes.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import process from "node:process";
import { archiveFileOf } from "../../../src/snapshots/name.ts";
import { S3Store } from "../../../src/stores/s3/s3-store.ts";
import { UploadRecord } from "../../../src/stores/s3/upload-record.ts";
import { Directory } from "../../../src/system/directory.ts";
import { accessTo } from "./opening.ts";

const [mode = "", url = "", accessKeyId = "", secretAccessKey = "", bucket = "", prefix = "", path = "", amount = "0"] =
  process.argv.slice(2);
const bytes = Number(amount);
const signal = new AbortController().signal;
const record = new UploadRecord(Directory.open(path));
const access = accessTo({ url, user: { accessKeyId, secretAccessKey } });
using store = await S3Store.open({ bucket, prefix, access, record, signal });
const snapshot = "snapshot-22_11_2026-11_09_40";

/** As the archive's writer does it: pieces of odd lengths. */
function* pieces(): Generator<Uint8Array<ArrayBuffer>> {
  let number = 0;
  for (let left = bytes; left > 0; number += 1) {
    const piece = new Uint8Array(Math.min(left, 3_000_000 + (number % 7) * 100_001));
    new DataView(piece.buffer).setUint32(0, number);
    left -= piece.length;
    yield piece;
  }
}

async function write(): Promise<string> {
  const draft = await store.begin(snapshot, { atMost: bytes });
  for (const piece of pieces()) await draft.write(piece);
  const sha256 = await draft.prove();
  await draft.commit();
  return sha256;
}

async function read(): Promise<string> {
  const stored = await store.file(archiveFileOf(snapshot));
  if (stored === undefined) throw new Error("nothing was stored");
  using file = await store.open(stored);
  const hash = createHash("sha256");
  const buffer = new Uint8Array(1 << 20);
  for (let at = 0; at < file.size; ) {
    const count = await file.readLater(buffer, at);
    hash.update(buffer.subarray(0, count));
    at += count;
  }
  return hash.digest("hex");
}

const began = performance.now();
const sha256 = mode === "write" ? await write() : await read();
const seconds = (performance.now() - began) / 1000;
const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;
process.stdout.write(`${JSON.stringify({ sha256, seconds, peak })}\n`);
