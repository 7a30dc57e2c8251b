import { createHash } from "node:crypto";

const beginning = "# Written by promsnap install, sha256 ";
const ending = "; for changes of your own: systemctl edit";
const sealPattern = /^# Written by promsnap install, sha256 ([0-9a-f]{64})[^\n]*\n/;

/** A unit's text with a first line that tells later whether somebody has changed it since. */
export function sealed(body: string): string {
  return `${beginning}${sumOf(body)}${ending}\n${body}`;
}

/** The text without that line. */
export function bodyOf(text: string): string {
  return text.replace(sealPattern, "");
}

/** Whether promsnap wrote it, and nobody has changed it since. */
export function isUntouched(text: string): boolean {
  const sum = sealPattern.exec(text)?.[1];
  return sum !== undefined && sum === sumOf(bodyOf(text));
}

function sumOf(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}
