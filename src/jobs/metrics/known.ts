import { Fault } from "../../errors.ts";

/** What a look gives; undefined where it finds damage, or where the kernel keeps it from being seen. */
export function known<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}
