import type { Fault } from "../errors.ts";
import type { Notice } from "../notices.ts";
import type { Language } from "../report/messages/sentences.ts";
import { sayNotice } from "../report/say.ts";
import { wholeMessage } from "./diagnostics.ts";

/** A value as JSON has it. Keys that are undefined are left out. */
export type Json = string | number | boolean | null | undefined | readonly Json[] | { readonly [key: string]: Json };

/** A fault as docs/json.md describes it. `code` and `details` are for programs, `message` for people. */
export function errorObject(failure: Fault, language: Language): Json {
  const { code, details } = failure.data;
  return { code, exitCode: failure.exitCode, message: wholeMessage(failure.data, language), details: plain(details) };
}

/** A notice in the same form. */
export function noticeObject(told: Notice, language: Language): Json {
  return { code: told.code, message: sayNotice(told, language).join(". "), details: plain(told.details) };
}

/** An instant as ISO 8601 in UTC; null where no calendar has it, as for an empty head. */
export function instantOf(milliseconds: number): string | null {
  const date = new Date(milliseconds);
  return Number.isFinite(date.getTime()) ? date.toISOString() : null;
}

/** Details hold only plain data; what JSON cannot say is left out. */
function plain(details: object): Json {
  return JSON.parse(JSON.stringify(details)) as Json;
}
