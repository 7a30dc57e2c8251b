import { Fault } from "../../errors.ts";

/** What a look gives; undefined where it finds damage, or where the kernel keeps it from being seen. */
export async function known<T>(look: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}
