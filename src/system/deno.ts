import { getCACertificates } from "node:tls";
import { gunzipSync, gzipSync } from "node:zlib";
import { fault } from "../errors.ts";
import type { Fetch, Runtime } from "./runtime.ts";

/** zlib's highest level. */
const highestLevel = 9;
/** zlib's smallest buffer; with one as large as what comes nothing is copied twice. */
const leastChunk = 64;

const proxyVariables = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]);

/** Deno: zlib, and TLS through a client of its own. */
export const denoRuntime: Runtime = {
  name: "deno",
  gzip: (bytes, level) => new Uint8Array(gzipSync(bytes, { level: Math.min(level, highestLevel) })),
  // A copy: the buffers of Deno's zlib cannot be handed to another thread.
  gunzip: (bytes, limit) =>
    new Uint8Array(gunzipSync(bytes, { maxOutputLength: limit, chunkSize: Math.max(limit, leastChunk) })),
  fetch: ({ authorities, certificate, key, insecure }) => {
    if (insecure) throw fault("tls.insecureUnsupported", {});
    // A client without a proxy can be had only by hiding from it those that the environment names.
    for (const name of proxyVariables) Deno.env.delete(name);
    const client = Deno.createHttpClient({
      caCerts: [...getCACertificates("system"), ...authorities],
      // Deno sends a request again, even a POST, when a connection that it kept open breaks.
      poolMaxIdlePerHost: 0,
      ...(certificate === undefined || key === undefined ? {} : { cert: certificate, key }),
    });
    const request: Fetch = (input, init) => fetch(input, { ...init, client } as RequestInit);
    return request;
  },
};
