import { until } from "./waiting.ts";

/** One ping as it came in. */
export interface Ping {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly body: string;
  readonly headers: Headers;
}

/** A service that is pinged: HTTP or HTTPS on a loopback port. */
export interface Healthchecks extends AsyncDisposable {
  /** The address of its one check. */
  readonly url: string;
  readonly origin: string;
  readonly port: number;
  /** Every ping so far, whatever was answered. */
  readonly pings: readonly Ping[];
  /** What the pings said: `start`, `success` or `fail`. */
  kinds(): string[];
  /** Answers so from now on; the first ping counts 1. */
  be(answer: (ping: Ping, count: number) => Response | Promise<Response>): void;
  /** Waits until it has been pinged so. */
  pinged(kind: string): Promise<Ping>;
}

/** The secret part of its address. */
export const checkId = "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278";

const ok = () => new Response("OK");

/**
 * A server that speaks the form of healthchecks.io (https://healthchecks.io/docs/http_api/) and answers like it. A fake:
 * the real one is a service of its own with a data base; what matters here is what promsnap sends, and how it takes answers.
 */
export async function startHealthchecks(tls?: { certificate: string; key: string }): Promise<Healthchecks> {
  const pings: Ping[] = [];
  let answer: (ping: Ping, count: number) => Response | Promise<Response> = ok;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    ...(tls && { tls: { cert: await Bun.file(tls.certificate).text(), key: await Bun.file(tls.key).text() } }),
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const { method, headers } = request;
      const ping = { method, path: pathname + search, body: await request.text(), headers };
      pings.push(ping);
      return await answer(ping, pings.length);
    },
  });
  const { port = 0 } = server;
  const origin = `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`;
  return {
    url: `${origin}/ping/${checkId}`,
    origin,
    port,
    pings,
    kinds: () => pings.map(kindOf),
    be: (next) => {
      answer = next;
    },
    pinged: (kind) => until(`the ping ${kind}`, () => pings.find((ping) => kindOf(ping) === kind)),
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

function kindOf({ path }: Ping): string {
  return /\/(start|fail)(?:\?|$)/.exec(path)?.[1] ?? "success";
}
