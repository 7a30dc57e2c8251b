/** The escapes of bash's `$'…'` (its manual, "ANSI-C Quoting") that stand for one character by a letter. */
const letters: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  e: "\x1b",
  E: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const escapes =
  /\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|c([A-Za-z[\]^_?])|([abeEfnrtv\\'"?])|(x\{|c))/g;

/**
 * The value of what stands between `$'` and `'`. Undefined where an escape yields no text: a NUL, a byte that is not
 * UTF-8, a surrogate, `\x{`, an unusual control character; or a character beyond ASCII in a locale that is not UTF-8,
 * where bash leaves the escape as it is.
 */
export function decodeAnsiQuoted(quoted: string, writesUtf8: boolean): string | undefined {
  let sound = true;
  const unsound = () => {
    sound = false;
    return "";
  };
  const bytes = asBytes(quoted).replace(
    escapes,
    (_all, octal?: string, hex?: string, short?: string, long?: string, control?: string, letter?: string) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      const point = short ?? long;
      if (point !== undefined) return characterOf(Number.parseInt(point, 16), writesUtf8) ?? unsound();
      if (control !== undefined) return control === "?" ? "\x7f" : String.fromCharCode(control.charCodeAt(0) & 0x1f);
      return letter === undefined ? unsound() : (letters[letter] ?? letter);
    },
  );
  return sound && !bytes.includes("\0") ? asText(bytes) : undefined;
}

function characterOf(point: number, writesUtf8: boolean): string | undefined {
  if (point <= 0x7f) return String.fromCharCode(point);
  const isCharacter = point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
  return isCharacter && writesUtf8 ? asBytes(String.fromCodePoint(point)) : undefined;
}

/** The UTF-8 bytes of a text, as a string of one character for each byte: what regular expressions can work on. */
function asBytes(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

function asText(bytes: string): string | undefined {
  try {
    const array = Uint8Array.from(bytes, (character) => character.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(array);
  } catch {
    return undefined;
  }
}
