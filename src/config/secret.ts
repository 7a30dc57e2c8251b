/** What is shown in place of a secret. */
export const mask = "***";

/** A text that shows itself only to `reveal`: printed, inspected, or written as JSON it is `***`. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself, for the one place that sends it. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  /** Bun's and Node's console. Deno's shows no private field anyway. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return mask;
  }
}
