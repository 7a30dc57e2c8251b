import * as fs from "node:fs";
import type { Directory } from "./directory.ts";
import { attempt, errnoOf } from "./errno.ts";

/** Deletes a directory below another that holds nothing; one that holds something stays, and none is fine. */
export function removeIfEmpty(parent: Directory, name: string): void {
  const path = parent.pathOf(name);
  try {
    attempt("delete", path, () => fs.rmdirSync(`/proc/self/fd/${parent.descriptor}/${name}`));
  } catch (error) {
    if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes(errnoOf(error) ?? "")) throw error;
  }
}
