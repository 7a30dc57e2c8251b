import { type Clock, realSystem } from "../../../src/system/system.ts";

/** A clock by which minutes pass in seconds, for whoever waits. */
export function fastClock(factor: number): Clock {
  const { clock } = realSystem();
  const began = Date.now();
  return {
    now: () => began + (Date.now() - began) * factor,
    sleep: (milliseconds, signal) => clock.sleep(milliseconds / factor, signal),
  };
}
