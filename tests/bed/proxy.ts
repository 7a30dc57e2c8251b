import { createConnection, createServer, type Socket } from "node:net";

/** What a proxy does to each connection; nothing set: it only passes bytes on. */
export interface Trouble {
  /** Ends the connection after so many bytes of the answer. */
  readonly cutAfter?: number;
  /** Ends it with a reset instead of an orderly end. */
  readonly reset?: boolean;
  /** Holds the answer back for so many milliseconds. */
  readonly delay?: number;
  /** Takes everything and never answers. */
  readonly swallow?: boolean;
  /** Answers so, instead of the server. */
  readonly answer?: string;
  /** Ends the connection after so many bytes of what is sent to the server. */
  readonly cutSent?: number;
  /** Passes so many bytes of an answer in a second. */
  readonly rate?: number;
  /** Strikes only connections whose first bytes, the request's line and some of its headers, are such. */
  readonly only?: (request: string) => boolean;
}

/** What happens to all connections, or what to each by its first bytes, one request to a connection. */
export type Weather = Trouble | ((request: string) => Trouble);

/** Environment variables that send every HTTP client which believes them to a port where nobody listens. */
export const deadProxies: Readonly<Record<string, string>> = Object.fromEntries(
  ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
    .flatMap((name) => [name, name.toLowerCase()])
    .map((name) => [name, "http://127.0.0.1:1"]),
);

/** A TCP proxy on a loopback port, for networks that fail. */
export interface Proxy extends AsyncDisposable {
  readonly port: number;
  /** Changes what happens to connections from now on. */
  be(weather: Weather): void;
  stop(): Promise<void>;
}

/** Starts a proxy before the loopback port `target`. */
export async function startProxy(target: number, first: Weather = {}): Promise<Proxy> {
  let weather = first;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client.on("error", () => {}).on("close", () => open.delete(client)));
    const now = weather;
    const listen = (decide: (request: string) => Trouble, last: boolean) =>
      client.once("data", (bytes: Buffer) => {
        const request = bytes.toString("latin1");
        client.pause().unshift(last ? Buffer.from(request.replace(keepAlive, noLonger), "latin1") : bytes);
        begin(client, target, decide(request));
      });
    if (typeof now === "function") listen(now, true);
    else if (now.only === undefined) begin(client, target, now);
    else listen((request) => (now.only?.(request) ? now : {}), false);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const stop = async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    port: address !== null && typeof address === "object" ? address.port : 0,
    be: (next) => {
      weather = next;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** The header is not signed, and may be another one of the same length. */
const keepAlive = /(?<=^connection: )keep-alive/im;
const noLonger = "close".padEnd("keep-alive".length);

function begin(client: Socket, target: number, trouble: Trouble): void {
  const { swallow = false, answer } = trouble;
  if (swallow) client.resume();
  else if (answer === undefined) connect(client, target, trouble);
  else client.once("data", () => void client.end(answer)).resume();
}

function connect(client: Socket, target: number, trouble: Trouble): void {
  const { cutAfter = Number.POSITIVE_INFINITY, cutSent = Number.POSITIVE_INFINITY } = trouble;
  const { delay = 0, reset = false, rate } = trouble;
  const server = createConnection(target, "127.0.0.1");
  let passed = 0;
  const end = () => (reset ? client.resetAndDestroy() : client.end());
  const pass = (bytes: Buffer) => {
    const rest = bytes.subarray(0, Math.max(0, cutAfter - passed));
    passed += rest.length;
    if (rest.length > 0) client.write(rest);
    if (passed >= cutAfter) {
      end();
      server.destroy();
    }
  };
  const later = (act: () => void) => (delay === 0 ? act() : void setTimeout(act, delay));
  // What is on its way arrives in order, however long each piece takes.
  let line = Promise.resolve();
  const slowly = (bytes: Buffer, act: () => void) => {
    if (rate === undefined) return later(act);
    line = line.then(() => Bun.sleep((bytes.length / rate) * 1000)).then(act);
  };
  if (cutSent < Number.POSITIVE_INFINITY) {
    let sent = 0;
    client.on("data", (bytes: Buffer) => {
      sent += bytes.length;
      if (sent < cutSent) return;
      client.resetAndDestroy();
      server.destroy();
    });
  }
  client.pipe(server);
  client.on("close", () => server.destroy());
  server.on("data", (bytes: Buffer) => slowly(bytes, () => pass(bytes)));
  server.on("end", () => slowly(Buffer.alloc(0), () => client.end()));
  server.on("error", () => client.destroy());
}
