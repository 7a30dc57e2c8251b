import type { Loss } from "../../faults/prune.ts";
import { localTime } from "../format.ts";

/** What the later of two snapshots lacks of the earlier, in English. */
export function lossInEnglish({ earlier, later, kind, from, to }: Loss): string {
  const what = {
    all: `${later} has none of the blocks of ${earlier}`,
    oldest: `${later} lacks more of the oldest blocks of ${earlier} than time explains`,
    middle: `${later} lacks blocks from the middle of ${earlier}`,
    newest: `${later} lacks the newest blocks of ${earlier}`,
    half: `${later} lacks more than half of the samples of ${earlier}`,
  }[kind];
  return `${what}, from ${localTime(from)} to ${localTime(to)}`;
}

/** The same in French. */
export function lossInFrench({ earlier, later, kind, from, to }: Loss): string {
  const what = {
    all: `${later} n’a aucun des blocs de ${earlier}`,
    oldest: `il manque à ${later} plus de blocs anciens de ${earlier} que le temps écoulé n’en explique`,
    middle: `il manque à ${later} des blocs du milieu de ${earlier}`,
    newest: `il manque à ${later} les blocs les plus récents de ${earlier}`,
    half: `il manque à ${later} plus de la moitié des échantillons de ${earlier}`,
  }[kind];
  return `${what}, du ${localTime(from)} au ${localTime(to)}`;
}
