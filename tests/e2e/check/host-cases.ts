import { join } from "node:path";
import type { BrokenSetup, Ground } from "./ground.ts";

/** The configuration of a Prometheus that wants a login over TLS. */
const secured = ({ site, secured: { url, dataDirectory }, password, certificates }: Ground, values = {}) =>
  site({
    HOST: url,
    PROMETHEUS_DATA_DIR: dataDirectory,
    SERVICE: "none",
    USERNAME: "admin",
    PASSWORD: password,
    TLS_CA_FILE: join(certificates.secured, "certificate.pem"),
    ...values,
  });

const limited = ({ site, limited: { url, dataDirectory } }: Ground) =>
  site({ HOST: url, PROMETHEUS_DATA_DIR: dataDirectory, SERVICE: "none" });

/** A server that is no Prometheus, for what none can be made to do: it closes with the tests. */
const server = (answer: (request: Request) => Response | Promise<Response>, tls?: Bun.TLSOptions) => {
  const running = Bun.serve({ hostname: "127.0.0.1", port: 0, idleTimeout: 60, fetch: answer, ...(tls && { tls }) });
  running.unref();
  return running.url.origin;
};

/** The authority of the certificates that others than the secured one have. */
const authority = ({ certificates }: Ground) => join(certificates.others, "ca.pem");

/** The station's Prometheus behind a proxy whose clock is an hour ahead. */
const ahead = ({ station }: Ground) =>
  server(async ({ url }) => {
    const { pathname, search } = new URL(url);
    const answer = await fetch(station.operator.prometheus().url + pathname + search);
    const headers = { "content-type": answer.headers.get("content-type") ?? "", date: soon() };
    return new Response(await answer.text(), { status: answer.status, headers });
  });
const soon = () => new Date(Date.now() + 3_600_000).toUTCString();

/** What keeps Prometheus from being asked for a snapshot. */
export const hostCases: readonly BrokenSetup[] = [
  {
    name: "a Prometheus that is down",
    broken: ({ site }) => site({ HOST: "http://127.0.0.1:9" }),
    id: "host",
    code: "prometheus.refused",
    remedy: /^Check that Prometheus runs, and the host and port in HOST\.$/,
  },
  {
    name: "a HOST that nobody knows",
    broken: ({ site }) => site({ HOST: "http://prometheus.invalid:9090" }),
    id: "host",
    code: "prometheus.dns",
    remedy: /^Check the name in HOST/,
  },
  {
    name: "a Prometheus that hangs",
    broken: ({ site }) => site({ HOST: server(() => new Promise(() => {})), REQUEST_TIMEOUT: "1s" }),
    id: "host",
    code: "prometheus.timeout",
    remedy: /raise REQUEST_TIMEOUT/,
  },
  {
    name: "http where Prometheus wants https",
    broken: (ground) => secured(ground, { HOST: ground.secured.url.replace("https:", "http:") }),
    id: "tls",
    code: "prometheus.tlsNeeded",
    remedy: /^Write https:\/\/ in HOST\.$/,
  },
  {
    name: "https where Prometheus speaks http",
    broken: ({ site, station }) => site({ HOST: station.operator.prometheus().url.replace("http:", "https:") }),
    id: "tls",
    code: "prometheus.tlsUnexpected",
    remedy: /^Write http:\/\/ in HOST/,
  },
  {
    name: "a certificate of an unknown authority",
    broken: (ground) => secured(ground, { TLS_CA_FILE: "" }),
    id: "tls",
    code: "prometheus.tlsAuthority",
    remedy: /TLS_CA_FILE/,
  },
  {
    name: "a certificate that has expired",
    broken: (ground) => {
      const { url, dataDirectory } = ground.expired;
      return secured(ground, { HOST: url, PROMETHEUS_DATA_DIR: dataDirectory, TLS_CA_FILE: authority(ground) });
    },
    id: "tls",
    code: "prometheus.tlsDate",
    remedy: /^Renew it on the server, or set this machine's clock right\.$/,
  },
  {
    name: "a certificate of another name",
    broken: async (ground) => {
      const file = (name: string) => Bun.file(join(ground.certificates.others, name));
      const tls = { cert: file("elsewhere.pem"), key: file("elsewhere.key") };
      const url = server(() => new Response(), tls).replace("127.0.0.1", "localhost");
      return await secured(ground, { HOST: url, TLS_CA_FILE: authority(ground) });
    },
    id: "tls",
    code: "prometheus.tlsHostName",
    remedy: /^Write in HOST a name that the certificate has\.$/,
  },
  {
    name: "a TLS_CA_FILE without a certificate",
    broken: (ground) => secured(ground, { TLS_CA_FILE: "/etc/hostname" }),
    id: "tls",
    code: "tls.file",
    remedy: /-----BEGIN CERTIFICATE-----/,
  },
  {
    name: "a wrong password",
    broken: (ground) => secured(ground, { PASSWORD: "wrong" }),
    id: "authentication",
    code: "prometheus.unauthorized",
    remedy: /^Check USERNAME and PASSWORD\.$/,
  },
  {
    name: "no password where one is asked for",
    broken: (ground) => secured(ground, { USERNAME: "", PASSWORD: "" }),
    id: "authentication",
    code: "prometheus.unauthorized",
    remedy: /^Set USERNAME and PASSWORD/,
  },
  {
    name: "a HOST with a path that leads nowhere",
    broken: ({ site, station }) => site({ HOST: `${station.operator.prometheus().url}/prometheus` }),
    id: "prometheus",
    code: "prometheus.notFound",
    remedy: /--web\.route-prefix/,
  },
  {
    name: "a HOST that is a web page",
    broken: ({ site }) => {
      const page = () => new Response("<html>Log in</html>", { headers: { "content-type": "text/html" } });
      return site({ HOST: server(page) });
    },
    id: "prometheus",
    code: "prometheus.html",
    remedy: /a proxy's login or error page/,
  },
  {
    name: "an admin API that is off",
    broken: limited,
    id: "admin-api",
    code: "prometheus.adminApiOff",
    remedy: /^Start Prometheus with --web\.enable-admin-api\. .+ARGS/,
    also: ["out-of-order"],
  },
  {
    name: "samples that come late, which no snapshot holds",
    broken: limited,
    id: "out-of-order",
    state: "warning",
    code: "outOfOrder.window",
    remedy: /Nothing to do if that loss can be borne/,
    also: ["admin-api"],
  },
  {
    name: "clocks that differ",
    broken: async (ground) => await ground.site({ HOST: ahead(ground) }),
    id: "clock",
    state: "warning",
    code: "clock.skewed",
    remedy: /^Set both by a time server/,
  },
];
