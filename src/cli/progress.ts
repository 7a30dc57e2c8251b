import { duration, rate, size } from "../report/format.ts";
import { type Phrases, phrases } from "../report/messages/phrases.ts";
import type { Language } from "../report/messages/sentences.ts";
import type { Stream } from "../system/terminal.ts";

/**
 * Progress on stderr: a bar on a terminal, a line now and then elsewhere. No library draws it: those at hand write
 * lines at the start and at the end where no terminal is, which a timer's mail would carry, and know no rate.
 */

const terminalPause = 100;
const linePause = 30_000;
const barWidth = 24;
/** A rate is told once this much time has passed; earlier it means nothing. */
const rateAfter = 1000;

/** What is under way: `done` of `total` bytes, for `elapsed` milliseconds. */
export interface ProgressState {
  readonly phase: keyof Phrases["phases"];
  readonly done: number;
  /** 0 where the end cannot be known: then only the time passed is told. */
  readonly total: number;
  readonly elapsed: number;
}

export interface Progress {
  begin(phase: ProgressState["phase"], total: number): void;
  advance(done: number): void;
  /** Takes the bar away; the next `begin` shows another. */
  end(): void;
}

/** What progress needs of the world. `every` calls again and again until the answer of it is called. */
export interface ProgressWorld {
  readonly stream: Stream;
  now(): number;
  every(milliseconds: number, call: () => void): () => void;
}

/** A progress that shows nothing, for --quiet. */
export const noProgress: Progress = { begin: () => {}, advance: () => {}, end: () => {} };

/** Progress in a language. On a terminal one line is drawn over and over and erased at the end. */
export function createProgress({ stream, now, every }: ProgressWorld, language: Language): Progress {
  let state: ProgressState | undefined;
  let started = 0;
  let stop = () => {};
  const show = () => {
    if (state === undefined) return;
    const line = progressLine({ ...state, elapsed: now() - started }, language, stream.isTerminal);
    stream.write(stream.isTerminal ? `\r${fitted(line, stream.columns() - 1)}\u001b[K` : `promsnap: ${line}\n`);
  };
  const end = () => {
    stop();
    stop = () => {};
    if (state !== undefined && stream.isTerminal) stream.write("\r\u001b[K");
    state = undefined;
  };
  return {
    begin: (phase, total) => {
      end();
      state = { phase, done: 0, total, elapsed: 0 };
      started = now();
      stop = every(stream.isTerminal ? terminalPause : linePause, show);
    },
    advance: (done) => {
      if (state !== undefined) state = { ...state, done };
    },
    end,
  };
}

/** One progress line: `compressing  42 %  [##########------]  510 MB / 1.2 GB  45 MB/s  15s left`. */
export function progressLine(state: ProgressState, language: Language, withBar: boolean): string {
  const words = phrases[language];
  const { phase, done, total, elapsed } = state;
  if (total <= 0) return `${words.phases[phase]}  ${duration(elapsed, language)}`;
  const share = Math.min(1, Math.max(0, done / total));
  const percent = new Intl.NumberFormat(language, { style: "percent" }).format(Math.floor(share * 100) / 100);
  const speed = elapsed >= rateAfter ? done / (elapsed / 1000) : 0;
  const amounts = `${size(done, language)} / ${size(total, language)}`;
  const parts = [words.phases[phase], percent.padStart(5), ...(withBar ? [bar(share)] : []), amounts];
  if (speed > 0) parts.push(rate(speed, language));
  if (speed > 0 && done < total) parts.push(words.remaining(duration(((total - done) / speed) * 1000, language)));
  return parts.join("  ");
}

function bar(share: number): string {
  const full = Math.floor(share * barWidth);
  return `[${"#".repeat(full)}${"-".repeat(barWidth - full)}]`;
}

function fitted(line: string, width: number): string {
  return line.length <= width ? line : line.slice(0, Math.max(0, width));
}
