const wordBits = 32;
/** How many words are counted together, for the order of a place. */
const blockWords = 16;

/** A set of places from a first one on, a bit each: it grows with the places that are added, which ascend. */
export class PlaceSet {
  readonly #first: number;
  #words = new Uint32Array(64);
  #size = 0;
  /** How many places lie before each block of words; made when first asked for. */
  #before: Uint32Array | undefined;

  constructor(first: number) {
    this.#first = first;
  }

  /** How many places there are. */
  get size(): number {
    return this.#size;
  }

  /** Adds a place that is not there yet. */
  add(place: number): void {
    const bit = place - this.#first;
    const word = wordOf(bit);
    if (word >= this.#words.length) this.#grow(word + 1);
    this.#words[word] = (this.#words[word] as number) | (1 << bit);
    this.#size++;
    this.#before = undefined;
  }

  has(place: number): boolean {
    const bit = place - this.#first;
    const word = wordOf(bit);
    return bit >= 0 && word < this.#words.length && (((this.#words[word] as number) >>> bit) & 1) === 1;
  }

  /** How many of the places are less than this one, which is among them. */
  order(place: number): number {
    const bit = place - this.#first;
    const word = wordOf(bit);
    const block = Math.floor(word / blockWords);
    this.#before ??= this.#count();
    let order = this.#before[block] as number;
    for (let at = block * blockWords; at < word; at++) order += bitsOf(this.#words[at] as number);
    return order + bitsOf((this.#words[word] as number) & ((1 << bit) - 1));
  }

  /** The places in their order. */
  *places(): Generator<number> {
    for (const [word, bits] of this.#words.entries()) {
      for (let bit = 0; bits !== 0 && bit < wordBits; bit++) {
        if (((bits >>> bit) & 1) === 1) yield this.#first + word * wordBits + bit;
      }
    }
  }

  #grow(words: number): void {
    const larger = new Uint32Array(Math.max(words, Math.ceil(this.#words.length * 1.5)));
    larger.set(this.#words);
    this.#words = larger;
  }

  #count(): Uint32Array {
    const before = new Uint32Array(Math.ceil(this.#words.length / blockWords));
    let total = 0;
    for (const [word, bits] of this.#words.entries()) {
      if (word % blockWords === 0) before[word / blockWords] = total;
      total += bitsOf(bits);
    }
    return before;
  }
}

/** Shifts take a number modulo 32 by themselves; only what is beyond 32 bits has to be divided. */
function wordOf(bit: number): number {
  return bit < 2 ** 32 ? bit >>> 5 : Math.floor(bit / wordBits);
}

/** How many bits of a word are set. */
function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
