import type { Reading } from "./values.ts";

const factors: Readonly<Record<string, number>> = {
  "": 1,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 1 << 10,
  Mi: 1 << 20,
  Gi: 1 << 30,
};
/** A part of an upload would take hours at less. */
const least = 1000;
const most = 1e12;

/** Reads bytes in a second: `500K`, `20M`, `1G`, of thousands as everywhere in promsnap, or `20Mi` of 1024s. */
export function readRate(text: string): Reading<number> {
  const [, count, unit] = /^(\d{1,12})([KMG]i?|)$/.exec(text) ?? [];
  const value = Number(count) * (factors[unit ?? ""] ?? Number.NaN);
  return value >= least && value <= most ? { value } : { expected: { kind: "rate" } };
}
