/** What a character that would move a cursor, break a line or hide text becomes. */
const escaped: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Control characters of both ranges, line separators, and the marks that turn the direction of text. */
const controls = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/** The text with every control character written as an escape: nothing in it can drive a terminal or forge a line. */
export function withoutControls(text: string): string {
  return text.replace(controls, (character) => escaped[character] ?? `\\u{${codeOf(character)}}`);
}

/** One line of at most `limit` characters, the end cut off with `…`. Characters outside the BMP are kept whole. */
export function oneLine(text: string, limit: number): string {
  const characters = [...withoutControls(text)];
  return characters.length <= limit ? characters.join("") : `${characters.slice(0, limit - 1).join("")}…`;
}

/** As `oneLine`, but with what is too much taken out of the middle: of an error the end tells the cause. */
export function bothEnds(text: string, limit: number): string {
  const characters = [...withoutControls(text)];
  if (characters.length <= limit) return characters.join("");
  const head = Math.floor(limit / 3);
  return `${characters.slice(0, head).join("")}…${characters.slice(head + 1 - limit).join("")}`;
}

function codeOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(2, "0");
}
