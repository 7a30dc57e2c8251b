import { Fault, type FaultData, fault } from "../errors.ts";
import type { Directory } from "../system/directory.ts";
import type { FrameState } from "../tsdb/frames.ts";
import type { Inflated } from "./inflate.ts";
import type { Piece } from "./layout.ts";
import type { Member } from "./member.ts";
import type { Checked } from "./pack.ts";
import type { BlockEvidence, IndexProof } from "./prove.ts";

/** A piece to pack. The descriptor of `root` is valid in every thread of the process. */
export interface PackJob {
  readonly kind: "pack";
  readonly piece: Piece;
  readonly carry: FrameState | undefined;
  readonly root: number;
  readonly rootPath: string;
  readonly level: number;
}

/** A gzip member to inflate, which announces `unpacked` bytes. */
export interface InflateJob {
  readonly kind: "inflate";
  readonly packed: Uint8Array<ArrayBuffer>;
  readonly unpacked: number;
}

/** A staged block to prove, in the directory that is open as `into`. */
export interface ProveJob {
  readonly kind: "prove";
  readonly into: number;
  readonly intoPath: string;
  readonly evidence: BlockEvidence;
}

type AnyJob = PackJob | InflateJob | ProveJob;

/** What a worker is told to do. Its answers carry the same number. */
export type Job = { readonly number: number } & AnyJob;

/** What a worker answers: of a piece to pack first the check's result, then the member. */
export type FromWorker = { readonly number: number } & (
  | { readonly kind: "checked"; readonly checked: Checked }
  | { readonly kind: "packed"; readonly member: Member }
  | { readonly kind: "inflated"; readonly inflated: Inflated }
  | { readonly kind: "proved"; readonly proof: IndexProof }
  | { readonly kind: "failed"; readonly fault: FaultData }
);

/** One piece under way: its check is known before its compressed bytes are. */
export interface Packing {
  readonly checked: Promise<Checked>;
  readonly member: Promise<Member>;
}

interface Pending {
  readonly worker: Worker;
  /** Takes an answer; true when it was the last. */
  hear(message: FromWorker): boolean;
  fail(reason: Fault): void;
}

/**
 * Worker threads for what takes time, each started when there is work for it. Whoever makes a pool disposes of it; that
 * ends the threads at once.
 */
export class Pool {
  readonly #createWorker: () => Worker;
  readonly #size: number;
  readonly #workers: Worker[] = [];
  readonly #pending = new Map<number, Pending>();
  #numbers = 0;
  /** Why the pool does no more work: a job given to a thread that has ended would never be answered. */
  #broken: Fault | undefined;

  constructor(createWorker: () => Worker, size: number) {
    this.#createWorker = createWorker;
    this.#size = size;
  }

  /** Packs a piece. */
  pack(root: Directory, piece: Piece, carry: FrameState | undefined, level: number): Packing {
    const checked = expected<Checked>();
    const member = expected<Member>();
    const hear = (message: FromWorker) => {
      if (message.kind === "checked") checked.resolve(message.checked);
      else if (message.kind === "packed") member.resolve(message.member);
      return message.kind !== "checked";
    };
    const fail = (reason: Fault) => {
      checked.reject(reason);
      member.reject(reason);
    };
    const job: PackJob = { kind: "pack", piece, carry, root: root.descriptor, rootPath: root.path, level };
    this.#give(job, [], hear, fail);
    return { checked: checked.promise, member: member.promise };
  }

  /** Inflates a member; the packed bytes are gone from this thread. */
  inflate(packed: Uint8Array<ArrayBuffer>, unpacked: number): Promise<Inflated> {
    const inflated = expected<Inflated>();
    const hear = (message: FromWorker) => {
      if (message.kind === "inflated") inflated.resolve(message.inflated);
      return true;
    };
    this.#give({ kind: "inflate", packed, unpacked }, [packed.buffer], hear, inflated.reject);
    return inflated.promise;
  }

  /** Proves a staged block below `into`. */
  prove(into: Directory, evidence: BlockEvidence): Promise<IndexProof> {
    const proof = expected<IndexProof>();
    const hear = (message: FromWorker) => {
      if (message.kind === "proved") proof.resolve(message.proof);
      return true;
    };
    const job: ProveJob = { kind: "prove", into: into.descriptor, intoPath: into.path, evidence };
    this.#give(job, [], hear, proof.reject);
    return proof.promise;
  }

  [Symbol.dispose](): void {
    for (const worker of this.#workers) worker.terminate();
    this.#fail(fault("internal", { reason: "the pool was closed" }));
  }

  /** Hands a job to the worker with the least to do. */
  #give(job: AnyJob, transfer: ArrayBuffer[], hear: Pending["hear"], fail: Pending["fail"]): void {
    if (this.#broken !== undefined) throw this.#broken;
    const worker = this.#idlest();
    const number = this.#numbers++;
    this.#pending.set(number, { worker, hear, fail });
    worker.postMessage({ number, ...job } satisfies Job, transfer);
  }

  #hear(message: FromWorker): void {
    const pending = this.#pending.get(message.number);
    if (pending === undefined) return;
    if (message.kind === "failed") pending.fail(new Fault(message.fault));
    else if (!pending.hear(message)) return;
    this.#pending.delete(message.number);
  }

  #fail(reason: Fault): void {
    this.#broken ??= reason;
    for (const pending of this.#pending.values()) pending.fail(reason);
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
    const [idlest, { jobs } = { jobs: 1 }] = order[0] ?? [];
    if (idlest === undefined || (jobs > 0 && this.#workers.length < this.#size)) return this.#start();
    return idlest;
  }

  #start(): Worker {
    const worker = this.#createWorker();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#hear(data);
    worker.onerror = (event) => this.#fail(fault("internal", { reason: `worker: ${event.message}` }));
    // Bun tells of a thread that ended without an error by this event alone.
    worker.addEventListener("close", () => this.#fail(fault("internal", { reason: "worker: it ended" })));
    this.#workers.push(worker);
    return worker;
  }
}

/** A promise to be kept later. Whoever awaits it hears of a failure; until then that is not an unhandled one. */
function expected<T>(): PromiseWithResolvers<T> {
  const promise = Promise.withResolvers<T>();
  promise.promise.catch(() => undefined);
  return promise;
}
