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

/** A header has a few hundred bytes. */
const mostHeaderBytes = 8 << 10;
/** Whoever has not sent a request by then is let go, in milliseconds. */
const requestLimit = 5000;
/** Whoever has not taken the answer by then is, too. */
const connectionLimit = 15_000;
/** As many at the same time: Prometheus, a probe or two, and a person. */
const mostConnections = 64;

/**
 * Answers GET and HEAD by plain HTTP, one request for each connection, until the process ends. A body is never read.
 * Whoever is slow, or sends much, is let go. Throws `daemon.cannotListen`, which names the address as `shown`.
 */
export async function serveHttp(
  { host, port }: HttpAddress,
  shown: string,
  answer: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<void> {
  const options = {
    maxHeaderSize: mostHeaderBytes,
    headersTimeout: requestLimit,
    requestTimeout: requestLimit,
    connectionsCheckingInterval: 1000,
  };
  const server = createServer(options, (request, response) => {
    const { method = "", url = "" } = request;
    void answerOf(method, url, answer).then(({ status, type, text }) => {
      const headers = { "content-type": type, "content-length": Buffer.byteLength(text), connection: "close" };
      response.writeHead(status, status === 405 ? { ...headers, allow: "GET, HEAD" } : headers);
      response.end(method === "HEAD" ? "" : text);
    });
  });
  server.maxConnections = mostConnections;
  server.on("connection", (socket) => {
    const limit = setTimeout(() => socket.destroy(), connectionLimit);
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
