import type { CopyPhrases } from "./copy-phrases.ts";
import type { DaemonPhrases } from "./daemon-phrases.ts";
import type { InspectPhrases } from "./inspect-phrases.ts";
import type { MergePhrases } from "./merge-phrases.ts";
import { phrasesInEnglish } from "./phrases.en.ts";
import { phrasesInFrench } from "./phrases.fr.ts";
import type { PrunePhrases } from "./prune-phrases.ts";
import type { ReplicaPhrases } from "./replica-phrases.ts";
import type { Language } from "./sentences.ts";
import type { VerifyPhrases } from "./verify-phrases.ts";

/** The words of the command line that are neither a fault nor a notice. */
export interface Phrases {
  readonly warning: string;
  /** What the progress line calls each phase. */
  readonly phases: {
    readonly asking: string;
    readonly compressing: string;
    readonly checking: string;
    readonly listing: string;
    readonly staging: string;
    readonly stopping: string;
    readonly starting: string;
    readonly loading: string;
    readonly verifying: string;
    readonly following: string;
    readonly copying: string;
    readonly comparing: string;
  };
  /** After the percentage: how long it will still take. */
  remaining(duration: string): string;
  readonly columns: {
    readonly name: string;
    readonly date: string;
    readonly size: string;
    readonly blocks: string;
    readonly from: string;
    readonly to: string;
    readonly series: string;
    readonly samples: string;
    readonly state: string;
    readonly verified: string;
    readonly setting: string;
    readonly value: string;
    readonly origin: string;
  };
  /** The state of a snapshot in which nothing is wrong. */
  readonly sound: string;
  damagedFiles(count: number): string;
  unreadable(name: string, reason: string): string;
  nothingStored(path: string): string;
  validConfiguration(path: string): string;
  /** Prometheus answered with the name of its snapshot. */
  sourceTaken(name: string): string;
  summary(parts: { blocks: string; from: string; to: string; content: string; archive: string; time: string }): string;
  otherDamage(damage: string): string;
  readonly plan: {
    readonly request: string;
    readonly archive: string;
    readonly blocks: string;
    readonly free: string;
    readonly leftovers: string;
    readonly none: string;
  };
  /** What a restore has just done. */
  readonly steps: {
    readonly staged: string;
    readonly stopped: string;
    readonly exchanged: string;
    readonly started: string;
    readonly returning: string;
    readonly merged: string;
    readonly takingOut: string;
  };
  readonly restorePlan: {
    readonly archive: string;
    readonly blocks: string;
    readonly room: string;
    readonly stops: string;
    readonly starts: string;
    readonly owner: string;
    readonly moved: string;
    readonly stays: string;
    readonly previous: string;
    readonly unknown: string;
  };
  /** `free` of the file system, `needed` for the restore. */
  roomOf(free: string, needed: string): string;
  rangeOf(count: string, from: string, to: string): string;
  readonly restored: RestorePhrases;
  readonly merge: MergePhrases;
  readonly verify: VerifyPhrases;
  readonly prune: PrunePhrases;
  readonly copy: CopyPhrases;
  readonly daemon: DaemonPhrases;
  readonly replica: ReplicaPhrases;
  readonly inspect: InspectPhrases;
  /** The values of the plan's line on blocks. */
  blocksOf(count: string, size: string): string;
  ending(signal: string): string;
  endedAtOnce(signal: string): string;
}

/** What is said of a restore once it has ended well. */
export interface RestorePhrases {
  blocks(count: string, from: string, to: string): string;
  stopped(time: string): string;
  /** The same with how long each part took. */
  stoppedInParts(time: string, stop: string, exchange: string, start: string): string;
  missing(from: string, to: string): string;
  previous(path: string, size: string): string;
  notProved(): string;
  undone(place: string): string;
  returned(): string;
  notEmpty(path: string): string;
  extracted(path: string): string;
  discarded(path: string, size: string): string;
  /** What came of an open restore before anything was started at boot. */
  readonly atBoot: { readonly placed: string; readonly returned: string; readonly merge: string };
}

/** The phrases in each language. */
export const phrases: { readonly [L in Language]: Phrases } = { en: phrasesInEnglish, fr: phrasesInFrench };
