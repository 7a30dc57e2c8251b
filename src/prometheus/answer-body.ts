/** How much of an answer is read. */
export interface Reading {
  /** Bytes that are kept; what goes on beyond them is cut. */
  readonly limit: number;
  /** Keeps only the lines for which this is true: for long texts of which a few lines matter. */
  readonly keep?: (line: string) => boolean;
}

/** The text of an answer's body, as far as it was read. `cut`: it goes on beyond the limit. */
export interface Body {
  readonly text: string;
  readonly end: "whole" | "cut";
}

/** Of an answer whose lines are chosen from, bytes that pass at most; a Prometheus with many targets sends a few MB. */
const passingLimit = 256 << 20;

/** Characters of a line beyond which it is none that anybody wants; it is passed over. */
const longestLine = 64 << 10;

/** Reads a body to its end or to the limit; throws what the connection fails with. */
export async function readBody(body: ReadableStream<Uint8Array> | null, { limit, keep }: Reading): Promise<Body> {
  const decoder = new TextDecoder();
  const gather = keep === undefined ? gatherAll() : gatherLines(keep);
  let room = keep === undefined ? limit : passingLimit;
  for await (const bytes of body ?? []) {
    gather.push(decoder.decode(bytes.subarray(0, room), { stream: true }));
    room -= bytes.length;
    if (room < 0 || gather.text().length > limit) return { text: gather.text(), end: "cut" };
  }
  gather.push(decoder.decode());
  return { text: gather.end(), end: "whole" };
}

interface Gather {
  push(text: string): void;
  text(): string;
  end(): string;
}

function gatherAll(): Gather {
  let all = "";
  const text = () => all;
  const push = (more: string) => {
    all += more;
  };
  return { push, text, end: text };
}

/** Keeps chosen lines; a line that is not complete yet waits, but never grows beyond what a line may have. */
function gatherLines(keep: (line: string) => boolean): Gather {
  let [kept, rest, passing] = ["", "", false];
  const take = (line: string) => {
    if (!passing && keep(line)) kept += `${line}\n`;
    passing = false;
  };
  return {
    push: (more) => {
      const lines = (rest + more).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) take(line);
      if (rest.length <= longestLine) return;
      passing = true;
      rest = "";
    },
    text: () => kept,
    end: () => {
      if (rest !== "") take(rest);
      return kept;
    },
  };
}
