import type { PingKind, PingProblemKind } from "../../notices.ts";
import type { AnnouncementNoticeSentences } from "./sentences.ts";

/** What each ping would have said. */
const pings: { readonly [K in PingKind]: string } = {
  start: "that the run has begun",
  success: "that the run succeeded",
  fail: "that the run failed",
};

/** What keeps a ping from being counted, and what to do about it. */
const problems: { readonly [K in PingProblemKind]: readonly [happened: string, next: string] } = {
  dns: ["its name cannot be resolved", "Check the address, and the name servers of this machine."],
  refused: ["the connection was refused", "Check the address, and whether the service runs."],
  unreachable: ["it cannot be reached", "Check the network and the firewall of this machine; no proxy is used."],
  reset: ["the connection was closed without an answer", "Check the service, and what lies between."],
  tlsAuthority: [
    "no trusted authority has signed its certificate",
    "If the authority is your own, name it in TLS_CA_FILE. TLS_INSECURE counts for HOST only.",
  ],
  tlsDate: ["its certificate has expired or is not valid yet", "Check the certificate, and the clock of this machine."],
  tlsHostName: ["its certificate is another server's", "Check the address."],
  tlsHandshake: ["the TLS handshake failed", "Check whether the address wants https or http."],
  broken: ["the connection broke", "Check the service, and what lies between."],
  timeout: ["it gave no answer in time", "Check the network and the service; no proxy is used."],
  interrupted: ["promsnap was told to end", "The service may take the run for one that never ended."],
  redirect: ["it redirects elsewhere", "Write the address that it redirects to; promsnap follows no redirect with it."],
  notFound: ["it knows no such check", "Copy the address of the check again."],
  rateLimited: ["it takes no more pings for now", "Nothing to do, unless other programs ping the same check."],
  status: ["it refused", "Check the address, and what the service has to say."],
};

/** Notices on what is told to the outside, in English. */
export const announcementNoticesInEnglish: AnnouncementNoticeSentences = {
  "metrics.unwritable": ({ path, reason }) => [
    `METRICS_FILE ${path} cannot be written: ${reason}`,
    "node_exporter goes on with what it held before. Check the path, its directory and their permissions.",
  ],
  "ping.failed": ({ ping, kind, status }) => {
    const [happened, next] = problems[kind];
    const answer = status === undefined ? "" : ` (HTTP ${status})`;
    return [`the service of HEALTHCHECK_URL did not learn ${pings[ping]}: ${happened}${answer}`, next];
  },
};
