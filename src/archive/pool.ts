import { Fault, type FaultData, fault } from "../errors.ts";
import type { Directory } from "../system/directory.ts";
import type { FrameState } from "../tsdb/frames.ts";
import type { Piece } from "./layout.ts";
import type { Member } from "./member.ts";
import type { Checked } from "./pack.ts";

/** What a worker is told to do. The descriptor of `root` is valid in every thread of the process. */
export interface PackJob {
  readonly piece: Piece;
  readonly carry: FrameState | undefined;
  readonly root: number;
  readonly rootPath: string;
  readonly level: number;
}

export type FromWorker =
  | ({ readonly kind: "checked"; readonly number: number } & Checked)
  | { readonly kind: "packed"; readonly number: number; readonly member: Member }
  | { readonly kind: "failed"; readonly number: number; readonly fault: FaultData };

/** One piece under way: its check is known before its compressed bytes are. */
export interface Packing {
  readonly checked: Promise<Checked>;
  readonly member: Promise<Member>;
}

interface Pending {
  readonly worker: Worker;
  readonly checked: PromiseWithResolvers<Checked>;
  readonly member: PromiseWithResolvers<Member>;
}

/** Worker threads that pack pieces. Whoever makes a pool disposes of it; that ends the threads at once. */
export class Pool {
  readonly #workers: readonly Worker[];
  readonly #pending = new Map<number, Pending>();
  /** Why the pool does no more work: a piece given to a thread that has ended would never be answered. */
  #broken: Fault | undefined;

  constructor(createWorker: () => Worker, size: number) {
    this.#workers = Array.from({ length: size }, createWorker);
    for (const worker of this.#workers) {
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data);
      worker.onerror = (event) => this.#fail(fault("internal", { reason: `worker: ${event.message}` }));
      // Bun tells of a thread that ended without an error by this event alone.
      worker.addEventListener("close", () => this.#fail(fault("internal", { reason: "worker: it ended" })));
    }
  }

  /** Hands a piece to the worker with the least to do. */
  pack(root: Directory, piece: Piece, carry: FrameState | undefined, level: number): Packing {
    if (this.#broken !== undefined) throw this.#broken;
    const worker = this.#idlest();
    const checked = Promise.withResolvers<Checked>();
    const member = Promise.withResolvers<Member>();
    // Whoever awaits them hears of a failure; until then it must not count as an unhandled one.
    checked.promise.catch(() => undefined);
    member.promise.catch(() => undefined);
    this.#pending.set(piece.number, { worker, checked, member });
    const job: PackJob = { piece, carry, root: root.descriptor, rootPath: root.path, level };
    worker.postMessage(job);
    return { checked: checked.promise, member: member.promise };
  }

  [Symbol.dispose](): void {
    for (const worker of this.#workers) worker.terminate();
    this.#fail(fault("internal", { reason: "the pool was closed" }));
  }

  #hear(message: FromWorker): void {
    const pending = this.#pending.get(message.number);
    if (pending === undefined) return;
    if (message.kind === "checked") {
      const { carry, damage, counts } = message;
      pending.checked.resolve({ carry, damage, counts });
    } else {
      this.#pending.delete(message.number);
      if (message.kind === "packed") pending.member.resolve(message.member);
      else reject(pending, new Fault(message.fault));
    }
  }

  #fail(reason: Fault): void {
    this.#broken ??= reason;
    for (const pending of this.#pending.values()) reject(pending, reason);
    this.#pending.clear();
  }

  /** The worker with the least to do; among equals the one whose turn was longest ago, for it is done first. */
  #idlest(): Worker {
    const load = new Map(this.#workers.map((worker) => [worker, { jobs: 0, latest: -1 }]));
    for (const [number, { worker }] of this.#pending) {
      const jobs = (load.get(worker)?.jobs ?? 0) + 1;
      load.set(worker, { jobs, latest: number });
    }
    const order = [...load].sort(([, a], [, b]) => a.jobs - b.jobs || a.latest - b.latest);
    const [idlest] = order[0] ?? [];
    if (idlest === undefined) throw fault("internal", { reason: "a pool without workers" });
    return idlest;
  }
}

function reject({ checked, member }: Pending, reason: Fault): void {
  checked.reject(reason);
  member.reject(reason);
}
