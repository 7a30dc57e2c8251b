/** One ping in healthchecks.io's form: https://healthchecks.io/docs/http_api/ */
import type { Secret } from "../config/secret.ts";
import type { PingKind, PingProblem } from "../notices.ts";
import { readBody } from "../prometheus/answer-body.ts";
import { connectionFailure } from "../system/connection.ts";
import type { Fetch } from "../system/runtime.ts";

/** Bytes that are read of an answer, which is "OK" or a few words. */
const answerLimit = 1000;
/** Bytes of a body that are sent: a server of one's own keeps no more, the hosted one ten times as many. */
const bodyLimit = 10_000;

/** The address of a ping: what stands behind the path goes before the query, which stays as it is. */
export function pingAddress(address: Secret, kind: PingKind): string {
  if (kind === "success") return address.reveal();
  const url = new URL(address.reveal());
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/${kind}`;
  return url.href;
}

/**
 * Sends one ping, once, and answers what kept it from being counted, if anything did; it never throws. No redirect is
 * followed, so that the address, which is the secret, goes to no other server. `signal` ends it.
 */
export async function sendPing(
  fetch: Fetch,
  url: string,
  body: string,
  signal: AbortSignal,
): Promise<PingProblem | undefined> {
  try {
    const headers = { "content-type": "text/plain; charset=utf-8", "user-agent": "promsnap" };
    const response = await fetch(url, { method: "POST", redirect: "manual", headers, body: cut(body), signal });
    const problem = problemOf(response.status);
    if (problem === undefined) return await problemIn(response);
    // Of a refusal the status says all, and its words may hold the address.
    await response.body?.cancel().catch(() => undefined);
    return problem;
  } catch (error) {
    return { kind: signal.aborted ? "timeout" : connectionFailure(error).failure };
  }
}

/** Whether the same ping may well arrive a moment later. */
export function isPassing({ kind, status = 0 }: PingProblem): boolean {
  if (kind === "status") return status >= 500 || status === 408;
  return !["notFound", "redirect", "tlsAuthority", "tlsDate", "tlsHostName"].includes(kind);
}

function problemOf(status: number): PingProblem | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 404 || status === 410) return { kind: "notFound" };
  if (status === 429) return { kind: "rateLimited" };
  return { kind: status >= 300 && status < 400 ? "redirect" : "status", status };
}

/** To an address that is no check's the hosted service answers 200 all the same, and says in its words that it was nothing. */
async function problemIn({ body }: Response): Promise<PingProblem | undefined> {
  // A server that breaks off after its 200 has counted the ping.
  const { text } = await readBody(body, { limit: answerLimit }).catch(() => ({ text: "" }));
  if (/^OK \(not found\)/i.test(text)) return { kind: "notFound" };
  return /^OK \(rate limited\)/i.test(text) ? { kind: "rateLimited" } : undefined;
}

function cut(body: string): string {
  const bytes = new TextEncoder().encode(body);
  if (bytes.length <= bodyLimit) return body;
  // A character cut in two is left out.
  return new TextDecoder().decode(bytes.subarray(0, bodyLimit), { stream: true });
}
