import { fault } from "../errors.ts";
import type { Directory } from "../system/directory.ts";

/** promsnap's own directory inside Prometheus's data directory; Prometheus ignores and keeps it. */
export const ownDirectoryName = ".promsnap";

/** Nobody else may put a file in there. */
const ownMode = 0o700;

/**
 * Opens promsnap's own directory inside the data directory, and makes it with mode 0700 if it is missing. What it holds
 * decides what promsnap deletes, so a link in its place (`files.notPlain`) and an owner other than root or this user,
 * whose uid is `user`, (`files.foreignOwner`) are refused. One that belongs to the data directory's owner is taken back:
 * the bash script's restore gives everything in there to Prometheus's user, who could replace it at will anyway.
 */
export function openOwnDirectory(dataDirectory: Directory, user: number): Directory {
  const path = dataDirectory.pathOf(ownDirectoryName);
  const found = dataDirectory.entry(ownDirectoryName);
  if (found === undefined) dataDirectory.makeDirectory(ownDirectoryName, ownMode);
  else if (found.kind !== "directory") {
    throw fault("files.notPlain", { path, found: found.kind, wanted: "directory" });
  }
  using opened = new DisposableStack();
  const own = opened.use(dataDirectory.directory(ownDirectoryName));
  refuseForeignOwner(own, dataDirectory, user);
  if (![0, user].includes(own.ownership().user)) own.changeOwner(user, ownMode);
  opened.move();
  return own;
}

/** Refuses promsnap's own directory where it belongs to a stranger: `files.foreignOwner`. `user` is this user's uid. */
export function refuseForeignOwner(own: Directory, dataDirectory: Directory, user: number): void {
  const { user: owner } = own.ownership();
  const known = [0, user, dataDirectory.ownership().user];
  if (!known.includes(owner)) throw fault("files.foreignOwner", { path: own.path, owner });
}
