/**
 * Takes one lock after the other, each at the very moment at which its like do, and keeps them until its input ends. Says
 * which it got: an x for each, a point for each that another one holds. Arguments: directory, the first moment, how many.
 */
import process from "node:process";
import { Directory } from "../../src/system/directory.ts";
import { type Lock, takeLock } from "../../src/system/lock.ts";

/** Longer than one waits for another that is about to take the same lock. */
const interval = 60;

const [path = "", first = "", rounds = ""] = process.argv.slice(2);
const directory = Directory.open(path);
const locks: (Lock | undefined)[] = []; // one that nobody keeps is let go of with its memory
for (let round = 0; round < Number(rounds); round += 1) {
  const moment = Number(first) + round * interval;
  await Bun.sleep(Math.max(0, moment - Date.now() - 2));
  while (Date.now() < moment);
  locks.push(takeLock(directory, `lock-${round}`));
}
process.stdout.write(`${locks.map((lock) => (lock === undefined ? "." : "x")).join("")}\n`);
await Bun.stdin.text();
for (const lock of locks) lock?.release();
