/** Keeps those of the things counted whose counts are largest; of equals the ones that came first. */
export class Largest<T> {
  readonly #most: number;
  readonly #kept: { item: T; count: number }[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(item: T, count: number): void {
    const least = this.#kept.at(-1);
    if (this.#kept.length >= this.#most && least !== undefined && count <= least.count) return;
    const behind = this.#kept.findIndex((one) => one.count < count);
    this.#kept.splice(behind === -1 ? this.#kept.length : behind, 0, { item, count });
    if (this.#kept.length > this.#most) this.#kept.pop();
  }

  /** What was kept, the largest count first. */
  list(): readonly { readonly item: T; readonly count: number }[] {
    return this.#kept;
  }
}
