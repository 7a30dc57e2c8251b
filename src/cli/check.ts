import { examineConfiguration } from "../config/examine.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import { check } from "../jobs/check/check.ts";
import type { Finding, FindingState } from "../report/findings.ts";
import { environmentLanguage } from "../report/language.ts";
import { checkPhrases } from "../report/messages/check-phrases.ts";
import type { Language } from "../report/messages/sentences.ts";
import { sayTold } from "../report/say.ts";
import type { GlobalChoices } from "./arguments.ts";
import { openDesk } from "./desk.ts";
import type { Json } from "./json.ts";
import { table } from "./table.ts";
import type { World } from "./world.ts";

/** `promsnap check`: a table of what was looked at, with what to do about what is wrong. Answers the exit code. */
export async function checkCommand(world: World, { choices }: { readonly choices: GlobalChoices }): Promise<ExitCode> {
  const examined = examineConfiguration(choices.config, world.system);
  const configured = examined.configuration?.settings.LANGUAGE ?? environmentLanguage(world.system.environment);
  const desk = openDesk(world, choices, configured);
  const language = desk.languages.diagnostics;
  const findings = await check(world, choices.config, examined);
  const amounts = amountsOf(findings);
  const shown = choices.quiet ? findings.filter(({ state }) => state === "failure" || state === "warning") : findings;
  if (shown.length > 0) desk.result(findingTable(shown, language));
  if (!choices.quiet) desk.result(`\n${summaryOf(amounts, language)}\n`);
  desk.json({ check: { ...amounts, findings: findings.map((finding) => findingObject(finding, language)) } });
  return amounts.failure === 0 ? exitCodes.done : exitCodes.failed;
}

type Amounts = { readonly [S in FindingState]: number };

function amountsOf(findings: readonly Finding[]): Amounts {
  const amountOf = (wanted: FindingState) => findings.filter(({ state }) => state === wanted).length;
  return {
    ok: amountOf("ok"),
    warning: amountOf("warning"),
    failure: amountOf("failure"),
    skipped: amountOf("skipped"),
  };
}

/** One row for each finding, and below it what to do; one for all in a row that are skipped for the same reason. */
function findingTable(findings: readonly Finding[], language: Language): string {
  const { columns, states } = checkPhrases[language];
  const headings = [columns.state, columns.what, columns.finding].map(
    (heading) => ({ heading, align: "left" }) as const,
  );
  const rows = inRows(findings).flatMap(([first, ...others]) => {
    const { state, told } = first;
    const [happened, next] = sayTold(told, language);
    const isWrong = state === "failure" || state === "warning";
    const remedy = isWrong && next !== undefined ? [["", "", `→ ${next}`]] : [];
    return [[states[state], whatOf([first, ...others], language), happened], ...remedy];
  });
  return table(headings, rows);
}

/** How many titles a row takes; a list of more would be wider than the findings. */
const titlesShown = 2;

function whatOf(same: readonly Finding[], language: Language): string {
  const { titles, andMore } = checkPhrases[language];
  const first = same.slice(0, titlesShown).map(({ id }) => titles[id]);
  return same.length <= titlesShown ? first.join(", ") : andMore(first[0] ?? "", same.length - 1);
}

function inRows(findings: readonly Finding[]): [Finding, ...Finding[]][] {
  const rows: [Finding, ...Finding[]][] = [];
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

function summaryOf(amounts: Amounts, language: Language): string {
  const { summary, allWell } = checkPhrases[language];
  const { ok, warning, failure, skipped } = amounts;
  const line = summary({ ok: `${ok}`, warning: `${warning}`, failure: `${failure}`, skipped: `${skipped}` });
  return failure === 0 ? `${line}\n${allWell}` : line;
}

function findingObject({ id, state, told: { kind, told } }: Finding, language: Language): Json {
  const { code, details } = told;
  const [message, remedy] = sayTold({ kind, told } as Finding["told"], language);
  return { id, state, code, message, remedy, details: JSON.parse(JSON.stringify(details)) as Json };
}
