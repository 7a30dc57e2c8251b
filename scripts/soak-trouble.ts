import type { Trouble as NetworkTrouble } from "../tests/bed/proxy.ts";
import type { SoakBed, Usual } from "./soak-bed.ts";

/** What goes wrong in a cycle; moments are milliseconds after the start of promsnap. */
export type Trouble =
  | { readonly kind: "none" }
  | { readonly kind: "kill -9" | "SIGTERM"; readonly after: number }
  | { readonly kind: "full disk"; readonly left: number }
  | { readonly kind: "restart of Prometheus"; readonly after: number; readonly how: "SIGTERM" | "SIGKILL" }
  | { readonly kind: "no Prometheus" }
  | { readonly kind: "network cut"; readonly trouble: NetworkTrouble };

/** One run, and what it left: the new lines of the log without their date. */
export interface Cycle {
  readonly trouble: Trouble;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly log: readonly string[];
}

/** Draws what is to go wrong. */
export function chooseTrouble(random: () => number, { milliseconds, bytes }: Usual): Trouble {
  const kind = random();
  const after = random() * milliseconds * 1.2;
  const extent = random();
  if (kind < 0.2) return { kind: "none" };
  if (kind < 0.45) return { kind: "kill -9", after };
  if (kind < 0.5) return { kind: "SIGTERM", after };
  if (kind < 0.65) return { kind: "full disk", left: Math.floor(extent * bytes * 1.2) };
  if (kind < 0.75) return { kind: "restart of Prometheus", after, how: extent < 0.5 ? "SIGTERM" : "SIGKILL" };
  if (kind < 0.78) return { kind: "no Prometheus" };
  return { kind: "network cut", trouble: cut(random(), extent) };
}

function cut(kind: number, extent: number): NetworkTrouble {
  if (kind < 0.35) return { cutAfter: Math.floor(extent * 600), reset: extent < 0.3 };
  if (kind < 0.6) return { cutAfter: 1 + Math.floor(extent * 600), reset: true };
  return kind < 0.8 ? { delay: Math.floor(extent * 10_000) } : { swallow: true };
}

/** Takes a snapshot while that goes wrong. */
export async function runWith(bed: SoakBed, trouble: Trouble): Promise<Cycle> {
  const before = (await bed.log()).length;
  const { code, stdout, stderr } = await withTrouble(bed, trouble);
  const log = (await bed.log()).slice(before).map((line) => line.replace(/^[-0-9]{10} [:0-9]{8} - /, ""));
  return { trouble, code, stdout, stderr, log };
}

async function withTrouble(bed: SoakBed, trouble: Trouble) {
  switch (trouble.kind) {
    case "kill -9":
    case "SIGTERM": {
      const running = bed.start("run");
      await Bun.sleep(trouble.after);
      running.kill(trouble.kind === "SIGTERM" ? "SIGTERM" : "SIGKILL");
      return await running.ended;
    }
    case "full disk": {
      await using _full = await bed.fill(trouble.left);
      return await bed.start("run").ended;
    }
    case "restart of Prometheus": {
      const running = bed.start("run");
      await Bun.sleep(trouble.after);
      await bed.restart(trouble.how);
      return await running.ended;
    }
    case "no Prometheus": {
      await bed.stop();
      const outcome = await bed.start("run").ended;
      await bed.restart("SIGKILL");
      return outcome;
    }
    case "network cut": {
      bed.network(trouble.trouble);
      const outcome = await bed.start("run").ended;
      bed.network({});
      return outcome;
    }
    default:
      return await bed.start("run").ended;
  }
}
