import { describeSettings } from "../../config/describe.ts";
import type { Configuration } from "../../config/load.ts";
import { asFault, type Fault } from "../../errors.ts";
import type { Vitals } from "./vitals.ts";

export interface WatchEvents {
  /** The configuration cannot be used any more: the daemon goes on with the last one that could. */
  broken(failure: Fault): void;
  /** Another one is in use now, or the same once more after it could not be used. */
  changed(configuration: Configuration): void;
}

/**
 * Reads the configuration anew at each call and answers the one to use: as Prometheus does, the last one that could be
 * used. What becomes of it is told once, and shown in the vitals.
 */
export function watchConfiguration(
  load: () => Configuration,
  first: Configuration,
  vitals: Pick<Vitals, "settings" | "broken">,
  events: WatchEvents,
): () => Configuration {
  let used = first;
  return () => {
    try {
      const read = load();
      const isOther = vitals.broken !== undefined || lookOf(read) !== lookOf(used);
      used = read;
      vitals.settings = read.settings;
      vitals.broken = undefined;
      if (isOther) events.changed(read);
    } catch (error) {
      const failure = asFault(error);
      const isOther = JSON.stringify(failure.data) !== JSON.stringify(vitals.broken?.data);
      vitals.broken = failure;
      if (isOther) events.broken(failure);
    }
    return used;
  };
}

/** What a person sees of a configuration. Another password is taken over without a word. */
function lookOf(configuration: Configuration): string {
  return JSON.stringify([describeSettings(configuration), configuration.notices]);
}
