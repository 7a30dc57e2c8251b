import { ownDirectoryName } from "../../prometheus/own-directory.ts";
import type { Directory } from "../../system/directory.ts";
import type { Ground } from "./exchange.ts";
import { type Exchange, reserveName } from "./journal.ts";
import { placesIn } from "./places.ts";

/** The directory that is renamed into the data directory and back, by its names here and there. */
export const renameProbe = { inOwn: "rename-probe", inData: `${ownDirectoryName}-probe` } as const;

/** What a kill may leave of a file that was being put in place, or was kept while a journal was open. */
const halfWritten = ["restore.json.new", "barrier.new", "barrier", reserveName, `${reserveName}.new`];

type Place = Pick<Ground, "data" | "own">;

/** Deletes what an earlier restore left and did not use, empty places too: no journal speaks of it. */
export function sweepStaging({ data, own }: Place): void {
  for (const { name, kind } of placesIn(own)) if (kind === "restore" || isEmptyPlace(own, name)) own.removeTree(name);
  for (const name of halfWritten) own.remove(name);
  own.removeTree(renameProbe.inOwn);
  data.removeTree(renameProbe.inData);
}

/**
 * Deletes what an exchange has no more use for, its journal being closed: what was staged, and places that are empty.
 * What cannot be deleted now goes with the next command; it keeps nothing from having succeeded.
 */
export function tidyUp(place: Place): void {
  try {
    sweepStaging(place);
  } catch {
    // As said.
  }
}

/** Deletes the place that a journal's blocks came from; what had been in it is elsewhere, or not wanted any more. */
export function removeStaging(own: Directory, { exchange }: { readonly exchange: Pick<Exchange, "in"> }): void {
  const [top = ""] = exchange.in.split("/");
  if (top.startsWith("restore-")) own.removeTree(top);
}

function isEmptyPlace(own: Directory, name: string): boolean {
  using directory = own.directory(name);
  return directory.names().length === 0;
}
