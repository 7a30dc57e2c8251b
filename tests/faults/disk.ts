import { join } from "node:path";
import { must } from "../bed/processes.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";

/** A small ext4 file system of its own, on a file. Root only. */
export interface Disk extends Temporary {
  /**
   * What a power cut at this moment would leave, mounted with its journal replayed: everything that the file system has
   * given to the disk, and nothing that is only in memory.
   */
  afterPowerCut(): Promise<Temporary>;
}

/** Makes an ext4 disk of so many bytes, of which the file takes what is used. */
export async function ext4Disk(bytes: number): Promise<Disk> {
  const place = await temporaryDirectory();
  const image = join(place.path, "image");
  await must(["truncate", "-s", `${bytes}`, image]);
  // The longest time between two commits: a test decides what is on the disk, no timer.
  await must(["mkfs.ext4", "-q", "-F", image]);
  const disk = await mounted(image, join(place.path, "disk"), "loop,commit=300");
  return {
    ...disk,
    remove: async () => {
      await disk.remove();
      await place.remove();
    },
    afterPowerCut: async () => {
      const copy = await temporaryDirectory();
      await must(["cp", "--sparse=always", image, join(copy.path, "image")]);
      const mount = await mounted(join(copy.path, "image"), join(copy.path, "disk"), "loop");
      const remove = async () => {
        await mount.remove();
        await copy.remove();
      };
      return { ...mount, remove, [Symbol.asyncDispose]: remove };
    },
  };
}

async function mounted(image: string, path: string, options: string): Promise<Temporary> {
  await must(["mkdir", path]);
  await must(["mount", "-o", options, image, path]);
  const remove = async () => void (await must(["umount", "--lazy", path]));
  return { path, remove, [Symbol.asyncDispose]: remove };
}
