import type { TlsFileProblem } from "../../faults/prometheus.ts";
import { interval, size } from "../format.ts";
import type { PrometheusFaultSentences } from "./sentences.ts";

/** Every fault of the connection to Prometheus and of its answers, in English. */
export const prometheusFaultsInEnglish: PrometheusFaultSentences = {
  "tls.insecureUnsupported": () => [
    "TLS_INSECURE does not work under Deno",
    "Start Deno with --unsafely-ignore-certificate-errors=HOST, or better, name the certificate's authority in TLS_CA_FILE.",
  ],
  "tls.file": ({ key, path, problem }) => [
    `${key}: ${path}: ${tlsProblems[problem].happened}`,
    tlsProblems[problem].next,
  ],
  "tls.unreadable": ({ key, path, reason }) => [
    `cannot read ${path} for ${key}: ${reason}`,
    "It must be a file that promsnap may read.",
  ],

  "prometheus.dns": ({ url, host }) => [
    `the name ${host} is not known (${url})`,
    "Check the name in HOST, and this machine's name servers.",
  ],
  "prometheus.refused": ({ url }) => [
    `nothing listens at ${url}: connection refused`,
    "Check that Prometheus runs, and the host and port in HOST.",
  ],
  "prometheus.unreachable": ({ url, reason }) => [
    `${url} cannot be reached: ${reason}`,
    "Check the host in HOST, the network and the firewall.",
  ],
  "prometheus.reset": ({ url }) => [
    `the connection to ${url} was closed before an answer came`,
    "Check that Prometheus still runs and look at its log. A server that wants https closes http connections: then HOST has to begin with https://.",
  ],
  "prometheus.broken": ({ url, reason }) => [
    `no usable answer from ${url}: ${reason}`,
    "Check that HOST leads to Prometheus and not to another service.",
  ],
  "prometheus.timeout": ({ url, key, milliseconds }) => [
    `no answer from ${url} within ${interval(milliseconds, "en")}`,
    `Look at Prometheus's log. If it only needs longer, raise ${key}.`,
  ],
  "prometheus.tlsAuthority": ({ url, reason }) => [
    `the certificate of ${url} is signed by no trusted authority: ${reason}`,
    "Name the file with the authority's certificate in TLS_CA_FILE.",
  ],
  "prometheus.tlsDate": ({ url, reason }) => [
    `the certificate of ${url} is not valid now: ${reason}`,
    "Renew it on the server, or set this machine's clock right.",
  ],
  "prometheus.tlsHostName": ({ url, host }) => [
    `the certificate of ${url} is not for ${host}`,
    "Write in HOST a name that the certificate has.",
  ],
  "prometheus.tlsHandshake": ({ url, reason }) => [
    `no TLS connection to ${url}: ${reason}`,
    "If the server asks for a client certificate, set TLS_CERT_FILE and TLS_KEY_FILE.",
  ],
  "prometheus.tlsUnexpected": ({ url }) => [
    `HOST says https, but the server at ${url} speaks plain http`,
    "Write http:// in HOST, or turn on TLS in Prometheus's --web.config.file.",
  ],
  "prometheus.tlsNeeded": ({ url }) => [
    `HOST says http, but the server at ${url} speaks https only`,
    "Write https:// in HOST.",
  ],
  "prometheus.unauthorized": ({ url, sent }) => [
    `${url} answered 401: ${sent === "none" ? "it asks for credentials and none are set" : sent === "basic" ? "it does not accept this user name and password" : "it does not accept this bearer token"}`,
    sent === "none"
      ? "Set USERNAME and PASSWORD, PASSWORD_FILE or BEARER_TOKEN_FILE."
      : sent === "basic"
        ? "Check USERNAME and PASSWORD."
        : "Check BEARER_TOKEN_FILE.",
  ],
  "prometheus.forbidden": ({ url }) => [
    `${url} answered 403: access is forbidden`,
    "Allow this user or address to use the admin API in the proxy before Prometheus.",
  ],
  "prometheus.notFound": ({ url }) => [
    `${url} answered 404: there is no such address`,
    "HOST has to include the path of Prometheus's --web.external-url or --web.route-prefix, and no more than that.",
  ],
  "prometheus.methodRefused": ({ url, method }) => [
    `${url} answered 405: it does not take ${method}`,
    "Check that HOST leads to Prometheus and that a proxy before it lets this method through.",
  ],
  "prometheus.adminApiOff": ({ url }) => [
    `the admin API of Prometheus is off (${url})`,
    "Start Prometheus with --web.enable-admin-api. Debian and Ubuntu keep its flags in /etc/default/prometheus (ARGS); then: systemctl restart prometheus",
  ],
  "prometheus.replaying": ({ url }) => [
    `Prometheus is not ready yet: it is reading its write-ahead log (${url})`,
    "Try again when /-/ready answers 200.",
  ],
  "prometheus.redirected": ({ url, status, origin }) => [
    `${url} answered ${status}, a redirect to ${origin}`,
    "promsnap follows none, so that no password goes elsewhere. Write in HOST the address that Prometheus itself answers at.",
  ],
  "prometheus.html": ({ url, status }) => [
    `${url} answered ${status} with a web page instead of JSON`,
    "Check that HOST leads to Prometheus and not to a proxy's login or error page.",
  ],
  "prometheus.truncated": ({ url, status }) => [
    `the answer of ${url} (${status}) ends in its middle`,
    "Look at the log of Prometheus and of a proxy before it.",
  ],
  "prometheus.tooLong": ({ url, limit }) => [
    `the answer of ${url} is longer than ${size(limit, "en")}`,
    "Check that HOST leads to Prometheus.",
  ],
  "prometheus.error": ({ url, status, errorType, error }) => [
    `Prometheus reports an error (${url}, ${status}, ${errorType}): ${error}`,
    "Look at Prometheus's log.",
  ],
  "prometheus.unexpected": ({ url, status, text }) => [
    `${url} answered ${status} with something that is not Prometheus's: ${text === "" ? "an empty answer" : text}`,
    "Check that HOST leads to Prometheus.",
  ],
  "prometheus.snapshotName": ({ url, name }) => [
    `${url} answered with a snapshot name that Prometheus does not give: ${name}`,
    "Check that HOST leads to Prometheus itself.",
  ],
  "prometheus.snapshotNotFound": ({ path, reported }) => [
    `Prometheus made a snapshot, but ${path} is not there`,
    reported === undefined
      ? "Check PROMETHEUS_DATA_DIR: it has to be the directory of Prometheus's --storage.tsdb.path."
      : `Prometheus keeps its data in ${reported}: PROMETHEUS_DATA_DIR has to be that directory. If Prometheus runs in a container, it is where that path's volume lies on this machine (docker volume inspect, "Mountpoint").`,
  ],
};

const tlsProblems: { readonly [P in TlsFileProblem]: { readonly happened: string; readonly next: string } } = {
  "no certificate": {
    happened: "it holds no certificate",
    next: "Write there a file in PEM form with -----BEGIN CERTIFICATE-----.",
  },
  "bad certificate": {
    happened: "a certificate in it cannot be read",
    next: "Look at it with: openssl x509 -text -noout -in FILE",
  },
  "no private key": {
    happened: "it holds no private key",
    next: "Write there a file in PEM form with the certificate's private key.",
  },
  "encrypted key": {
    happened: "its private key is encrypted",
    next: "Store the key without a passphrase: openssl pkey -in FILE -out NEW",
  },
  "key of another certificate": {
    happened: "the key does not belong to the certificate in TLS_CERT_FILE",
    next: "Use the two files that were made together.",
  },
};
