import { outOfOrderWindow } from "../../prometheus/out-of-order.ts";
import { type Examination, ok, skipped, type Verdict, warning } from "./examination.ts";

/** How far clocks may differ, in milliseconds: HTTP tells whole seconds, and an answer takes its time. */
const tolerance = 5000;

/** Whether HOST and this machine agree on the time: promsnap tells source snapshots apart by it. */
export const clock: Examination = {
  id: "clock",
  needs: ["HOST"],
  after: ["host", "tls"],
  examine: async ({ client, settings, system, signal }): Promise<Verdict[]> => {
    const { HOST: url } = settings;
    const before = system.clock.now();
    const theirs = await client.date(signal);
    if (theirs === undefined) return [skipped("clock.untold", { url })];
    const milliseconds = skewOf(theirs, before, system.clock.now());
    return [
      Math.abs(milliseconds) > tolerance ? warning("clock.skewed", { url, milliseconds }) : ok("clock.right", {}),
    ];
  },
};

/** How far a clock that was read between two looks at this one's is ahead of it, at least. */
export function skewOf(theirs: number, before: number, after: number): number {
  if (theirs < before) return theirs - before;
  return theirs > after ? theirs - after : 0;
}

/** Whether Prometheus takes samples that come late: the newest of them are in no snapshot. */
export const outOfOrder: Examination = {
  id: "out-of-order",
  needs: ["HOST"],
  after: ["prometheus"],
  examine: async ({ client, settings, signal }): Promise<Verdict[]> => {
    const yaml = await client.configuration(signal).catch(() => undefined);
    signal.throwIfAborted();
    const milliseconds = yaml === undefined ? undefined : outOfOrderWindow(yaml);
    if (milliseconds === undefined) return [skipped("outOfOrder.untold", { url: settings.HOST })];
    return [milliseconds > 0 ? warning("outOfOrder.window", { milliseconds }) : ok("outOfOrder.none", {})];
  },
};
