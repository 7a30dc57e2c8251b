import { createFetch } from "ofetch";
import type { Authentication } from "../config/authentication.ts";
import type { Fetch } from "../system/runtime.ts";
import { type Reading, readBody } from "./answer-body.ts";
import { headersFor, withoutSecrets } from "./credentials.ts";
import { connectionFault, noAnswerWithin, type TimeoutKey } from "./failures.ts";

/** What came back, before anybody asked what it means. `text` is decoded, and as long as the question lets it be. */
export interface Answer {
  readonly url: string;
  readonly method: string;
  readonly status: number;
  /** The media type without parameters, in lower case; empty when the answer names none. */
  readonly type: string;
  readonly location: string | undefined;
  /** When the server sent it, by its own clock and as HTTP writes it. */
  readonly date: string | undefined;
  readonly text: string;
  /** Bytes that were to be kept at most. */
  readonly limit: number;
  /** `cut`: it goes on beyond the limit. `broken`: the connection ended before the answer did. */
  readonly end: "whole" | "cut" | "broken";
  /** Takes out of a part of the text what promsnap sent as a secret: for whatever is shown of it. */
  readonly hide: (text: string) => string;
}

export interface Question {
  readonly url: URL;
  readonly method: "GET" | "POST";
  readonly timeout: { readonly key: TimeoutKey; readonly milliseconds: number };
  readonly signal: AbortSignal;
  /** How much is read of the answer: `answerLimit` bytes unless said otherwise. */
  readonly reading?: Reading;
}

export type Ask = (question: Question) => Promise<Answer>;

/** Bytes that are read of an answer: most of what promsnap asks for is a few KB, and a hostile server may send for ever. */
export const answerLimit = 1 << 20;

/**
 * Makes the function that asks Prometheus one thing, once, with no retry and no redirect followed: nobody knows what a
 * snapshot asked for twice leaves behind. It throws the fault of a failed connection, or the signal's reason when that is aborted.
 */
export function createAsk(fetch: Fetch, authentication: Authentication): Ask {
  const http = createFetch({
    fetch: fetch as typeof globalThis.fetch,
    defaults: {
      headers: { accept: "application/json", "accept-encoding": "identity", ...headersFor(authentication) },
      retry: 0,
      redirect: "manual",
      responseType: "stream",
      ignoreResponseError: true,
    },
  });
  return async ({ url, method, timeout, signal, reading = { limit: answerLimit } }) => {
    const deadline = AbortSignal.timeout(timeout.milliseconds);
    const stop = AbortSignal.any([signal, deadline]);
    const failed = (error: unknown) => {
      signal.throwIfAborted();
      return deadline.aborted ? noAnswerWithin(url.href, timeout) : connectionFault(url, error);
    };
    const response = await http.raw(url.href, { method, signal: stop }).catch((error: unknown) => {
      throw failed(error);
    });
    // Of an error every word counts, whatever lines an answer would be read for.
    const amount = response.status === 200 ? reading : { limit: answerLimit };
    const { text, end } = await readBody(response.body, amount).catch((error: unknown) => {
      if (stop.aborted) throw failed(error);
      return { text: "", end: "broken" } as const;
    });
    const type = (response.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
    const location = response.headers.get("location") ?? undefined;
    const date = response.headers.get("date") ?? undefined;
    const hide = (part: string) => withoutSecrets(part, authentication);
    return {
      url: url.href,
      method,
      status: response.status,
      type,
      location,
      date,
      text,
      limit: amount.limit,
      end,
      hide,
    };
  };
}
