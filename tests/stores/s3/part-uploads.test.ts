import { expect, test } from "bun:test";
import { PartUploads } from "../../../src/stores/s3/part-uploads.ts";
import type { UploadedPart } from "../../../src/stores/s3/uploads.ts";
import { until } from "../../bed/waiting.ts";

/** A server that keeps every part and answers when it is told to. */
function server() {
  const parts: Uint8Array[] = [];
  const waiting: PromiseWithResolvers<UploadedPart>[] = [];
  const send = (number: number, bytes: Uint8Array) => {
    parts.push(bytes.slice());
    const answer = Promise.withResolvers<UploadedPart>();
    waiting.push(answer);
    return answer.promise.then((part) => ({ ...part, number }));
  };
  return { parts, waiting, send, answer: (i: number) => waiting[i]?.resolve({ number: 0, etag: "e", checksum: "c" }) };
}

const bytes = (...values: number[]) => Uint8Array.from(values);

test("what is written is cut into parts of one size, whatever lengths it comes in", async () => {
  const { parts, send, waiting, answer } = server();
  const uploads = new PartUploads({ partBytes: 4, atOnce: 2 }, send);
  await uploads.write(bytes(1, 2, 3));
  await uploads.write(bytes(4, 5, 6, 7, 8));
  const rest = uploads.write(bytes(9, 10));
  answer(1);
  await rest;
  answer(0);
  const finished = uploads.finish();
  await until("the last part is sent", () => waiting.length === 3);
  answer(2);
  expect((await finished).map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(parts).toEqual([bytes(1, 2, 3, 4), bytes(5, 6, 7, 8), bytes(9, 10)]);
});

test("whoever writes waits while all buffers are under way", async () => {
  const { send, waiting, answer } = server();
  const uploads = new PartUploads({ partBytes: 2, atOnce: 2 }, send);
  await uploads.write(bytes(1, 2, 3, 4, 5, 6));
  let written = false;
  const more = uploads.write(bytes(7)).then(() => {
    written = true;
  });
  await Promise.resolve();
  expect([waiting.length, written]).toEqual([3, false]);
  answer(2);
  await more;
  expect(written).toBe(true);
});

test("a part that failed fails whatever is written after it, and the end", async () => {
  const { send, waiting } = server();
  const uploads = new PartUploads({ partBytes: 2, atOnce: 1 }, send);
  await uploads.write(bytes(1, 2));
  const error = new Error("the part is lost");
  waiting[0]?.reject(error);
  await uploads.settle();
  await expect(uploads.write(bytes(3))).rejects.toBe(error);
  await expect(uploads.finish()).rejects.toBe(error);
});

test("an upload has one part at least, if an empty one", async () => {
  const { send, waiting, parts, answer } = server();
  const uploads = new PartUploads({ partBytes: 2, atOnce: 1 }, send);
  const finished = uploads.finish();
  await until("a part is sent", () => waiting.length === 1);
  answer(0);
  expect(await finished).toHaveLength(1);
  expect(parts).toEqual([bytes()]);
});
