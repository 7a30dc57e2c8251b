import { blocksOnDisk } from "../../prometheus/blocks.ts";
import { isOwnLog } from "../../prometheus/own-log.ts";
import { settled } from "../../prometheus/patience.ts";
import { samePrometheus } from "../../prometheus/same-prometheus.ts";
import type { Scene } from "./scene.ts";

/**
 * Whether the Prometheus at HOST is the one of the data directory. `notLoaded` counts blocks there that it fails to load.
 * `proved` is false where neither a block nor the log could show it.
 */
export type Likeness =
  | { readonly kind: "same"; readonly notLoaded: number; readonly proved: boolean }
  | { readonly kind: "other"; readonly differs: "blocks" | "log" };

/** The log grows while it is measured. */
const logTries = { tries: 5, pause: 500 };

/** Compares blocks, and the log that Prometheus writes. Throws the fault of a Prometheus that does not answer. */
export async function likenessOf(scene: Scene): Promise<Likeness> {
  const { client, data, system, signal } = scene;
  const { clock } = system;
  const sameness = await samePrometheus({ client, clock, blocksOnDisk: () => blocksOnDisk(data), signal });
  if (sameness.kind === "unreachable") throw sameness.fault;
  if (sameness.kind === "other") return { kind: "other", differs: "blocks" };
  const ownLog = await writesLog(scene);
  if (ownLog === false) return { kind: "other", differs: "log" };
  return { kind: "same", notLoaded: sameness.notLoaded, proved: sameness.blocks > 0 || ownLog === true };
}

/** Whether it writes the log in the data directory; undefined where it does not tell, as a proxy may keep it from doing. */
async function writesLog({ client, data, system: { clock }, signal }: Scene): Promise<boolean | undefined> {
  const look = () => isOwnLog(client, data, signal);
  const seen = await settled({ clock, signal, ...logTries }, look, (own) => own).catch(() => undefined);
  signal.throwIfAborted();
  return seen;
}
