import { type ExaminedConfiguration, examineConfiguration } from "../config/examine.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import { check } from "../jobs/check/check.ts";
import type { Finding, FindingState } from "../report/findings.ts";
import { environmentLanguage } from "../report/language.ts";
import { checkPhrases } from "../report/messages/check-phrases.ts";
import type { Language } from "../report/messages/sentences.ts";
import { sayTold } from "../report/say.ts";
import type { GlobalChoices } from "./arguments.ts";
import { type Desk, openDesk } from "./desk.ts";
import { findingTable } from "./finding-table.ts";
import type { Json } from "./json.ts";
import type { World } from "./world.ts";

/** `promsnap check`: a table of what was looked at, with what to do about what is wrong. Answers the exit code. */
export async function checkCommand(world: World, { choices }: { readonly choices: GlobalChoices }): Promise<ExitCode> {
  const examined = examineConfiguration(choices.config, world.system);
  const configured = examined.configuration?.settings.LANGUAGE ?? environmentLanguage(world.system.environment);
  const desk = openDesk(world, choices, configured);
  const { code, object } = await lookAround(world, desk, choices, examined);
  desk.json(object);
  return code;
}

/** Shows that table on a desk; answers the exit code, and what --json tells. */
export async function lookAround(
  world: World,
  desk: Desk,
  choices: GlobalChoices,
  examined: ExaminedConfiguration,
): Promise<{ readonly code: ExitCode; readonly object: { readonly check: Json } }> {
  const language = desk.languages.diagnostics;
  const findings = await check(world, choices.config, examined);
  const amounts = amountsOf(findings);
  const shown = choices.quiet ? findings.filter(({ state }) => state === "failure" || state === "warning") : findings;
  if (shown.length > 0) desk.result(findingTable(shown, language, widthOf(world)));
  if (!choices.quiet) desk.result(`\n${summaryOf(amounts, language)}\n`);
  const object = { check: { ...amounts, findings: findings.map((finding) => findingObject(finding, language)) } };
  return { code: amounts.failure === 0 ? exitCodes.done : exitCodes.failed, object };
}

/** Lines are broken for a person at a terminal; a program gets each finding on one. */
function widthOf({ terminal: { output } }: World): number {
  return output.isTerminal ? output.columns() : Number.POSITIVE_INFINITY;
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

function summaryOf(amounts: Amounts, language: Language): string {
  const { summary, allWell } = checkPhrases[language];
  const { ok, warning, failure, skipped } = amounts;
  const line = summary({ ok: `${ok}`, warning: `${warning}`, failure: `${failure}`, skipped: `${skipped}` });
  return failure === 0 ? `${line}\n${allWell}` : line;
}

/** A finding as docs/json.md describes it. */
export function findingObject({ id, state, told: { kind, told } }: Finding, language: Language): Json {
  const { code, details } = told;
  const [message, remedy] = sayTold({ kind, told } as Finding["told"], language);
  return { id, state, code, message, remedy, details: JSON.parse(JSON.stringify(details)) as Json };
}
