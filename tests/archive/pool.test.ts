import { expect, test } from "bun:test";
import type { Piece } from "../../src/archive/layout.ts";
import { Pool } from "../../src/archive/pool.ts";
import { Directory } from "../../src/system/directory.ts";

const piece: Piece = { number: 0, section: "head", length: 0, spans: [], continues: false };
const threadOf = (program: string) => new Worker(URL.createObjectURL(new Blob([program], { type: "text/javascript" })));

test.each([
  ["throws", "throw new Error('no memory')", /no memory/],
  ["ends", "process.exit(1)", /it ended/],
  ["ends at its first piece", "addEventListener('message', () => process.exit(1))", /it ended/],
])("a thread that %s fails the pieces it has, and every later one: nobody waits for it", async (_, program, reason) => {
  using root = Directory.open("/");
  using pool = new Pool(() => threadOf(program), 1);
  const { checked, member } = pool.pack(root, piece, undefined, 6);
  await expect(checked).rejects.toThrow(reason);
  await expect(member).rejects.toThrow(reason);
  expect(() => pool.pack(root, { ...piece, number: 1 }, undefined, 6)).toThrow(reason);
  expect(() => pool.inflate(new Uint8Array(1), 1)).toThrow(reason);
});

test("a thread is started for the work that those before it have no time for, and no more than there may be", () => {
  using root = Directory.open("/");
  let started = 0;
  const createWorker = () => {
    started++;
    return threadOf("addEventListener('message', () => undefined)");
  };
  using pool = new Pool(createWorker, 2);
  const counts = Array.from({ length: 4 }, () => {
    pool.prove(root, { ulid: "none", segments: [] }).catch(() => undefined);
    return started;
  });
  expect(counts).toEqual([1, 2, 2, 2]);
});
