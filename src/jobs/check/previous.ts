import { placesIn, timeOfPlace } from "../restore/places.ts";
import { bytesUnder } from "../restore/room.ts";
import { type Examination, ok, warning } from "./examination.ts";

/** How long the way back of a restore is nothing to speak of, in milliseconds. */
const week = 7 * 24 * 3_600_000;

/** What earlier restores put aside, which only a person deletes. */
export const previous: Examination = {
  id: "previous",
  needs: ["PROMETHEUS_DATA_DIR"],
  after: ["data", "access"],
  examine: ({ own, system }) => {
    const places = own === undefined ? [] : placesIn(own).filter(({ kind }) => kind !== "restore");
    if (own === undefined || places.length === 0) return [ok("previous.none", {})];
    const bytes = places.reduce((total, { name }) => total + bytesUnder(own, name), 0);
    const oldest = places.reduce((least, { name }) => Math.min(least, timeOfPlace(name)), Number.POSITIVE_INFINITY);
    const age = system.clock.now() - oldest;
    return [(age > week ? warning : ok)("previous.kept", { path: own.path, count: places.length, bytes, age })];
  },
};
