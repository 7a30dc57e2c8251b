import type { TlsFileProblem } from "../../errors.ts";
import { interval, size } from "../format.ts";
import { archiveProblems } from "./archive-problems.ts";
import { expectedInEnglish, shellProblemsInEnglish } from "./config.en.ts";
import { sayDamage } from "./damage.ts";
import { fileAdvice } from "./file-advice.ts";
import type { FaultSentences } from "./sentences.ts";

const secretProblems = {
  empty: "is empty",
  "not UTF-8": "is not UTF-8 text",
  "not a token": "holds a space, a line end or a character beyond ASCII, which no bearer token has",
} as const;

/** Every fault in English. */
export const faultsInEnglish: FaultSentences = {
  "usage.unknownOption": ({ option, command, nearest }) => [
    `unknown option ${option}`,
    nearest === undefined ? `See: ${command} --help` : `Did you mean ${nearest}? See: ${command} --help`,
  ],
  "usage.unknownCommand": ({ command, nearest }) => [
    `unknown command ${command}`,
    nearest === undefined ? "See: promsnap --help" : `Did you mean ${nearest}? See: promsnap --help`,
  ],
  "usage.extraArgument": ({ argument, command }) => [`unexpected argument ${argument}`, `See: ${command} --help`],
  "usage.missingArgument": ({ argument, command }) => [`missing argument: ${argument}`, `See: ${command} --help`],
  "usage.missingValue": ({ option, command }) => [`${option} needs a value`, `See: ${command} --help`],
  "usage.emptyValue": ({ option, command }) => [`${option} has an empty value`, `See: ${command} --help`],
  "usage.unexpectedValue": ({ option, command }) => [`${option} takes no value`, `See: ${command} --help`],
  "usage.repeatedOption": ({ option, command }) => [`${option} is given twice`, `See: ${command} --help`],
  "usage.conflict": ({ first, second, command }) => [
    `${first} and ${second} exclude each other`,
    `See: ${command} --help`,
  ],

  "config.notFound": ({ path }) => [
    `configuration file not found: ${path}`,
    "Write it, name another with --config FILE, or set PROMSNAP_HOST, PROMSNAP_SNAPSHOT_DIR and PROMSNAP_PROMETHEUS_DATA_DIR.",
  ],
  "config.unreadable": ({ path, reason }) => [
    `cannot read the configuration file ${path}: ${reason}`,
    "Run promsnap as a user who may read it, such as root.",
  ],
  "config.syntax": ({ path, line, column, problem, name }) => {
    const [found, next] = shellProblemsInEnglish[problem];
    return [`${path}:${line}:${column}: ${found}${name === undefined ? "" : ` (${name})`}`, next];
  },
  "config.missingKey": ({ key, path }) => [
    `${key} is not set`,
    `Add a line ${key}=… to ${path}, or set PROMSNAP_${key}.`,
  ],
  "config.invalid": ({ key, value, origin, expected }) => [
    `${key} (${origin}) is ${value === "" ? "empty" : value}`,
    `Expected: ${expectedInEnglish(expected)}.`,
  ],
  "config.twoSecrets": ({ first, second }) => [`${first} and ${second} are both set`, "Remove one of the two."],
  "config.secretUnreadable": ({ key, path, reason }) => [
    `cannot read ${path} for ${key}: ${reason}`,
    "It must be a file that promsnap may read, and hold the secret alone.",
  ],
  "config.secretInvalid": ({ key, origin, problem }) => [
    `the secret of ${key} (${origin}) ${secretProblems[problem]}`,
    "The file must hold the secret alone, as UTF-8 text; one newline at its end does not count.",
  ],

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
    "Start Prometheus with --web.enable-admin-api.",
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

  "store.foreign": ({ store, data }) => [
    `${store} holds the snapshots of another Prometheus than that of ${data}`,
    "Check SNAPSHOT_DIR and PROMETHEUS_DATA_DIR. If this Prometheus is to take it over: promsnap run --adopt",
  ],
  "store.identityDamaged": ({ path }) => [
    `${path} does not hold an id`,
    "If SNAPSHOT_DIR and PROMETHEUS_DATA_DIR are right, delete that file: the next run writes it again.",
  ],

  "lock.held": ({ path, process, host, since }) => [
    process === undefined
      ? `another promsnap is at work: it holds ${path}`
      : `another promsnap is at work: process ${process} on ${host} has held ${path} since ${since}`,
    "Wait until it has finished, then try again.",
  ],
  "data.notFound": ({ path }) => [
    `PROMETHEUS_DATA_DIR does not exist: ${path}`,
    "Name the directory that Prometheus keeps its data in, as this machine sees it. For Docker: docker volume inspect NAME, line Mountpoint.",
  ],
  "data.notPrometheus": ({ path, reported }) => [
    `PROMETHEUS_DATA_DIR ${path} is not the data directory of a Prometheus: it has no wal`,
    `${reported === undefined ? "" : `Prometheus reports ${reported} as its data directory. `}In a container that path is inside it: name the volume's directory on this machine (docker volume inspect NAME, line Mountpoint).`,
  ],
  "store.insideData": ({ store, data }) => [
    `SNAPSHOT_DIR ${store} and PROMETHEUS_DATA_DIR ${data} lie one inside the other`,
    "Choose a SNAPSHOT_DIR elsewhere, best on another disk: a restore replaces what is in the data directory.",
  ],
  "space.insufficient": ({ path, free, needed }) => [
    `no room for another snapshot in ${path}: ${size(free, "en")} free, at least ${size(needed, "en")} needed`,
    "Delete old archives there, or move SNAPSHOT_DIR to a larger disk. Prometheus was not asked for a snapshot.",
  ],
  "archive.longName": ({ path }) => [`the archive cannot hold a path as long as ${path}`],
  "archive.readBack": ({ path }) => [
    `${path} does not read back as it was written`,
    "The disk or the memory of this machine returns other bytes than it was given. Look at the kernel log and check both before trusting any archive on it.",
  ],
  "archive.corrupt": ({ path, offset, reason }) => [
    `${path} is damaged at byte ${offset}: ${archiveProblems.en[reason]}`,
    "Use another archive or another copy of this one.",
  ],
  "source.changed": ({ path }) => [
    `${path} changed or vanished while it was read`,
    "Files of a snapshot never change by themselves: find out what else works in that directory, then run again.",
  ],
  "source.unexpected": ({ path, found }) => [
    `${path} does not belong in a snapshot of Prometheus (${found})`,
    "Find out what put it there.",
  ],
  "source.undeletable": ({ path, reason }) => [
    `the source snapshot ${path} of an earlier run cannot be deleted: ${reason}`,
    "Every run would leave one more, until Prometheus's disk is full: Prometheus was not asked. Run promsnap as root, or as the user that Prometheus runs as.",
  ],
  "source.empty": ({ path }) => [
    `the snapshot holds no samples: ${path}`,
    "Prometheus had nothing to back up. If it should have, look at its data directory and its log.",
  ],

  "files.failed": ({ operation, path, errno, reason }) => {
    const next = fileAdvice(errno, "en");
    const happened = `${operation} failed on ${path}: ${reason}`;
    return next === undefined ? [happened] : [happened, next];
  },
  "files.full": ({ operation, path }) => [
    `no space left: ${operation} failed on ${path}`,
    "Free space on that file system, or move SNAPSHOT_DIR to a larger one.",
  ],
  "files.readOnly": ({ operation, path }) => [
    `read-only file system: ${operation} failed on ${path}`,
    `If the systemd unit forbids it, allow the directory: systemctl edit prometheus-snapshot.service, and write there: [Service], then ReadWritePaths=${path.slice(0, path.lastIndexOf("/"))}`,
  ],
  "files.notPlain": ({ path, found, wanted }) => [
    `${path} is a ${found} where a plain ${wanted} was expected`,
    "promsnap follows no link and opens no device here. Remove it if you do not know where it comes from.",
  ],
  "files.foreignOwner": ({ path, owner }) => [
    `${path} belongs to the user with uid ${owner}`,
    "Only root or the user who runs promsnap may own it. Remove it if you do not know where it comes from.",
  ],

  "run.storedDamaged": ({ archive, count, ...first }) => [
    `stored, with damage: ${archive}: ${sayDamage(first, "en")}${count > 1 ? ` (and ${count - 1} more)` : ""}`,
    "Prometheus's own files are damaged; the archive holds them as they are. Keep an older snapshot that has this block intact.",
  ],

  "signal.interrupted": () => ["interrupted (SIGINT)"],
  "signal.terminated": () => ["terminated (SIGTERM)"],
  internal: ({ reason }) => [`internal error: ${reason}`, "This is a bug in promsnap. Please report it."],
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
