import { inflateMember } from "../../src/archive/inflate.ts";
import type { FromWorker, Job } from "../../src/archive/pool.ts";

/** Stands in for a thread, which takes longer to start than these archives to read; it does what worker.ts does. */
export function threadHere(): Worker {
  const thread = {
    onmessage: (_: { data: FromWorker }) => undefined,
    addEventListener: () => undefined,
    terminate: () => undefined,
    postMessage: (job: Job) => {
      if (job.kind !== "inflate") throw new Error(job.kind);
      const inflated = inflateMember(job.packed, job.unpacked);
      queueMicrotask(() => thread.onmessage({ data: { kind: "inflated", number: job.number, inflated } }));
    },
  };
  return thread as unknown as Worker;
}
