import { createServer } from "node:http";
import { fault } from "../errors.ts";

/** What a request asks for: the path without the query, as it was sent. */
export interface HttpRequest {
  readonly method: "GET" | "HEAD";
  readonly path: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Where to listen; without a host on every address of the machine. */
export interface HttpAddress {
  readonly host: string | undefined;
  readonly port: number;
}

/** What nobody who asks may exceed. Times are in milliseconds from the beginning of the connection. */
export interface HttpLimits {
  /** A request has to be there by then. */
  readonly request: number;
  /** The answer has to be taken by then. */
  readonly connection: number;
  /** Open at the same time. */
  readonly connections: number;
  /** Of the first line and the headers together. */
  readonly headerBytes: number;
}

/** Prometheus, a probe or two and a person ask, all in a few hundred bytes. */
const usualLimits: HttpLimits = { request: 5000, connection: 15_000, connections: 64, headerBytes: 8 << 10 };

/**
 * Answers GET and HEAD by plain HTTP, one request for each connection, until the process ends. A body is never read.
 * Whoever is slow, or sends much, is let go. Throws `daemon.cannotListen`, which names the address as `shown`.
 */
export async function serveHttp(
  { host, port }: HttpAddress,
  shown: string,
  answer: (request: HttpRequest) => Promise<HttpAnswer>,
  limits: HttpLimits = usualLimits,
): Promise<void> {
  const options = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.request,
    requestTimeout: limits.request,
    connectionsCheckingInterval: limits.request / 5,
  };
  const server = createServer(options, (request, response) => {
    const { method = "", url = "" } = request;
    void answerOf(method, url, answer).then(({ status, type, text }) => {
      const headers = { "content-type": type, "content-length": Buffer.byteLength(text), connection: "close" };
      response.writeHead(status, status === 405 ? { ...headers, allow: "GET, HEAD" } : headers);
      response.end(method === "HEAD" ? "" : text);
    });
  });
  server.maxConnections = limits.connections;
  server.on("connection", (socket) => {
    const limit = setTimeout(() => socket.destroy(), limits.connection);
    socket.on("close", () => clearTimeout(limit));
  });
  server.on("clientError", (_, socket) => socket.destroy());
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen({ port, ...(host === undefined ? {} : { host }) }, resolve);
  await promise.catch((error: unknown) => {
    throw fault("daemon.cannotListen", { address: shown, reason: reasonIn(error) }, error);
  });
  server.on("error", () => undefined);
}

async function answerOf(
  method: string,
  url: string,
  answer: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const type = "text/plain; charset=utf-8";
  if (method !== "GET" && method !== "HEAD") return { status: 405, type, text: "GET and HEAD only\n" };
  try {
    return await answer({ method, path: url.split("?", 1)[0] ?? "" });
  } catch {
    return { status: 500, type, text: "this cannot be told now\n" };
  }
}

function reasonIn(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : String(error);
}
