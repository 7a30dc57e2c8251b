import { fault, isFault } from "../../errors.ts";
import type { S3Access } from "./access.ts";
import { type Patience, persistently } from "./attempts.ts";
import { type LoadedClient, loadClient } from "./client.ts";
import { failureOf, type Question } from "./failures.ts";

/** One bucket of one server, through which every request goes: in time, tried again, and with faults for errors. */
export class Bucket {
  readonly name: string;
  readonly access: S3Access;
  readonly #loaded: LoadedClient;
  /** Whether the server ever answered: one that never did is not in trouble, but named wrongly. */
  #answered = false;

  constructor(name: string, access: S3Access, loaded: LoadedClient) {
    this.name = name;
    this.access = access;
    this.#loaded = loaded;
  }

  /** Loads the SDK. Nothing is asked of the server yet. */
  static async open(name: string, access: S3Access): Promise<Bucket> {
    return new Bucket(name, access, await loadClient(access));
  }

  /** `s3://bucket/key`. */
  urlOf(key: string): string {
    return `s3://${this.name}/${key}`;
  }

  /**
   * Asks the server one thing about a key. The answer is awaited for `patience.each`, what fails for a reason that may
   * pass is tried again until `patience.all` is over. Throws one of the `s3.…` faults, or the signal's reason.
   */
  async ask<T>(
    operation: string,
    key: string,
    patience: Patience,
    signal: AbortSignal,
    send: (loaded: LoadedClient, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { clock, endpoint, region, keys } = this.access;
    const url = this.urlOf(key);
    const host = endpoint === undefined ? amazonHost(region) : new URL(endpoint).host;
    const question: Question = { operation, url, host, bucket: this.name, region, keyId: keys?.accessKeyId };
    return await persistently(
      async (stop) => {
        const answer = await send(this.#loaded, stop);
        this.#answered = true;
        return answer;
      },
      {
        patience,
        clock,
        signal,
        timedOut: (milliseconds) => fault("s3.timeout", { url, operation, milliseconds }),
        failed: (error) => {
          const failure = failureOf(error, question, clock.now());
          // Also that there is no such thing is an answer.
          this.#answered ||= failure.answered;
          return failure;
        },
        isWorthIt: () => this.#answered,
      },
    );
  }

  [Symbol.dispose](): void {
    this.#loaded.client.destroy();
  }
}

function amazonHost(region: string | undefined): string {
  return region === undefined ? "s3.amazonaws.com" : `s3.${region}.amazonaws.com`;
}

/** The answer, or undefined where what was asked for does not exist. */
export async function unlessAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isFault(error, "s3.absent")) return undefined;
    throw error;
  }
}
