import type { Damage, Finding, Problem } from "../damage.ts";
import type { Oddity, OddityKind, Unchecked, UncheckedPart } from "./findings.ts";

/** The first of each kind. */
interface Kinds {
  readonly damage: Map<Problem, Damage>;
  readonly oddities: Map<string, Oddity>;
  readonly unchecked: Map<string, Unchecked>;
}

/** Collects what a file shows: of each kind of damage the first place, of each oddity in a section also how many places there are. */
export class Notes {
  readonly #block: string;
  readonly file: string;
  #kinds: Kinds = { damage: new Map(), oddities: new Map(), unchecked: new Map() };
  /** What stood before an entry whose checksum is not known yet. */
  #before: Kinds | undefined;

  constructor(block: string, file: string) {
    this.#block = block;
    this.file = file;
  }

  get damage(): readonly Damage[] {
    return [...this.#kinds.damage.values()];
  }

  get oddities(): readonly Oddity[] {
    return [...this.#kinds.oddities.values()];
  }

  get unchecked(): readonly Unchecked[] {
    return [...this.#kinds.unchecked.values()];
  }

  get sound(): boolean {
    return this.#kinds.damage.size === 0;
  }

  wrong(problem: Problem, offset: number, section: string): void {
    if (this.#kinds.damage.has(problem)) return;
    this.#kinds.damage.set(problem, { block: this.#block, file: this.file, offset, problem, section });
  }

  found({ problem, offset, section }: Finding): void {
    this.wrong(problem, offset, section);
  }

  /** From here on an entry is read whose checksum is not known: what it says may be no more than damage. */
  hold(): void {
    const { damage, oddities, unchecked } = this.#kinds;
    this.#before = { damage: new Map(damage), oddities: new Map(oddities), unchecked: new Map(unchecked) };
  }

  /** Its checksum is right. */
  keep(): void {
    this.#before = undefined;
  }

  /** The checksums of the file end with this finding: what was read of the entry is forgotten. */
  failed(finding: Finding): void {
    this.#kinds = this.#before ?? this.#kinds;
    this.found(finding);
  }

  odd(oddity: OddityKind, offset: number, section: string): void {
    const key = `${oddity} ${section}`;
    const { offset: first = offset, times = 0 } = this.#kinds.oddities.get(key) ?? {};
    this.#kinds.oddities.set(key, {
      block: this.#block,
      file: this.file,
      offset: first,
      section,
      oddity,
      times: times + 1,
    });
  }

  leave(part: UncheckedPart, value = 0): void {
    this.#kinds.unchecked.set(`${part} ${value}`, { block: this.#block, file: this.file, part, value });
  }
}
