import type { ConnectionFailure } from "../faults/prometheus.ts";

/**
 * How the runtimes name the failures of a connection, most telling first: Bun by the error's code, Deno only by words
 * in the text of the cause's cause. Both were gathered by trying (Bun 1.4.5, Deno 2.9.6).
 */
const signs: readonly (readonly [failure: ConnectionFailure, code: RegExp, text: RegExp])[] = [
  ["dns", /^(?:ENOTFOUND|EAI_\w+|ENODATA|DNS\w*)$/, /\bdns error\b/],
  ["refused", /^(?:ECONNREFUSED|ConnectionRefused)$/, /\bConnection refused\b/],
  ["tlsDate", /^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/, /certificate (?:expired|not valid yet)/],
  ["tlsHostName", /^(?:ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, /certificate not valid for name/],
  [
    "tlsAuthority",
    /^(?:UNABLE_TO_(?:VERIFY|GET)_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_\w+|CERT_UNTRUSTED|INVALID_CA)$/,
    /UnknownIssuer|CaUsedAsEndEntity/,
  ],
  [
    // Only what surely ends before a request is read: an alert in the middle of an answer is a broken connection.
    "tlsHandshake",
    /^(?:CERT_\w+|ERR_TLS_\w+)$/,
    /TLS handshake failed|\(Connect\): (?:invalid peer|received|peer) |alert: (?:Certificate|BadCertificate|UnknownCA)/,
  ],
  [
    "reset",
    /^(?:ECONNRESET|EPIPE|ConnectionClosed)$/,
    /Connection reset|Broken pipe|connection closed before|unexpected (?:EOF|end of file)/,
  ],
  ["unreachable", /^(?:EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|FailedToOpenSocket)$/, /client error \(Connect\)/],
];

/** What kept a connection from bringing an answer, from what the runtime's fetch rejected with; the reason in its words. */
export function connectionFailure(error: unknown): { readonly failure: ConnectionFailure; readonly reason: string } {
  const { code, text } = tellOf(error);
  const failure = signs.find(([, codes, words]) => codes.test(code) || words.test(text))?.[0] ?? "broken";
  return { failure, reason: reasonIn(text) || code || "unknown" };
}

/** The first code and the innermost text in a chain of causes. */
function tellOf(error: unknown): { code: string; text: string } {
  let [code, text] = ["", ""];
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if (code === "" && "code" in at && typeof at.code === "string") code = at.code;
    text = at.message;
  }
  return { code, text };
}

/** The words that say why, without the runtimes' own preambles and advice to programmers. */
function reasonIn(text: string): string {
  const words = text.split(/client error \(\w+\): /).at(-1) ?? text;
  return words.replace(/ fetching ".*$|\. For more information, .*$/s, "").replace(/^E[A-Z]+: /, "");
}
