import { open, readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * Deflates indexes and chunks of blocks in pieces of 4 MiB, as promsnap does, and drops the result: the least work that
 * any writer of such archives has on one core.
 *
 *   deflate-limit.ts LEVEL DIRECTORY BLOCK…
 */
const [level, directory = "", ...blocks] = process.argv.slice(2);
const options = { library: "libdeflate", level: Number(level) as 1 | 6 } as const;
const piece = new Uint8Array(4 << 20);
let filled = 0;

async function deflateFile(path: string): Promise<void> {
  await using file = await open(path);
  for (;;) {
    const { bytesRead } = await file.read(piece, filled, piece.length - filled);
    if (bytesRead === 0) return;
    filled += bytesRead;
    if (filled < piece.length) continue;
    Bun.gzipSync(piece, options);
    filled = 0;
  }
}

for (const block of blocks) {
  const chunks = (await readdir(join(directory, block, "chunks"))).map((name) => join("chunks", name));
  for (const name of ["index", ...chunks]) await deflateFile(join(directory, block, name));
}
Bun.gzipSync(piece.subarray(0, filled), options);
