import type { Configuration } from "../config/load.ts";
import { sayStore } from "../config/store-setting.ts";
import { type ExitCode, exitCodes } from "../faults/exit-codes.ts";
import { type ListEvents, type ListedSnapshot, listSnapshots } from "../jobs/list.ts";
import { viewStores } from "../jobs/replicate/survey.ts";
import { withWhereabouts } from "../jobs/replicate/whereabouts.ts";
import { notice } from "../notices.ts";
import { count, localTime, size } from "../report/format.ts";
import { phrases } from "../report/messages/phrases.ts";
import type { Language } from "../report/messages/sentences.ts";
import { sayFault } from "../report/say.ts";
import { withoutControls } from "../report/text.ts";
import type { Desk } from "./desk.ts";
import { instantOf, type Json } from "./json.ts";
import { type Column, table } from "./table.ts";
import type { World } from "./world.ts";

/** Stands where an archive does not tell. */
const unknown = "–";

/** `promsnap list`: every archive with what it tells of itself. */
export async function listCommand(
  { system, signal }: World,
  desk: Desk,
  { settings }: Configuration,
  long: boolean,
): Promise<ExitCode> {
  const context = { system, settings, signal };
  const looking = settings.REPLICATE_TO === undefined ? undefined : viewStores(context);
  looking?.catch(() => undefined);
  const listed = await listSnapshots(context, { long }, eventsOf(desk));
  const views = await looking;
  const snapshots = views === undefined ? listed : withWhereabouts(listed, views);
  desk.progress.end();
  const language = desk.languages.diagnostics;
  const words = phrases[language];
  if (snapshots.length === 0) desk.diagnostics.info(words.nothingStored(sayStore(settings.SNAPSHOT_DIR)));
  else desk.result(snapshotTable(snapshots, long, language));
  for (const { name, problem } of snapshots) {
    if (problem !== undefined) desk.diagnostics.warning(words.unreadable(name, sayFault(problem, language)[0]));
  }
  for (const { store, problem } of views ?? []) {
    if (problem === undefined) continue;
    desk.notice(notice("replica.unknown", { store, reason: sayFault(problem, language)[0] }));
  }
  const stores = views?.map(({ store, problem }) => ({ store, problem: problem?.code }));
  desk.json({ snapshots: snapshots.map(snapshotObject), ...(stores && { stores }) });
  return exitCodes.done;
}

/** The listing as a table: one row for each snapshot, times local; with `long` series and samples too. */
function snapshotTable(snapshots: readonly ListedSnapshot[], long: boolean, language: Language): string {
  const { columns } = phrases[language];
  const left = (heading: string): Column => ({ heading, align: "left" });
  const right = (heading: string): Column => ({ heading, align: "right" });
  const heads = [
    ...[left(columns.name), left(columns.date), right(columns.size), right(columns.blocks)],
    ...[left(columns.from), left(columns.to)],
    ...(long ? [right(columns.series), right(columns.samples)] : []),
    left(columns.verified),
    left(columns.state),
    ...(snapshots.some(({ where }) => where !== undefined) ? [left(phrases[language].replica.where)] : []),
  ];
  return table(
    heads,
    snapshots.map((snapshot) => rowOf(snapshot, long, language)),
  );
}

function rowOf(snapshot: ListedSnapshot, long: boolean, language: Language): string[] {
  const { name, instant, bytes, blocks, minTime, maxTime, series, samples } = snapshot;
  const counted = (amount: number | undefined) => (amount === undefined ? unknown : count(amount, language));
  const timed = (time: number | undefined) => (time === undefined ? unknown : localTime(time));
  return [
    withoutControls(name),
    localTime(instant),
    size(bytes, language),
    counted(blocks),
    timed(minTime),
    timed(maxTime),
    ...(long ? [counted(series), counted(samples)] : []),
    verifiedOf(snapshot, language),
    stateOf(snapshot, language),
    ...whereOf(snapshot, language),
  ];
}

function whereOf({ where }: ListedSnapshot, language: Language): string[] {
  if (where === undefined) return [];
  const here = where.here ? [phrases[language].replica.here] : [];
  return [withoutControls([...here, ...where.stores].join(", "))];
}

function verifiedOf({ verified }: ListedSnapshot, language: Language): string {
  if (verified === undefined) return unknown;
  const { foundSound, foundDamaged } = phrases[language].verify;
  return (verified.sound ? foundSound : foundDamaged)(localTime(verified.at), verified.deep);
}

function stateOf({ damaged, problem, blocks }: ListedSnapshot, language: Language): string {
  const words = phrases[language];
  if (problem !== undefined) return problem.code;
  if (damaged !== undefined && damaged > 0) return words.damagedFiles(damaged);
  return blocks === undefined ? unknown : words.sound;
}

function snapshotObject({ instant, minTime, maxTime, problem, verified, where, ...rest }: ListedSnapshot): Json {
  return {
    ...rest,
    ...where,
    instant: instantOf(instant),
    minTime: minTime === undefined ? undefined : instantOf(minTime),
    maxTime: maxTime === undefined ? undefined : instantOf(maxTime),
    problem: problem?.code,
    verified: verified && { at: instantOf(verified.at), deep: verified.deep, sound: verified.sound },
  };
}

function eventsOf({ progress }: Desk): ListEvents {
  let begun = false;
  return {
    progress: (doneBytes, totalBytes) => {
      if (!begun) progress.begin("listing", totalBytes);
      begun = true;
      progress.advance(doneBytes);
    },
  };
}
