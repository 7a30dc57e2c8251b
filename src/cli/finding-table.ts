import type { Finding } from "../report/findings.ts";
import { checkPhrases } from "../report/messages/check-phrases.ts";
import type { Language } from "../report/messages/sentences.ts";
import { sayTold } from "../report/say.ts";
import { table } from "./table.ts";
import { wrapped } from "./wrap.ts";

/** How wide the sentences are at least, however narrow the terminal. */
const narrowest = 30;
/** Between two columns. */
const gap = 2;
/** How many titles a row takes; a list of more would be wider than the findings. */
const titlesShown = 2;

/**
 * One row for each finding, and below it what to do; one for all in a row that are skipped for the same reason. No line is
 * longer than the width, if that is enough.
 */
export function findingTable(findings: readonly Finding[], language: Language, width: number): string {
  const { columns, states } = checkPhrases[language];
  const rows = inRows(findings).map((same) => {
    const [{ state, told }] = same;
    const [happened, next] = sayTold(told, language);
    const isWrong = state === "failure" || state === "warning";
    return {
      state: states[state],
      what: whatOf(same, language),
      says: [happened, ...(isWrong && next ? [`→ ${next}`] : [])],
    };
  });
  const longest = (words: readonly string[]) => words.reduce((most, { length }) => Math.max(most, length), 0);
  const taken = longest(rows.map(({ state }) => state)) + longest(rows.map(({ what }) => what)) + 2 * gap;
  const room = Math.max(narrowest, width - taken);
  const cells = rows.flatMap(({ state, what, says }) => {
    const [first = "", ...further] = says.flatMap((sentence) => wrapped(sentence, room));
    return [[state, what, first], ...further.map((line) => ["", "", line])];
  });
  const headings = [columns.state, columns.what, columns.finding];
  return table(
    headings.map((heading) => ({ heading, align: "left" })),
    cells,
  );
}

type Same = [Finding, ...Finding[]];

function whatOf(same: Same, language: Language): string {
  const { titles, andMore } = checkPhrases[language];
  const first = same.slice(0, titlesShown).map(({ id }) => titles[id]);
  return same.length <= titlesShown ? first.join(", ") : andMore(first[0] ?? "", same.length - 1);
}

function inRows(findings: readonly Finding[]): Same[] {
  const rows: Same[] = [];
  for (const finding of findings) {
    const last = rows.at(-1);
    const reason = reasonOf(finding);
    if (last !== undefined && reason !== undefined && reasonOf(last[0]) === reason) last.push(finding);
    else rows.push([finding]);
  }
  return rows;
}

function reasonOf({ told }: Finding): string | undefined {
  return told.kind === "fact" && told.told.code === "skipped.after" ? told.told.details.id : undefined;
}
