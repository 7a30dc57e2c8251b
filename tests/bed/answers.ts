/** An HTTP server that gives the answers of a test. */
export interface Answers extends AsyncDisposable {
  readonly url: string;
  /** What it was asked, in order. */
  readonly asked: readonly { readonly method: string; readonly path: string; readonly headers: Headers }[];
  stop(): Promise<void>;
}

/**
 * A fake, for answers that a real Prometheus cannot be made to give: HTML of a proxy, JSON cut short, redirects,
 * names that are no names. Whatever a real one does is tested against a real one (prometheus.ts).
 */
export function startAnswers(answer: (request: Request) => Response | Promise<Response>): Answers {
  const asked: { method: string; path: string; headers: Headers }[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      const { pathname, search } = new URL(request.url);
      asked.push({ method: request.method, path: pathname + search, headers: request.headers });
      return answer(request);
    },
  });
  const stop = () => server.stop(true);
  return { url: `http://127.0.0.1:${server.port}`, asked, stop, [Symbol.asyncDispose]: stop };
}

/** JSON as Prometheus sends it. */
export function jsonAnswer(body: unknown, status = 200): Response {
  return Response.json(body, { status });
}
