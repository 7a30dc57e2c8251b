import { describe, expect, test } from "bun:test";
import { parseShellFile } from "../../src/config/shell-file.ts";
import { Fault, type FaultDetails } from "../../src/errors.ts";
import type { ShellProblem } from "../../src/faults/config.ts";
import { sourceInBash } from "./bash-source.ts";

const environment = { PATH: "/nonexistent", LANG: "C.UTF-8", HOME: "/home/me", FROM_ENVIRONMENT: "it's * $HOME" };
const host = { hostname: "here", home: "/root", pwd: "/work", uid: 7 };
const encode = (text: string) => new TextEncoder().encode(text);

function valuesOf(bytes: Uint8Array, surroundings: Partial<Record<string, string>> = environment) {
  const entries = parseShellFile(bytes, { path: "snap.conf", environment: surroundings, host });
  return Object.fromEntries([...entries].map(([key, { value }]) => [key, value]));
}

function refusalOf(bytes: Uint8Array): FaultDetails["config.syntax"] {
  try {
    valuesOf(bytes);
  } catch (error) {
    if (error instanceof Fault && error.data.code === "config.syntax") return error.data.details;
    throw error;
  }
  throw new Error("the file was accepted");
}

/** Files that promsnap accepts, with what both it and bash read in them. */
const accepted: readonly [text: string, values: Record<string, string>][] = [
  ["", {}],
  ["\n \t\n# only a comment \\\n", {}],
  ["A=1", { A: "1" }],
  ["A=1\n", { A: "1" }],
  ["  A=1  # why\n", { A: "1" }],
  ["A=", { A: "" }],
  ["A= B=2", { A: "", B: "2" }],
  ["A=1; B=2", { A: "1", B: "2" }],
  ["A=1;B=2;", { A: "1", B: "2" }],
  ["A=1 B=2\t\tC=3", { A: "1", B: "2", C: "3" }],
  ["A=1\nA=2", { A: "2" }],
  ["A=b#c", { A: "b#c" }],
  ["A=#c", { A: "#c" }],
  ["A=b #c", { A: "b" }],
  ["A=a;# c", { A: "a" }],
  ["A==b=c", { A: "=b=c" }],
  ["A=*?[x]!", { A: "*?[x]!" }],
  ["A={a,b}", { A: "{a,b}" }],
  ["A=$", { A: "$" }],
  ["A=$/x$", { A: "$/x$" }],
  ["A=a$é", { A: "a$é" }],
  ['A="$"', { A: "$" }],
  ["A='it is $HOME `x` \\ \"#\"'", { A: 'it is $HOME `x` \\ "#"' }],
  ["A='two\nlines'", { A: "two\nlines" }],
  ["A=\"a b\"'c d'e", { A: "a bc de" }],
  ['A="\\x\\$\\"\\\\\\`"', { A: '\\x$"\\`' }],
  ['A="one\\\ntwo"', { A: "onetwo" }],
  ["A=\\$\\ \\#\\'\\\\x", { A: "$ #'\\x" }],
  ["A=o\\\nne B=\\\n2", { A: "one", B: "2" }],
  ["A\\\nB=1", { AB: "1" }],
  ["A=1 \\\n B=2", { A: "1", B: "2" }],
  ["A=$'\\x41\\101\\u00e9\\cA'", { A: "AAé\x01" }],
  ["A=$'\\a\\b\\e\\E\\f\\n\\r\\t\\v\\\\\\'\\\"\\?\\z'", { A: "\x07\b\x1b\x1b\f\n\r\t\v\\'\"?\\z" }],
  ["A=$'\\xc3\\xa9\\303\\251\\U1f600\\x4g\\1011'", { A: "éé😀\x04gA1" }],
  ["A=$'a\\\nb$HOME'", { A: "a\\\nb$HOME" }],
  ["A=\"$'x'\"", { A: "$'x'" }],
  ['A=$"x $HOME"', { A: "x /home/me" }],
  ["A=1 B=$A C=$" + "{A}2", { A: "1", B: "1", C: "12" }],
  ["B=$A A=1 C=$A", { B: "", A: "1", C: "1" }],
  ["A=$FROM_ENVIRONMENT", { A: "it's * $HOME" }],
  ["A=$NOT_SET.x", { A: ".x" }],
  ["A=$constructor", { A: "" }],
  ["A=~", { A: "/home/me" }],
  ["A=~/x:~/y:z~", { A: "/home/me/x:/home/me/y:z~" }],
  ['A="~" B=\\~ C=x~ D=\'~\'/x E="":~', { A: "~", B: "~", C: "x~", D: "~/x", E: ":/home/me" }],
  ["A==~", { A: "=~" }],
  ["HOME=/h A=~ B=$HOME", { HOME: "/h", A: "/h", B: "/h" }],
  ["export A=1", { A: "1" }],
  ["export A=1 B C=3", { A: "1", C: "3" }],
  ["A=1; export A", { A: "1" }],
  ["A=1\nexport A=2 B=$A", { A: "2", B: "1" }],
  ["B='a  *  b'; export A=$B", { B: "a  *  b", A: "a  *  b" }],
  ["export A=* B=~/x:~", { A: "*", B: "/home/me/x:/home/me" }],
  ["export=1", { export: "1" }],
  ["PASSWORD='p$w\"`\\# é'", { PASSWORD: 'p$w"`\\# é' }],
  ["PASSWORD=p\\$w\\'\\ \\#é#", { PASSWORD: "p$w' #é#" }],
  ['PASSWORD="p\\$w\'#  é"', { PASSWORD: "p$w'#  é" }],
];

