import * as fc from "fast-check";

/** A file to parse, and in which of the tests' environments. */
export interface ShellCase {
  readonly kind: "grammar" | "mutated" | "raw";
  readonly bytes: Uint8Array;
  readonly world: number;
}

const oneOf = (...texts: string[]) => fc.constantFrom(...texts);
const textOf = (part: fc.Arbitrary<string>, minLength: number, maxLength: number) =>
  fc.array(part, { minLength, maxLength }).map((parts) => parts.join(""));

const ownName = oneOf("A", "B", "C", "HOST", "PASSWORD", "E", "_x", "a1", "X", "export", "LANGUAGE");
const nameThatMatters = oneOf("HOME", "PWD", "HOSTNAME", "PATH", "MAIL", "TZ", "TERM", "SHELL");
const namesOfBash =
  "UID EUID IFS RANDOM LANG LC_ALL BASH_X _ TEXTDOMAIN OPTIND PS4 SHLVL OLDPWD 1A POSIXLY_CORRECT SHELLOPTS PPID";
const nameOfBash = oneOf(...namesOfBash.split(" "));
const name = fc.oneof(
  { weight: 60, arbitrary: ownName },
  { weight: 6, arbitrary: nameThatMatters },
  { weight: 1, arbitrary: nameOfBash },
);
const usedName = fc.oneof(
  { weight: 30, arbitrary: ownName },
  { weight: 15, arbitrary: nameThatMatters },
  { weight: 8, arbitrary: oneOf("UNSET", "E", "E2", "UID", "LANG", "LC_ALL", "constructor") },
  { weight: 1, arbitrary: nameOfBash },
);

const ordinary = [..."abxyzAB019_.,/:=@%+-^!?*[]~#{}", "é", "日", "😀", "\u00a0", "http://"];
const blank = oneOf(" ", " ", "  ", "\t", " \\\n ");
const reference = fc.oneof(
  usedName.map((used) => `$${used}`),
  usedName.map((used) => `\${${used}}`),
);
const plain = textOf(oneOf(...ordinary), 1, 6);
const backslashed = oneOf(...ordinary, ..."$'\"`\\ \t\n;&|<>()~").map((character) => `\\${character}`);
const singleQuoted = textOf(oneOf(...ordinary, ...'$"`\\ \n;&|<>()'), 0, 6).map((text) => `'${text}'`);
const doubleQuotedPart = fc.oneof(
  plain,
  backslashed,
  reference,
  oneOf("$", "$ ", "$'", "'", " ", "\n", ";", "\\\n", "$é", "$/", "~", ":~", "&|<>()"),
);
const doubleQuoted = textOf(doubleQuotedPart, 0, 5).map((text) => `"${text}"`);
const ansiEscapes = [
  ..."abeEfnrtv\\'\"?z8(",
  ..."x41 xe x4g xc3\\xa9 x7f x01 101 7 1011 303\\251 177 u41 u00e9 ue u20ac U1f600 U41 cA cz c[ c? c_".split(" "),
];
const unusualEscapes = ["x", "u", "U", "x0", "0", "400", "u0", "ud800", "U110000", "xff", "c", "c@", "c\\", "c\\\\"];
const ansiPart = fc.oneof(
  { weight: 20, arbitrary: plain },
  { weight: 40, arbitrary: oneOf(...ansiEscapes).map((letters) => `\\${letters}`) },
  { weight: 1, arbitrary: oneOf(...unusualEscapes).map((letters) => `\\${letters}`) },
  { weight: 8, arbitrary: oneOf('"', "$A", "`", " ", "\n", "\\\n", "\\$A") },
);
const ansiQuoted = textOf(ansiPart, 0, 5).map((text) => `$'${text}'`);
const refused = oneOf(
  ..."$(x) `x` $((1)) $[1] $1 $$ $@ $? $- $! ( ) & | && <x >x <(x) ~x ~+ \" ' \r \x01 \x7f \v {a,b}".split(" "),
  ...["A:-x", "#A", "!A", "10", "A[0]", ""].map((inner) => `\${${inner}}`),
);
const tilde = oneOf("~", "~/", "~/x", ":~", ":~/x", "~:~", "x~", "=~", ":", "~~");
const part = fc.oneof(
  { weight: 40, arbitrary: plain },
  { weight: 20, arbitrary: reference },
  { weight: 12, arbitrary: backslashed },
  { weight: 14, arbitrary: singleQuoted },
  { weight: 22, arbitrary: doubleQuoted },
  { weight: 14, arbitrary: ansiQuoted },
  { weight: 4, arbitrary: doubleQuoted.map((quoted) => `$${quoted}`) },
  { weight: 14, arbitrary: tilde },
  { weight: 10, arbitrary: oneOf("$", "$/", "$é", "$=", "$%", "\\\n", "$\\\n") },
  { weight: 1, arbitrary: refused },
);
const value = fc.oneof(textOf(part, 0, 4), textOf(part, 0, 4), tilde, fc.constant(""));
const equals = fc.oneof(
  { weight: 200, arbitrary: fc.constant("=") },
  { weight: 1, arbitrary: oneOf("+=", "[0]=", " =") },
);
const assignment = fc.tuple(name, equals, value).map((parts) => parts.join(""));
const exported = fc.oneof(
  { weight: 60, arbitrary: assignment },
  { weight: 15, arbitrary: name },
  { weight: 1, arbitrary: oneOf("-p", "-n A", "--", '"A=1"', "'A'", "$A", "A[0]=1", "A={a,b}") },
);
const words = (word: fc.Arbitrary<string>) =>
  fc
    .tuple(word, fc.array(fc.tuple(blank, word), { maxLength: 2 }))
    .map(([first, more]) => [first, ...more.flat()].join(""));
