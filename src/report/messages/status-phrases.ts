import type { Language } from "./sentences.ts";

/** The words of `promsnap status`. */
export interface StatusPhrases {
  readonly rows: {
    readonly timer: string;
    readonly lastRun: string;
    readonly store: string;
    readonly newest: string;
    readonly previous: string;
    readonly alerts: string;
  };
  /** There is none, or nobody can tell. */
  readonly unknown: string;
  readonly noTimer: string;
  readonly noSnapshot: string;
  next(unit: string, time: string): string;
  off(unit: string): string;
  readonly running: string;
  readonly never: string;
  succeeded(time: string): string;
  failed(time: string, exitCode: string): string;
  stored(path: string, snapshots: string, size: string): string;
  /** Of a further store, when a run last looked. */
  lacking(stored: string, missing: string): string;
  unreadable(path: string): string;
  snapshot(name: string, age: string, size: string): string;
  verified(time: string): string;
  previous(path: string, count: string, size: string, age: string): string;
}

/** In each language. */
export const statusPhrases: { readonly [L in Language]: StatusPhrases } = {
  en: {
    rows: {
      timer: "timer",
      lastRun: "last run",
      store: "store",
      newest: "newest snapshot",
      previous: "earlier data",
      alerts: "alerts",
    },
    unknown: "none",
    noTimer: "none (promsnap install makes one)",
    noSnapshot: "none: promsnap run takes the first one",
    next: (unit, time) => `${unit}: next on ${time}`,
    off: (unit) => `${unit}: off`,
    running: "at work now",
    never: "none since the machine was booted",
    succeeded: (time) => `succeeded on ${time}`,
    failed: (time, exitCode) => `failed on ${time} with exit code ${exitCode}`,
    stored: (path, snapshots, size) => `${path}: snapshots: ${snapshots}, ${size}`,
    lacking: (stored, missing) => `${stored}, missing: ${missing}`,
    unreadable: (path) => `${path}: cannot be read`,
    snapshot: (name, age, size) => `${name}, ${age} ago, ${size}`,
    verified: (time) => `verified on ${time}`,
    previous: (path, count, size, age) => `${path}: ${count}, ${size}, the oldest ${age} ago`,
  },
  fr: {
    rows: {
      timer: "timer systemd",
      lastRun: "dernière exécution",
      store: "dépôt",
      newest: "dernier snapshot",
      previous: "données antérieures",
      alerts: "alertes",
    },
    unknown: "aucune",
    noTimer: "aucun (promsnap install en crée un)",
    noSnapshot: "aucun : promsnap run prend le premier",
    next: (unit, time) => `${unit} : prochaine fois le ${time}`,
    off: (unit) => `${unit} : arrêté`,
    running: "en cours",
    never: "aucune depuis le démarrage de la machine",
    succeeded: (time) => `réussie le ${time}`,
    failed: (time, exitCode) => `échouée le ${time} avec le code ${exitCode}`,
    stored: (path, snapshots, size) => `${path} : snapshots : ${snapshots}, ${size}`,
    lacking: (stored, missing) => `${stored}, manquants : ${missing}`,
    unreadable: (path) => `${path} : illisible`,
    snapshot: (name, age, size) => `${name}, il y a ${age}, ${size}`,
    verified: (time) => `vérifié le ${time}`,
    previous: (path, count, size, age) => `${path} : ${count}, ${size}, les plus anciennes il y a ${age}`,
  },
};
