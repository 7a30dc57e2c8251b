import { getCACertificates } from "node:tls";
import { gunzipSync } from "node:zlib";
import type { Fetch, Runtime, TlsOptions } from "./runtime.ts";

type Level = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12;

/** Bun: libdeflate, about twice as fast as zlib at the same size. */
export const bunRuntime: Runtime = {
  name: "bun",
  gzip: (bytes, level) => Bun.gzipSync(bytes, { level: level as Level, library: "libdeflate" }),
  // Not libdeflate, which makes room for whatever comes: a gigabyte, for a few kilobytes of an attacker's.
  gunzip: (bytes, limit) =>
    alone(gunzipSync(bytes, { maxOutputLength: limit, chunkSize: Math.max(limit, leastChunk) })),
  fetch: (tls) => {
    const options = tlsOptions(tls);
    // timeout: false lifts Bun's own limit of five minutes without a byte: a snapshot may take longer.
    const request: Fetch = (input, init) =>
      fetch(input, { ...init, tls: options, proxy: false, timeout: false, keepalive: false } as RequestInit);
    return request;
  },
};

/** zlib's smallest buffer; with one as large as what comes nothing is copied. */
const leastChunk = 64;

function alone(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes;
  const fills = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength;
  return fills ? new Uint8Array(buffer) : new Uint8Array(bytes);
}

function tlsOptions({ authorities, certificate, key, insecure }: TlsOptions) {
  return {
    // Bun trusts only its own roots unless told; curl, which the script used, trusts the system's store.
    ca: [...getCACertificates("system"), ...authorities],
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
    rejectUnauthorized: !insecure,
  };
}
