import { examineConfiguration } from "../config/examine.ts";
import type { Configuration } from "../config/load.ts";
import { fault } from "../errors.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import { type CleanReport, deleteSources, type LeftSource, listSources } from "../jobs/check/clean.ts";
import { Scene } from "../jobs/check/scene.ts";
import { duration, localTime, size } from "../report/format.ts";
import { checkPhrases } from "../report/messages/check-phrases.ts";
import type { Language } from "../report/messages/sentences.ts";
import { withoutControls } from "../report/text.ts";
import type { AskPerson } from "../system/question.ts";
import type { Invocation } from "./arguments.ts";
import type { Desk } from "./desk.ts";
import { instantOf } from "./json.ts";
import { table } from "./table.ts";
import type { World } from "./world.ts";

type CleanInvocation = Extract<Invocation, { command: "check" }>;

/** `promsnap check --clean`: the source snapshots that are left, and the deletion of those that are confirmed. */
export async function cleanCommand(
  world: World,
  desk: Desk,
  { settings }: Configuration,
  invocation: CleanInvocation,
): Promise<ExitCode> {
  const { system, signal } = world;
  const { config, json } = invocation.choices;
  using scene = new Scene(system, signal, config, examineConfiguration(config, system));
  const left = await listSources(scene);
  const words = checkPhrases[desk.languages.diagnostics].clean;
  if (left.length === 0) desk.result(`${withoutControls(words.none(scene.data.path))}\n`);
  else desk.result(sourceTable(left, system.clock.now(), desk.languages.diagnostics));
  const names = await chosen(invocation, left, json ? undefined : world.person(), desk, signal);
  if (left.length > 0 && names.length === 0) desk.diagnostics.info(words.nothingDeleted);
  const report = await deleteChosen(scene, { system, settings, signal }, names, desk);
  desk.json({
    clean: { ...report, sources: left.map(({ instant, ...one }) => ({ ...one, instant: instantOf(instant) })) },
  });
  return exitCodes.done;
}

function sourceTable(left: readonly LeftSource[], now: number, language: Language): string {
  const { columns, states } = checkPhrases[language].clean;
  const heads = [
    ...([columns.name, columns.asked] as const).map((heading) => ({ heading, align: "left" }) as const),
    ...([columns.age, columns.frees] as const).map((heading) => ({ heading, align: "right" }) as const),
    { heading: columns.state, align: "left" } as const,
  ];
  return table(
    heads,
    left.map(({ name, instant, bytes, whose }) => [
      name,
      localTime(instant),
      duration(now - instant, language),
      size(bytes, language),
      states[whose],
    ]),
  );
}

/** The names that are to be deleted: those typed, all that may be, or those that the person confirms one by one. */
async function chosen(
  invocation: CleanInvocation,
  left: readonly LeftSource[],
  person: AskPerson | undefined,
  desk: Desk,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (invocation.task !== "clean") return [];
  if (invocation.names.length > 0) return invocation.names;
  const deletable = left.filter(({ whose }) => whose !== "busy");
  if (invocation.all || deletable.length === 0) return deletable.map(({ name }) => name);
  if (person !== undefined) return await confirmed(deletable, person, desk.languages.diagnostics, signal);
  const [{ path = "" } = {}] = deletable;
  throw fault("clean.unconfirmed", { path: path.slice(0, path.lastIndexOf("/")), count: deletable.length });
}

async function confirmed(
  deletable: readonly LeftSource[],
  person: AskPerson,
  language: Language,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { question, answers } = checkPhrases[language].clean;
  const names: string[] = [];
  for (const [index, { name, instant, bytes }] of deletable.entries()) {
    const answer = (await person(question(name, localTime(instant), size(bytes, language)), signal))?.trim();
    if (answer === undefined || answers.quit.test(answer)) break;
    if (answers.all.test(answer)) return [...names, ...deletable.slice(index).map((one) => one.name)];
    if (answers.yes.test(answer)) names.push(name);
  }
  return names;
}

async function deleteChosen(
  scene: Scene,
  context: Parameters<typeof deleteSources>[1],
  names: readonly string[],
  desk: Desk,
): Promise<CleanReport> {
  const language = desk.languages.diagnostics;
  const words = checkPhrases[language].clean;
  if (names.length === 0) return { deleted: [], bytes: 0 };
  const report = await deleteSources(scene, context, names, (path) => {
    desk.scriptLine(withoutControls(words.deleted(path)));
  });
  desk.diagnostics.info(words.freed(size(report.bytes, language)));
  return report;
}
