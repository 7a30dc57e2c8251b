import { expect, test } from "bun:test";
import { Flush } from "../../src/stores/flush.ts";
import { Directory } from "../../src/system/directory.ts";
import { temporaryDirectory } from "../bed/temporary.ts";

test("a flush that failed on the way is told at the end, though the kernel has forgotten it by then", async () => {
  await using place = await temporaryDirectory();
  using directory = Directory.open(place.path);
  using file = directory.create("file", 0o600);
  // A fake: a disk that fails once. The real one of tests/faults fails at the only flush that a small archive has.
  const calls = [Promise.reject(new Error("EIO")), Promise.resolve()];
  file.sync = () => calls.shift() ?? Promise.resolve();
  const flush = new Flush(file);
  flush.follow(64 << 20);
  await expect(flush.finish()).rejects.toThrow("EIO");
});

test("what was written since the last flush is flushed at the end", async () => {
  await using place = await temporaryDirectory();
  using directory = Directory.open(place.path);
  using file = directory.create("file", 0o600);
  let flushes = 0;
  file.sync = async () => void flushes++;
  const flush = new Flush(file);
  for (let i = 0; i < 3; i++) flush.follow(63 << 20);
  await flush.finish();
  expect(flushes).toBe(2);
});
