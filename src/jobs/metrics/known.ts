import { Fault } from "../../errors.ts";
import { isOfArchive } from "../of-archive.ts";

/** What a look gives; undefined where it finds damage, or where the kernel keeps it from being seen. */
export async function known<T>(look: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

/** The same of one archive; what keeps any from being seen is thrown. */
export async function knownOfArchive<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (isOfArchive(error)) return undefined;
    throw error;
  }
}
