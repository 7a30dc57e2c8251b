import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "./processes.ts";

/** A directory of one test, gone with everything in it when disposed of. */
export interface Temporary extends AsyncDisposable {
  readonly path: string;
  remove(): Promise<void>;
}

const temporary = (path: string, remove: () => Promise<void>): Temporary => ({
  path,
  remove,
  [Symbol.asyncDispose]: remove,
});

/** A new empty directory below TMPDIR. scripts/test removes what a killed test leaves there. */
export async function temporaryDirectory(): Promise<Temporary> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "promsnap-")));
  return temporary(path, () => rm(path, { recursive: true, force: true }));
}

/** A new empty file system in memory that holds `bytes` and not one more. Root only. */
export async function smallDisk(bytes: number): Promise<Temporary> {
  const place = await temporaryDirectory();
  await must(["mount", "-t", "tmpfs", "-o", `size=${bytes},mode=0755`, "promsnap-test", place.path]);
  return temporary(place.path, async () => {
    await must(["umount", "--lazy", place.path]);
    await place.remove();
  });
}
