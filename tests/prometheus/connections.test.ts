import { afterAll, beforeAll, expect, test } from "bun:test";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { describeWith } from "../bed/abilities.ts";
import { makeCertificates } from "../bed/certificates.ts";
import { freePort } from "../bed/ports.ts";
import { must } from "../bed/processes.ts";
import { type Temporary, temporaryDirectory } from "../bed/temporary.ts";
import type { Asked } from "./asking.ts";

const root = join(import.meta.dir, "../..");
const script = join(import.meta.dir, "asking.ts");
const runtimes: [name: string, command: string[]][] = [
  ["Bun", [process.execPath, script]],
  ["Deno", [join(root, "node_modules/.bin/deno"), "run", "-A", script]],
];

/** What each of the servers below leads to. */
const expected = {
  "an unknown name": "prometheus.dns",
  "a port nobody listens on": "prometheus.refused",
  "a reset after the request": "prometheus.reset, may have run",
  "an end after the request": "prometheus.reset, may have run",
  silence: "prometheus.timeout, may have run",
  "silence in the answer": "prometheus.timeout, may have run",
  "another protocol": "prometheus.broken, may have run",
  "an answer shorter than announced": "prometheus.truncated, may have run",
  "chunks without an end": "prometheus.truncated, may have run",
  "an unknown authority": "prometheus.tlsAuthority",
  "another name's certificate": "prometheus.tlsHostName",
  "an expired certificate": "prometheus.tlsDate",
  "a certificate asked for": "prometheus.tlsHandshake",
  "a certificate asked for, TLS 1.2": "prometheus.tlsHandshake",
  "a certificate asked for and shown": "20261122T132325Z-4f5aa5bc52e4c752",
  "http where https is expected": "prometheus.tlsUnexpected",
  "another protocol where https is expected": "prometheus.tlsHandshake",
};

// The servers are fakes: they break connections in ways that no real Prometheus does on demand.
describeWith("openssl")("failures of a connection are told apart, and whether a snapshot may have begun", () => {
  const servers: Server[] = [];
  let place: Temporary;
  let asked: Asked[];

  beforeAll(async () => {
    place = await temporaryDirectory();
    asked = await openServers(place.path, servers);
  });

  afterAll(async () => {
    for (const server of servers) server.close();
    await place.remove();
  });

  for (const [runtime, command] of runtimes) {
    test(`under ${runtime}`, async () => {
      const told: unknown = JSON.parse(await must([...command, JSON.stringify(asked)], { directory: root }));
      expect(told).toEqual(expected);
    }, 60_000);

    test(`under ${runtime} a snapshot is asked for once, also when a connection that served before breaks`, async () => {
      const requests: string[] = [];
      const server = createServer((socket) => {
        socket.on("error", () => {});
        socket.on("data", (bytes) => {
          const [method = ""] = bytes.toString().split(" ");
          requests.push(method);
          if (method === "POST") socket.destroy();
          else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
      });
      const asked: Asked = { name: "it", url: `http://127.0.0.1:${await listen(server, servers)}`, twice: true };
      const told: unknown = JSON.parse(await must([...command, JSON.stringify([asked])], { directory: root }));
      expect(told).toEqual({ it: "prometheus.reset, may have run" });
      expect(requests).toEqual(["GET", "POST"]);
    }, 60_000);
  }
});

const answerOf = (head: string, body: string) =>
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${head}\r\n\r\n${body}`;
const onRequest = (act: (socket: Socket) => void) => (socket: Socket) => void socket.once("data", () => act(socket));
const half = onRequest((socket) => void socket.write(answerOf("Content-Length: 9", "{")));
const say = (text: string) => onRequest((socket) => void socket.end(text));

async function listen(server: Server, servers: Server[]): Promise<number> {
  servers.push(server.on("connection", (socket) => void socket.on("error", () => {})));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : 0;
}

const body = '{"status":"success","data":{"name":"20261122T132325Z-4f5aa5bc52e4c752"}}';
const success = say(answerOf(`Content-Length: ${body.length}`, body));

async function openServers(directory: string, servers: Server[]): Promise<Asked[]> {
  const plain = async (name: keyof typeof expected, behave: (socket: Socket) => void, scheme = "http") => ({
    name,
    url: `${scheme}://127.0.0.1:${await listen(createServer(behave), servers)}`,
  });
  const authority = join(directory, "ca.pem");
  const certificates = await makeCertificates(directory);
  const tls = async (name: keyof typeof expected, which: keyof typeof certificates, options = {}, trusted = true) => {
    const server = createTlsServer({ ...certificates[which], ...options }, (socket) =>
      success(socket.on("error", () => {})),
    );
    const url = `https://localhost:${await listen(
      server.on("tlsClientError", () => {}),
      servers,
    )}`;
    return { name, url, ...(trusted ? { authority } : {}) };
  };
  const [pem, key] = [join(directory, "good.pem"), join(directory, "good.key")];
  const asking = { requestCert: true, rejectUnauthorized: true, ca: await Bun.file(authority).text() };
  return [
    { name: "an unknown name", url: "http://no-such-host.invalid" },
    { name: "a port nobody listens on", url: `http://127.0.0.1:${await freePort()}` },
    await plain(
      "a reset after the request",
      onRequest((socket) => void socket.resetAndDestroy()),
    ),
    await plain("an end after the request", say("")),
    { ...(await plain("silence", () => {})), patience: 300 },
    { ...(await plain("silence in the answer", half)), patience: 300 },
    await plain("another protocol", say("SSH-2.0-OpenSSH_9.2\r\n")),
    await plain("an answer shorter than announced", say(answerOf("Content-Length: 200", '{"status":'))),
    await plain("chunks without an end", say(answerOf("Transfer-Encoding: chunked", "2\r\n{}\r\n"))),
    await tls("an unknown authority", "good", {}, false),
    await tls("another name's certificate", "elsewhere"),
    await tls("an expired certificate", "expired"),
    await tls("a certificate asked for", "good", asking),
    await tls("a certificate asked for, TLS 1.2", "good", { ...asking, maxVersion: "TLSv1.2" }),
    { ...(await tls("a certificate asked for and shown", "good", asking)), certificate: pem, key },
    await plain("http where https is expected", say("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"), "https"),
    await plain("another protocol where https is expected", say("SSH-2.0-OpenSSH_9.2\r\n"), "https"),
  ];
}