test.each(accepted)("%j is read as %j", (text, values) => {
  expect(valuesOf(encode(text))).toEqual(values);
});

test("bash reads every file of that table in the same way", () => {
  const { sourced } = sourceInBash([new Uint8Array(), ...accepted.map(([text]) => encode(text))], environment);
  const [empty, ...others] = sourced.map(({ variables }) => Object.fromEntries(variables));
  expect(others).toEqual(accepted.map(([, values]) => ({ ...empty, ...values })));
});

/** Files that promsnap refuses, with the place and the reason. */
const refused: readonly [text: string, problem: ShellProblem, line: number, column: number][] = [
  ["A=1\nB=é$(x)", "command substitution", 2, 4],
  ["A=😀`x`", "backquote", 1, 4],
  ['A="`x`"', "backquote", 1, 4],
  ["A=$((1+1))", "arithmetic", 1, 3],
  ["A=$[1]", "arithmetic", 1, 3],
  ["A+=1", "append", 1, 2],
  ["A=(1 2)", "array", 1, 3],
  ["A[0]=1", "array", 1, 2],
  ["A=$" + "{B:-x}", "parameter expansion", 1, 3],
  ["A=$" + "{B", "parameter expansion", 1, 3],
  ["A=$" + "{1}", "parameter expansion", 1, 3],
  ["A=$1", "special variable", 1, 3],
  ["A=$$", "special variable", 1, 3],
  ["A=$RANDOM", "special variable", 1, 3],
  ["A=$TERM", "special variable", 1, 3],
  ["IFS=:", "special variable", 1, 1],
  ["export LC_ALL=C", "special variable", 1, 8],
  ["UID=0", "special variable", 1, 1],
  ["rm -rf x", "command", 1, 1],
  ["A=my word", "command", 1, 6],
  ["A=1 export B=2", "command", 1, 5],
  ["A", "command", 1, 1],
  ["'A'=1", "command", 1, 1],
  ["A-B=1", "name", 1, 1],
  ["1A=1", "name", 1, 1],
  ["A=a&b", "operator", 1, 4],
  ["A=1 | x", "operator", 1, 5],
  ["A=>x", "operator", 1, 3],
  ["A=a(b", "operator", 1, 4],
  ["; A=1", "operator", 1, 1],
  ["A=1;;", "operator", 1, 5],
  ["export", "export argument", 1, 7],
  ["export -p", "export argument", 1, 8],
  ['export "A=1"', "export argument", 1, 8],
  ["export A={a,b}", "brace expansion", 1, 10],
  ["A=~root", "tilde", 1, 3],
  ["A=x:~+", "tilde", 1, 5],
  ["A='x", "unterminated quote", 1, 3],
  ['A=1\nB="x\n\n', "unterminated quote", 2, 3],
  ["A=$'x\\'", "unterminated quote", 1, 3],
  ["A=x\\", "trailing backslash", 1, 4],
  ["A=$'\\0'", "escape", 1, 3],
  ["A=$'\\xff'", "escape", 1, 3],
  ["A=$'\\ud800'", "escape", 1, 3],
  ["A=1\r\nB=2\r\n", "carriage return", 1, 4],
  ["A=\0", "NUL byte", 1, 3],
  ["A=1\n# \x01", "control character", 2, 3],
  ["\ufeffA=1", "byte order mark", 1, 1],
];

test.each(refused)("%j is refused: %s at line %d, column %d", (text, problem, line, column) => {
  expect(refusalOf(encode(text))).toMatchObject({ path: "snap.conf", problem, line, column });
});

describe("what a file may not know", () => {
  test("a byte that is not UTF-8 is refused where it stands", () => {
    const bytes = Uint8Array.from([...encode("A=1\nB=éé"), 0xff, 0x0a]);
    expect(refusalOf(bytes)).toEqual({ path: "snap.conf", problem: "not UTF-8", line: 2, column: 5 });
  });

  test("a character that the end of the file cuts in half is refused", () => {
    expect(refusalOf(Uint8Array.from([...encode("A=x"), 0xc3]))).toMatchObject({ problem: "not UTF-8", column: 4 });
  });

  test("a refusal never quotes the text, which may be a password", () => {
    for (const text of ["PASSWORD=hunter2 hunter3", "PASSWORD=hunter2&hunter3", "PASSWORD=hunter2$(hunter3)"])
      expect(JSON.stringify(refusalOf(encode(text)))).not.toContain("hunter");
  });

  test("a variable of bash is named, since it is no secret", () => {
    expect(refusalOf(encode("A=$BASH_VERSION")).name).toBe("BASH_VERSION");
  });

  test("$HOSTNAME, $PWD and $UID are this machine's", () => {
    expect(valuesOf(encode("A=$HOSTNAME:$PWD:$UID"))).toEqual({ A: "here:/work:7" });
  });

  test("where HOME is unset, $HOME is empty and ~ is the home in the user database, as in bash under systemd", () => {
    expect(valuesOf(encode("A=$HOME B=~"), {})).toEqual({ A: "", B: "/root" });
  });

  test("a \\u escape beyond ASCII is refused where bash would leave it as it is", () => {
    expect(() => valuesOf(encode("A=$'\\u00e9'"), { LC_ALL: "C", LANG: "C.UTF-8" })).toThrow("escape");
  });

  test("the line of a key and the use of an unset variable are told", () => {
    const entries = parseShellFile(encode("\nA=1 B=pa$word\n"), { path: "snap.conf", environment, host });
    expect([...entries]).toEqual([
      ["A", { value: "1", line: 2, usesUnset: false }],
      ["B", { value: "pa", line: 2, usesUnset: true }],
    ]);
  });
});
