import { isPromsnapArchive, readTrailerOf } from "../archive/own-pieces.ts";
import { fault, isFault } from "../errors.ts";
import { type Notice, notice } from "../notices.ts";
import { archivesIn } from "../stores/archives.ts";
import type { Store } from "../stores/store.ts";

/** What an archive takes of the bytes of its files when nothing better is known; real blocks take 0.55 to 0.6. */
const assumedRatio = 0.5;

/**
 * Whether another archive fits: throws `space.insufficient` when even an optimistic estimate does not, and answers a
 * warning when the blocks would not fit uncompressed. `needed` bytes are those of the blocks.
 */
export function judgeSpace(path: string, free: number, needed: number, ratio: number): Notice | undefined {
  const estimate = Math.ceil(needed * ratio);
  if (estimate > free) throw fault("space.insufficient", { path, free, needed: estimate });
  return needed > free ? notice("space.tight", { path, free, needed }) : undefined;
}

/** Archive bytes for each byte of content, as the newest archive of promsnap's has it; a store may not exist yet. */
export async function newestRatio(store: Store | undefined): Promise<number> {
  const archives = store === undefined ? [] : await archivesIn(store);
  for (const archive of archives.toReversed()) {
    try {
      using file = await archive.open();
      if (!(await isPromsnapArchive(file))) continue;
      const { content } = await readTrailerOf(file);
      // A tiny snapshot has more headers than content, a large one never: an estimate beyond 1 is no optimistic one.
      return content > 0 ? Math.min(1, archive.bytes / content) : assumedRatio;
    } catch (error) {
      // It only serves an estimate: what is wrong with an old archive does not keep a new one from being made.
      if (!isFault(error, "archive.corrupt") && !isFault(error, "files.failed")) throw error;
    }
  }
  return assumedRatio;
}
