import type { Damage, Finding, Problem } from "../damage.ts";
import type { Oddity, OddityKind, Unchecked, UncheckedPart } from "./findings.ts";

/** Collects what a file shows: of each kind of damage the first place, of each oddity in a section also how many places there are. */
export class Notes {
  readonly #block: string;
  readonly file: string;
  readonly #damage = new Map<Problem, Damage>();
  readonly #oddities = new Map<string, Oddity>();
  readonly #unchecked = new Map<string, Unchecked>();

  constructor(block: string, file: string) {
    this.#block = block;
    this.file = file;
  }

  get damage(): readonly Damage[] {
    return [...this.#damage.values()];
  }

  get oddities(): readonly Oddity[] {
    return [...this.#oddities.values()];
  }

  get unchecked(): readonly Unchecked[] {
    return [...this.#unchecked.values()];
  }

  get sound(): boolean {
    return this.#damage.size === 0;
  }

  wrong(problem: Problem, offset: number, section: string): void {
    if (this.#damage.has(problem)) return;
    this.#damage.set(problem, { block: this.#block, file: this.file, offset, problem, section });
  }

  found({ problem, offset, section }: Finding): void {
    this.wrong(problem, offset, section);
  }

  odd(oddity: OddityKind, offset: number, section: string): void {
    const key = `${oddity} ${section}`;
    const { offset: first = offset, times = 0 } = this.#oddities.get(key) ?? {};
    this.#oddities.set(key, { block: this.#block, file: this.file, offset: first, section, oddity, times: times + 1 });
  }

  leave(part: UncheckedPart, value = 0): void {
    this.#unchecked.set(`${part} ${value}`, { block: this.#block, file: this.file, part, value });
  }
}
