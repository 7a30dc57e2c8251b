import { bunRuntime } from "./bun.ts";
import { denoRuntime } from "./deno.ts";

/** What a TLS connection trusts and shows: PEM texts. `authorities` come on top of the system's store. */
export interface TlsOptions {
  readonly authorities: readonly string[];
  readonly certificate?: string;
  readonly key?: string;
  readonly insecure: boolean;
}

export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** What Bun and Deno do differently. */
export interface Runtime {
  readonly name: "bun" | "deno";
  /** One gzip member of ten header bytes, deflate data, CRC-32 and length. Level 0 stores; 1–12 under Bun, 10–12 count as 9 under Deno. */
  gzip(bytes: Uint8Array<ArrayBuffer>, level: number): Uint8Array<ArrayBuffer>;
  /**
   * The bytes of a gzip file, alone in their buffer. Room is made for at most `limit` of them, which is positive: a
   * RangeError where there are more, another error where the data or its checksum is wrong.
   */
  gunzip(bytes: Uint8Array, limit: number): Uint8Array<ArrayBuffer>;
  /**
   * A fetch without a time limit of its own, which opens a connection for each request and so never sends one twice. It
   * goes to the server itself, never to a proxy that the environment names: that one would see the credentials.
   * Throws `tls.insecureUnsupported` where the runtime has no insecure mode.
   */
  fetch(tls: TlsOptions): Fetch;
}

export const runtime: Runtime = "Bun" in globalThis ? bunRuntime : denoRuntime;
