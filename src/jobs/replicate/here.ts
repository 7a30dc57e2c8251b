import type { Here } from "../../snapshots/replica-plan.ts";
import type { StockedSnapshot } from "../stock.ts";

/**
 * A snapshot of SNAPSHOT_DIR as further stores see it. Damage that Prometheus itself had when it was stored goes along, as in
 * every copy; what was damaged since, or cannot be read, does not.
 */
export function toHere({ name, instant, good, bytes, flaw }: StockedSnapshot): Here {
  const portable = flaw?.kind !== "unsound" && flaw?.kind !== "unreadable";
  return { name, instant, good, bytes, portable };
}
