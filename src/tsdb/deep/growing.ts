/** From so many numbers on a list grows by half, and not to twice its size. */
const many = 1 << 18;

/** A list of numbers below 2^32 that grows with what is added, and not far ahead of it. */
export class NumberList {
  #numbers = new Uint32Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(number: number): void {
    if (this.#length === this.#numbers.length) this.#grow();
    this.#numbers[this.#length++] = number;
  }

  /** The number at a place; 0 where there is none. */
  at(place: number): number {
    return place < this.#length ? (this.#numbers[place] as number) : 0;
  }

  clear(): void {
    this.#length = 0;
  }

  /** Where a number stands in a list that ascends; -1 where it does not. */
  placeOf(number: number): number {
    let [low, high] = [0, this.#length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#numbers[middle] as number) < number) low = middle + 1;
      else high = middle;
    }
    return low < this.#length && this.#numbers[low] === number ? low : -1;
  }

  #grow(): void {
    const length = this.#numbers.length;
    const larger = new Uint32Array(length + (length < many ? length : length >>> 1));
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}

/** Bytes put one behind the other, for as long as they are needed. */
export class ByteList {
  #bytes = new Uint8Array(256);
  length = 0;

  /** The bytes; valid until more are added. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  add(bytes: Uint8Array, from: number, to: number): void {
    const length = this.length + to - from;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.length));
      this.#bytes = larger;
    }
    // A copy of few bytes costs less than the view that `set` asks for.
    if (to - from < 32) for (let at = from, put = this.length; at < to; ) this.#bytes[put++] = bytes[at++] as number;
    else this.#bytes.set(bytes.subarray(from, to), this.length);
    this.length = length;
  }
}
