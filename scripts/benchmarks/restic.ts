import { mkdir, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { must } from "../../tests/bed/processes.ts";

const environment = ["env", "RESTIC_PASSWORD=bench"];
/** restic cuts nothing smaller than twice this. */
const stretchBytes = 256 << 10;

/**
 * Makes a repository of restic's of the blocks in a directory, and answers the command that checks all of it. The blocks
 * are changed, eight bytes in every stretch: those made for a benchmark repeat, and restic would keep each once.
 */
export async function resticCheck(directory: string, repository: string): Promise<readonly string[]> {
  const restic = [...environment, "restic", "--quiet", "--no-cache", "--repo", repository];
  await makeDistinct(directory);
  await must([...restic, "init"]);
  await must([...restic, "backup", directory]);
  return [...restic, "check", "--read-data"];
}

/**
 * Copies blocks into a directory that it makes, changed in the same way, and answers the shell's words for a first backup of them into
 * $3: what counts is one that has nothing to build upon.
 */
export async function resticBackup(blocks: readonly string[], copy: string): Promise<string> {
  await mkdir(copy);
  await must(["cp", "-r", "--target-directory", copy, ...blocks]);
  await makeDistinct(copy);
  const restic = `${environment.join(" ")} restic --quiet --no-cache --repo "$3"`;
  return `${restic} init\n${restic} backup '${copy}'\n`;
}

async function makeDistinct(directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    await using file = await open(join(entry.parentPath, entry.name), "r+");
    const { size } = await file.stat();
    for (let at = 0; at + 8 <= size; at += stretchBytes) {
      await file.write(crypto.getRandomValues(new Uint8Array(8)), 0, 8, at);
    }
  }
}
