import type { Service } from "./service.ts";

/** No service: the operator stops and starts Prometheus. Stop and start do nothing, and nothing is known. */
export function noService(): Service {
  return {
    name: "none",
    managed: false,
    commands: { stop: "", start: "", log: "" },
    facts: async (signal) => {
      signal.throwIfAborted();
      return { state: "unknown", obstacles: [], dataPaths: undefined, process: undefined };
    },
    stop: async (signal) => signal.throwIfAborted(),
    start: async (signal) => signal.throwIfAborted(),
    log: async () => [],
  };
}
