import { type Fault, fault } from "../errors.ts";
import { bothEnds, oneLine } from "../report/text.ts";
import { shownCharacters } from "./failures.ts";
import type { Answer } from "./request.ts";

type Json = Readonly<Record<string, unknown>>;

/** What servers say that speak https when they are spoken to in http: Go (Prometheus), nginx, Apache. */
const wantsTls = /HTTP request (?:was sent )?to (?:an )?HTTPS (?:server|port)|plain HTTP to an SSL-enabled/i;

/**
 * The `data` of an answer of Prometheus's API; throws the fault of any other answer.
 * `sent` says which credentials the question had.
 */
export function dataOf(answer: Answer, sent: "none" | "basic" | "bearer"): Json {
  const refused = refusal(answer, sent) ?? unreadable(answer);
  if (refused !== undefined) throw refused;
  const json = parse(answer);
  if (json["status"] === "error") throw reported(answer, json);
  const data = json["data"];
  if (answer.status !== 200 || json["status"] !== "success" || !isJson(data)) throw unexpected(answer);
  return data;
}

/** The text of an answer that is no JSON; throws the fault of one that is not whole, or no 200. */
export function textOf(answer: Answer, sent: "none" | "basic" | "bearer"): string {
  const refused = refusal(answer, sent) ?? unreadable(answer);
  if (refused !== undefined) throw refused;
  if (answer.status !== 200) throw unexpected(answer);
  return answer.text;
}

/** The fault that the status alone tells; undefined when the body has to be read. */
export function refusal(answer: Answer, sent: "none" | "basic" | "bearer"): Fault | undefined {
  const { url, method, status, text } = answer;
  if (status >= 300 && status < 400) return fault("prometheus.redirected", { url, status, origin: originOf(answer) });
  if (status === 400 && wantsTls.test(text)) return fault("prometheus.tlsNeeded", { url });
  if (status === 401) return fault("prometheus.unauthorized", { url, sent });
  if (status === 403) return fault("prometheus.forbidden", { url });
  if (status === 404) return fault("prometheus.notFound", { url });
  if (status === 405) return fault("prometheus.methodRefused", { url, method });
  // Word for word what Prometheus answers until the write-ahead log is read; a proxy's own 503 is another matter.
  if (status === 503 && text.trim() === "Service Unavailable") return fault("prometheus.replaying", { url });
  return undefined;
}

/** The fault of an answer whose shape is none of Prometheus's. */
export function unexpected({ url, status, text, hide }: Answer): Fault {
  return fault("prometheus.unexpected", { url, status, text: shown(hide(text)) });
}

/** Foreign text as a message may show it. */
export function shown(text: string): string {
  return oneLine(text.slice(0, 4 * shownCharacters), shownCharacters);
}

function unreadable({ url, status, type, text, limit, end }: Answer): Fault | undefined {
  if (type === "text/html" || /^\s*</.test(text)) return fault("prometheus.html", { url, status });
  if (end === "cut") return fault("prometheus.tooLong", { url, limit });
  if (end === "broken") return fault("prometheus.truncated", { url, status });
  return undefined;
}

function parse(answer: Answer): Json {
  const { url, status, text } = answer;
  try {
    const json: unknown = JSON.parse(text);
    if (isJson(json)) return json;
  } catch {
    if (/^\s*\{/.test(text)) throw fault("prometheus.truncated", { url, status });
  }
  throw unexpected(answer);
}

function reported({ url, status, hide }: Answer, { errorType, error }: Json): Fault {
  if (error === "admin APIs disabled") return fault("prometheus.adminApiOff", { url });
  const told = typeof error === "string" ? bothEnds(hide(error), shownCharacters) : "?";
  return fault("prometheus.error", { url, status, errorType: words(errorType, hide), error: told });
}

function words(value: unknown, hide: Answer["hide"]): string {
  return typeof value === "string" ? shown(hide(value)) : "?";
}

function originOf({ url, location }: Answer): string {
  if (location === undefined || !URL.canParse(location, url)) return "unknown";
  const { protocol, host } = new URL(location, url);
  return shown(`${protocol}//${host}`);
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
