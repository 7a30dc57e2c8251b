/**
 * The little of the man macros of roff that the manual pages take. Every text is made safe: nothing that it holds is
 * taken for a request or an escape, and what is to be typed can be copied from the terminal as it stands.
 */

/** A text in running roff. */
export function roff(text: string): string {
  const safe = text.replace(/[\\\-'`^~]/g, (character) => escapes[character] ?? character);
  return guarded(safe.replace(/\S{40,}/g, breakable));
}

/** The same in bold: what is to be typed as it stands. */
export function bold(text: string): string {
  return `\\fB${roff(text)}\\fR`;
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\e",
  "-": "\\-",
  "'": "\\(aq",
  "`": "\\(ga",
  "^": "\\(ha",
  "~": "\\(ti",
};

/** A long path may be broken behind a slash. */
function breakable(word: string): string {
  return word.replaceAll("/", "/\\:");
}

/** A line must not begin as a request does. */
function guarded(text: string): string {
  return text.startsWith(".") ? `\\&${text}` : text;
}

/** The beginning of a page: its name, its section of the manual, and who made it. */
export function title(name: string, section: number, made: string): string[] {
  return [
    "'\\\" -*- coding: utf-8 -*-",
    `.\\" ${made}`,
    `.TH ${roff(name.toUpperCase())} ${section} "" promsnap promsnap`,
  ];
}

export const section = (heading: string): string => `.SH "${roff(heading)}"`;
export const subsection = (heading: string): string => `.SS "${roff(heading)}"`;

export function paragraphs(texts: readonly string[]): string[] {
  return texts.flatMap((text) => [".PP", roff(text)]);
}

/** A term and what it is. */
export function term(what: string, ...texts: readonly string[]): string[] {
  return [".TP", what, ...texts.flatMap((text, index) => [...(index > 0 ? [".br"] : []), roff(text)])];
}

/** Lines as they are typed. */
export function literal(lines: readonly string[]): string[] {
  return [".PP", ".RS 4", ".nf", ...lines.map(bold), ".fi", ".RE"];
}