const command = fc.oneof(
  { weight: 60, arbitrary: words(assignment) },
  {
    weight: 20,
    arbitrary: fc.tuple(oneOf("export", "export\\\n"), blank, words(exported)).map((parts) => parts.join("")),
  },
  {
    weight: 1,
    arbitrary: oneOf("x", "x A=1", "A=1 x", "! A=1", "{ A=1; }", "(A=1)", "A=1 export B=2", "export", ": x"),
  },
);
const comment = textOf(oneOf(...ordinary, ..."$'\"`\\ ;&|<>()"), 0, 8).map((text) => `#${text}\n`);
const separator = fc.oneof(
  oneOf("\n", "\n", "\n\n", ";", "; ", " ;\t", " \n  ", "\n\t"),
  comment.map((text) => ` ${text}`),
  comment.map((text) => `;${text}`),
  comment.map((text) => `\n${text}`),
);
const ending = oneOf("\n", "\n", "", ";", " ", "\\\n", " #", "\n\\\n");
const grammarText = fc
  .tuple(
    fc.oneof(fc.constant(""), comment, oneOf("\n", " ", "#!/bin/bash\n")),
    fc.array(fc.tuple(command, separator), { maxLength: 4 }),
    command,
    ending,
  )
  .map((parts) => parts.flat(2).join(""));

const nasty = [
  ...["A", "B", "x", "=", "=", "+", "'", '"', "\\", "\\\n", "$", "{", "}", "(", ")", "`", "~", "/", ":", ";", "&", "|"],
  ...["<", ">", "#", " ", "\t", "\n", "\n", "\r", "\0", "!", "*", "?", "[", "]", ".", "0", "1", "é", "\x01", "\x7f"],
  ...["\ufeff", "export ", "export A", "A=", "\nA=", " B=", "$A", "$'", '$"', "A}"],
];
const rawText = textOf(oneOf(...nasty), 0, 12);

const encode = (text: string) => new TextEncoder().encode(text);
const grammarBytes = grammarText.map(encode);
const mutatedBytes = fc
  .tuple(grammarText, fc.nat(), fc.nat(2), oneOf(...nasty))
  .map(([text, seed, removed, inserted]) => {
    const at = seed % (text.length + 1);
    return encode(text.slice(0, at) + inserted + text.slice(at + removed));
  });
const rawBytes = fc
  .tuple(rawText, fc.constantFrom<number[]>([], [], [], [], [0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf0, 0x9f]), rawText)
  .map(([before, bytes, after]) => Uint8Array.from([...encode(before), ...bytes, ...encode(after)]));

/** Configuration files: most as people could write them, some of these with a slip, some of nothing but trouble. */
export function shellCase(worlds: number): fc.Arbitrary<ShellCase> {
  const world = fc.nat(worlds - 1);
  const of = (kind: ShellCase["kind"], bytes: fc.Arbitrary<Uint8Array>) =>
    fc.record({ kind: fc.constant(kind), bytes, world });
  return fc.oneof(
    { weight: 6, arbitrary: of("grammar", grammarBytes) },
    { weight: 3, arbitrary: of("mutated", mutatedBytes) },
    { weight: 2, arbitrary: of("raw", rawBytes) },
  );
}
