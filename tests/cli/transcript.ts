/**
 * A transcript is a command-line test to be read as a session:
 *
 *     # What a user would agree with.
 *     $ promsnap lst
 *     2> promsnap: unknown command lst
 *     ? 2
 *
 * `$` is a command for bash, `>` a line of its stdout, `2>` one of its stderr, `? N` its exit code (0 when left out).
 * `…` stands for anything within a line. The steps of one file share a directory, where the files that follow
 * `-- NAME --` at the end are written first, and go in order.
 */
export interface Step {
  readonly name: string;
  readonly command: string;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly code: number;
}

export interface Transcript {
  readonly steps: readonly Step[];
  readonly files: ReadonlyMap<string, string>;
}

/** Reads a transcript. Throws at a line that is none of its kinds: a slip must not turn a check off. */
export function readTranscript(text: string): Transcript {
  const [session = "", ...rest] = text.split(/^-- (.+) --\n/m);
  const files = new Map<string, string>();
  for (let at = 0; at + 1 < rest.length; at += 2) files.set(rest[at] ?? "", rest[at + 1] ?? "");
  const steps: { name: string; command: string; stdout: string[]; stderr: string[]; code: number }[] = [];
  let name = "";
  for (const line of session.split("\n")) {
    const [, kind = "", value = ""] = /^(#|\$|>|2>|\?) ?(.*)$/.exec(line) ?? [];
    const step = steps.at(-1);
    if (kind === "#") name = value;
    else if (kind === "$") steps.push({ name, command: value, stdout: [], stderr: [], code: 0 });
    else if (line === "") name = "";
    else if (step === undefined || kind === "") throw new Error(`not a line of a transcript: ${line}`);
    else if (kind === ">") step.stdout.push(value);
    else if (kind === "2>") step.stderr.push(value);
    else step.code = Number(value);
  }
  return { steps, files };
}

/** The actual lines, with each line that an expected one with `…` matches put in its words: a diff shows the others. */
export function inWordsOf(expected: readonly string[], actual: string): readonly string[] {
  const lines = actual === "" ? [] : actual.replace(/\n$/, "").split("\n");
  return lines.map((line, at) => {
    const wanted = expected[at];
    return wanted !== undefined && patternOf(wanted).test(line) ? wanted : line;
  });
}

function patternOf(line: string): RegExp {
  const parts = line.split("…").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}
