import * as fs from "node:fs";
import { attempt } from "./errno.ts";

/** Whose a file is: uid and gid. */
export interface Owner {
  readonly user: number;
  readonly group: number;
}

/** Makes what this descriptor is open on belong to this user and group, whatever its name leads to by now. */
export function giveTo(descriptor: number, path: string, { user, group }: Owner): void {
  attempt("chown", path, () => fs.fchownSync(descriptor, user, group));
}

/** Dates what this descriptor is open on, both its last change and its last use: seconds since 1970. */
export function setModified(descriptor: number, path: string, seconds: number): void {
  attempt("utimes", path, () => fs.futimesSync(descriptor, seconds, seconds));
}
