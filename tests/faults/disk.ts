import { join } from "node:path";
import { must } from "../bed/processes.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";

/** File systems whose journals are tried. */
export const fileSystems = ["ext4", "xfs"] as const;
export type FileSystem = (typeof fileSystems)[number];

/** How each is made and mounted, and how a copy of it is mounted beside it. */
const kinds = {
  // The longest time between two commits: a test decides what is on the disk, no timer.
  ext4: { make: ["mkfs.ext4", "-q", "-F"], first: "loop,commit=300", copy: "loop" },
  // Of its timers no mount option tells: they commit every half a minute, which is longer than a case takes.
  xfs: { make: ["mkfs.xfs", "-q", "-f"], first: "loop", copy: "loop,nouuid" },
} as const;

/** A small file system of its own, on a file. Root only. */
export interface Disk extends Temporary {
  /**
   * What a power cut at this moment would leave, mounted with its journal replayed: everything that the file system has
   * given to the disk, and nothing that is only in memory.
   */
  afterPowerCut(): Promise<Temporary>;
}

/** Makes a disk of so many bytes, of which the file takes what is used. */
export async function journalledDisk(kind: FileSystem, bytes: number): Promise<Disk> {
  const place = await temporaryDirectory();
  const image = join(place.path, "image");
  const { make, first, copy } = kinds[kind];
  await must(["truncate", "-s", `${bytes}`, image]);
  await must([...make, image]);
  const disk = await mounted(image, join(place.path, "disk"), first);
  return {
    ...disk,
    remove: async () => {
      await disk.remove();
      await place.remove();
    },
    afterPowerCut: async () => {
      const other = await temporaryDirectory();
      await must(["cp", "--sparse=always", image, join(other.path, "image")]);
      const mount = await mounted(join(other.path, "image"), join(other.path, "disk"), copy);
      const remove = async () => {
        await mount.remove();
        await other.remove();
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
