import { afterAll, beforeAll, expect, test } from "bun:test";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { describeWith } from "../bed/abilities.ts";
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

/** An authority in ca.pem, and the certificates that it signed. */
async function makeCertificates(directory: string) {
  const openssl = (...words: string[]) => must(["openssl", ...words], { directory });
  const newKey = (name: string) => [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-keyout",
    `${name}.key`,
  ];
  await openssl("req", "-x509", ...newKey("ca"), "-out", "ca.pem", "-days", "2", "-subj", "/CN=authority");
  const sign = async (name: string, host: string, ...dates: string[]) => {
    await Bun.write(join(directory, "names"), `subjectAltName=DNS:${host}\n`);
    await openssl("req", ...newKey(name), "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    const authority = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names"];
    await openssl("x509", "-req", "-in", `${name}.csr`, "-out", `${name}.pem`, ...authority, ...dates);
    const read = (path: string) => Bun.file(join(directory, path)).text();
    return { cert: await read(`${name}.pem`), key: await read(`${name}.key`) };
  };
  // openssl's x509 takes no dates, its ca does, and wants a whole configuration for it.
  const expire = async () => {
    const { key } = await sign("expired", "localhost", "-days", "2");
    await Bun.write(join(directory, "index"), "");
    await Bun.write(join(directory, "serial"), "01\n");
    await Bun.write(join(directory, "ca.cnf"), authorityConfiguration);
    const dates = ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"];
    const files = ["-cert", "ca.pem", "-keyfile", "ca.key", "-in", "expired.csr", "-out", "expired.pem"];
    await openssl("ca", "-batch", "-notext", "-config", "ca.cnf", "-extfile", "names", ...files, ...dates);
    return { cert: await Bun.file(join(directory, "expired.pem")).text(), key };
  };
  return {
    good: await sign("good", "localhost", "-days", "2"),
    elsewhere: await sign("elsewhere", "elsewhere.example", "-days", "2"),
    expired: await expire(),
  };
}

const authorityConfiguration = `
[ca]
default_ca = authority
[authority]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = anyone
[anyone]
commonName = supplied
`;
