import type { Reading } from "./values.ts";

/** Reads an absolute path, without the slashes at its end. A timer has no working directory that one could rely on. */
export function readAbsolutePath(text: string): Reading<string> {
  if (!text.startsWith("/") || /\p{Cc}/u.test(text)) return { expected: { kind: "absolutePath" } };
  return { value: text.replace(/(?<=.)\/+$/, "") };
}
