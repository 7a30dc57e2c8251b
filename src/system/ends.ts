/** The beginning and the end of a stream of bytes, each up to a limit; what is between is dropped as it comes. */
export class Ends {
  readonly #limit: number;
  readonly #head: Uint8Array[] = [];
  #headLength = 0;
  #tail: Uint8Array[] = [];
  #tailLength = 0;
  #dropped = false;

  /** Keeps at most `limit` bytes of either end. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  push(bytes: Uint8Array): void {
    const fits = bytes.subarray(0, this.#limit - this.#headLength);
    if (fits.length > 0) this.#head.push(fits);
    this.#headLength += fits.length;
    this.#pushTail(bytes.subarray(fits.length));
  }

  /** Both ends as text, with a line of `…` between them where bytes are missing. */
  text(): string {
    const tail = concatenated(this.#tail).subarray(-this.#limit);
    const parts = this.#dropped || this.#tailLength > this.#limit ? [...this.#head, gap, tail] : [...this.#head, tail];
    return new TextDecoder().decode(concatenated(parts));
  }

  #pushTail(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#tail.push(bytes);
    this.#tailLength += bytes.length;
    // Not at each push: that would copy the whole tail for every few bytes.
    if (this.#tailLength <= 2 * this.#limit) return;
    this.#tail = [concatenated(this.#tail).slice(-this.#limit)];
    this.#tailLength = this.#limit;
    this.#dropped = true;
  }
}

const gap = new TextEncoder().encode("\n…\n");

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
