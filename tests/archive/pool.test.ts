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
});
