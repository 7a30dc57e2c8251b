import type { Language } from "./messages/sentences.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const sizeUnits = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"];

/** A number of bytes in decimal units with three digits: `1.23 GB`, `1,23 Go`. */
export function size(bytes: number, language: Language): string {
  return scaled(bytes, language, "");
}

/** Bytes per second: `45.2 MB/s`, `45,2 Mo/s`. */
export function rate(bytesPerSecond: number, language: Language): string {
  return scaled(bytesPerSecond, language, "-per-second");
}

/** How long something took or will take, to the second, in at most two units: `1h 2m`, `45s`; French `1h 2min`. */
export function duration(milliseconds: number, language: Language): string {
  const seconds = Math.max(0, Math.round(milliseconds / second));
  const parts = [
    ["days", Math.floor(seconds / 86_400)],
    ["hours", Math.floor(seconds / 3600) % 24],
    ["minutes", Math.floor(seconds / 60) % 60],
    ["seconds", seconds % 60],
  ] as const;
  const first = parts.findIndex(([, amount]) => amount > 0);
  const shown = Object.fromEntries(parts.slice(first, first === -1 ? undefined : first + 2));
  const secondsDisplay = seconds === 0 ? "always" : "auto";
  return new Intl.DurationFormat(language, { style: "narrow", secondsDisplay }).format(shown);
}

/** The same to the hundredth of a second where it is below a minute: `0.25s`, `3.1s`, `2m 5s`. */
export function briefDuration(milliseconds: number, language: Language): string {
  if (milliseconds >= minute) return duration(milliseconds, language);
  const seconds = { style: "unit", unit: "second", unitDisplay: "narrow", maximumFractionDigits: 2 } as const;
  return new Intl.NumberFormat(language, seconds).format(milliseconds / second);
}

/** An interval in one unit that divides it, in words and with plain spaces: `24 heures`, `90 seconds`, `7 days`. */
export function interval(milliseconds: number, language: Language): string {
  const [unit, length] = intervalUnit(milliseconds);
  const format = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long", useGrouping: false });
  return format.format(milliseconds / length).replace(/[\u00a0\u202f]/g, " ");
}

/** An instant in local time, as the script's log has it: `2026-11-22 11:09:40`. */
export function localTime(instant: number): string {
  const date = new Date(instant);
  if (!Number.isFinite(date.getTime())) return "–";
  const two = (number: number) => String(number).padStart(2, "0");
  const day = [String(date.getFullYear()).padStart(4, "0"), two(date.getMonth() + 1), two(date.getDate())];
  return `${day.join("-")} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":")}`;
}

/** A count with its thousands apart: `1,234,567`, `1 234 567`. */
export function count(amount: number, language: Language): string {
  return numbers(language, "count", {}).format(amount);
}

/** Formats by language and kind, kept: making one takes longer than reading the head of an archive. */
const made = new Map<string, Intl.NumberFormat>();

function numbers(language: Language, kind: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language} ${kind}`;
  const format = made.get(key) ?? new Intl.NumberFormat(language, options);
  made.set(key, format);
  return format;
}

function scaled(bytes: number, language: Language, suffix: string): string {
  // 999.5 is shown with three digits as 1000: the next unit begins there.
  let step = 0;
  while (step < sizeUnits.length - 1 && bytes / 1000 ** step >= 999.5) step += 1;
  const unit = `${sizeUnits[step]}${suffix}`;
  const unitDisplay = step === 0 && suffix === "" ? "long" : "short";
  const options = { style: "unit", unit, unitDisplay, maximumSignificantDigits: 3 } as const;
  return numbers(language, unit, options).format(bytes / 1000 ** step);
}

function intervalUnit(milliseconds: number): [unit: string, length: number] {
  // A day is "24 hours" to the script; only whole days from two on are days.
  if (milliseconds >= 2 * day && milliseconds % day === 0) return ["day", day];
  if (milliseconds >= hour && milliseconds % hour === 0) return ["hour", hour];
  if (milliseconds >= minute && milliseconds % minute === 0) return ["minute", minute];
  return ["second", second];
}
