import type { ConnectionFailure } from "../../faults/prometheus.ts";
import { briefDuration, localTime } from "../format.ts";
import type { S3FaultSentences } from "./sentences.ts";

const connections: { readonly [F in ConnectionFailure]: readonly [happened: string, next: string] } = {
  dns: ["its name is not known", "Check S3_ENDPOINT or S3_REGION, and this machine's name servers."],
  refused: ["nothing listens there: connection refused", "Check that the server runs, and S3_ENDPOINT."],
  unreachable: ["it cannot be reached", "Check S3_ENDPOINT, the network and the firewall."],
  reset: [
    "it closed the connection before its answer was complete",
    "Look at the server's log. One that wants https closes http connections: then S3_ENDPOINT has to begin with https://.",
  ],
  broken: ["it gave no usable answer", "Check that S3_ENDPOINT leads to an S3 server."],
  tlsAuthority: [
    "its certificate is signed by no trusted authority",
    "Name the file with the authority's certificate in S3_CA_FILE.",
  ],
  tlsDate: ["its certificate is not valid now", "Renew it on the server, or set this machine's clock right."],
  tlsHostName: [
    "its certificate is not for this name",
    "Write in S3_ENDPOINT a name that the certificate has. If the bucket's name is part of it, set S3_PATH_STYLE=yes.",
  ],
  tlsHandshake: ["no TLS connection came about", "Check S3_ENDPOINT: a server that speaks plain http takes http://."],
};

/** Every fault of an S3 server in English. */
export const s3FaultsInEnglish: S3FaultSentences = {
  "s3.connection": ({ url, host, problem, reason }) => [
    `${url}: no connection to ${host}: ${connections[problem][0]} (${reason})`,
    connections[problem][1],
  ],
  "s3.timeout": ({ url, operation, milliseconds }) => [
    `${url}: no answer to ${operation} within ${briefDuration(milliseconds, "en")}`,
    "Check the network and the server. If it only needs longer, raise REQUEST_TIMEOUT.",
  ],
  "s3.busy": ({ url, operation, status, code }) => [
    `${url}: the server is overloaded or fails: it kept answering ${status} (${code}) to ${operation}`,
    "Look at the server's state, and try again later.",
  ],
  "s3.noCredentials": ({ url }) => [
    `${url}: there are no keys to sign requests with`,
    "Set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY_FILE. Without them promsnap looks where Amazon's tools do: environment, ~/.aws, the machine's role.",
  ],
  "s3.wrongKeys": ({ url, keyId, problem }) => [
    `${url}: ${problem === "unknown id" ? "the server does not know the access key" : problem === "expired" ? "the keys have expired" : "the secret key does not belong to the access key"}${keyId === undefined ? "" : ` ${keyId}`}`,
    problem === "expired" ? "Get new ones." : "Check S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.",
  ],
  "s3.denied": ({ url, operation }) => [
    `${url}: the server forbids ${operation} with these keys`,
    "Allow it in the policy of the user or of the bucket: docs/s3.md lists what promsnap needs.",
  ],
  "s3.noBucket": ({ url, bucket }) => [
    `${url}: there is no bucket ${bucket}`,
    "Check its name, S3_ENDPOINT and the account of the keys. promsnap makes no buckets.",
  ],
  "s3.wrongRegion": ({ url, region, expected }) => [
    region === undefined
      ? `${url}: the region of the bucket is not known`
      : `${url}: the bucket is not in the region ${region}`,
    expected === undefined ? "Set S3_REGION to the bucket's region." : `Set S3_REGION=${expected}.`,
  ],
  "s3.clock": ({ url, here, server }) => [
    `${url}: this machine's clock differs too much from the server's: here it is ${localTime(here)}${server === undefined ? "" : `, there ${localTime(server)}`}`,
    "Set the clock right, for instance with systemd-timesyncd or chrony.",
  ],
  "s3.redirected": ({ url, status }) => [
    `${url}: the server answered ${status}, a redirect`,
    "promsnap follows none, so that nothing signed goes elsewhere. Check S3_ENDPOINT, S3_REGION and S3_PATH_STYLE.",
  ],
  "s3.full": ({ url, code }) => [
    `${url}: the server has no room left (${code})`,
    "Raise the quota of the bucket or its user, or delete old snapshots there.",
  ],
  "s3.taken": ({ url }) => [
    `${url} exists already, and nothing is overwritten`,
    "Something else writes under this prefix: each Prometheus needs a prefix of its own.",
  ],
  "s3.absent": ({ url }) => [`${url} does not exist`, "Look into the bucket what does."],
  "s3.changed": ({ url }) => [
    `${url} was deleted or written anew while it was read`,
    "Something else works under this prefix. Try again.",
  ],
  "s3.uncertain": ({ url }) => [
    `${url}: the server did not say whether it stored the archive`,
    "If it is there, it is whole. Do the same again: what is there is compared, whatever else is left is cleared up.",
  ],
  "s3.notStored": ({ url }) => [
    `${url}: the server said that it stored the archive, and does not have it`,
    "Look at the server's log: this is a fault of its own.",
  ],
  "s3.tooManyParts": ({ url, parts }) => [
    `${url}: the archive grew beyond the ${parts} parts that S3 takes`,
    "Try again: the files of the snapshot changed while they were read.",
  ],
  "s3.uploadGone": ({ url }) => [
    `${url}: the upload was ended by somebody else`,
    "Check the bucket's lifecycle rules: one that ends uploads has to leave them a day at least.",
  ],
  "s3.unexpected": ({ url, operation, what }) => [
    `${url}: the answer to ${operation} is not one of S3's: ${what} is missing or wrong`,
    "Check that S3_ENDPOINT leads to an S3 server, and no proxy changes its answers.",
  ],
  "s3.refused": ({ url, operation, status, code, message }) => [
    `${url}: the server refused ${operation}: ${status} ${code}${message === "" || message === "UnknownError" ? "" : `: ${message}`}`,
    "Check the S3_ settings against what this server supports.",
  ],
};
