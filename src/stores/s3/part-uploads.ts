import type { PartPlan } from "./parts.ts";
import type { UploadedPart } from "./uploads.ts";

/** Sends one part; the bytes are not changed before it returns. */
export type SendPart = (number: number, bytes: Uint8Array) => Promise<UploadedPart>;

/** Cuts what is written into parts and sends several at once. Whoever writes waits while all buffers are under way. */
export class PartUploads {
  readonly #send: SendPart;
  /** Those that nobody fills or sends; they are made once, for memory is to stay what it is. */
  readonly #idle: Uint8Array<ArrayBuffer>[];
  readonly #underWay = new Set<Promise<void>>();
  readonly #parts: UploadedPart[] = [];
  readonly #partBytes: number;
  #filling: Uint8Array<ArrayBuffer> | undefined;
  #filled = 0;
  #numbers = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor({ partBytes, atOnce }: PartPlan, send: SendPart) {
    this.#send = send;
    this.#partBytes = partBytes;
    this.#idle = Array.from({ length: atOnce + 1 }, () => new Uint8Array(partBytes));
  }

  /** Takes bytes over. Throws what an earlier part failed with. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const buffer = await this.#buffer();
      const some = bytes.subarray(at, at + this.#partBytes - this.#filled);
      buffer.set(some, this.#filled);
      this.#filled += some.length;
      at += some.length;
      if (this.#filled === this.#partBytes) this.#sendFilled();
    }
  }

  /** Sends what is left and returns the parts in their order once the server has all. There is one at least. */
  async finish(): Promise<readonly UploadedPart[]> {
    if (this.#filled > 0 || this.#numbers === 0) {
      await this.#buffer();
      this.#sendFilled();
    }
    await this.settle();
    if (this.#failure !== undefined) throw this.#failure.error;
    return this.#parts.sort((a, b) => a.number - b.number);
  }

  /** Returns when nothing is under way any more, however it went. */
  async settle(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #buffer(): Promise<Uint8Array<ArrayBuffer>> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.error;
      this.#filling ??= this.#idle.pop();
      if (this.#filling !== undefined) return this.#filling;
      await Promise.race(this.#underWay);
    }
  }

  #sendFilled(): void {
    const buffer = this.#filling;
    if (buffer === undefined) return;
    const bytes = buffer.subarray(0, this.#filled);
    this.#numbers += 1;
    const sending = this.#sendPart(this.#numbers, bytes).then(() => {
      this.#underWay.delete(sending);
      this.#idle.push(buffer);
    });
    this.#underWay.add(sending);
    this.#filling = undefined;
    this.#filled = 0;
  }

  async #sendPart(number: number, bytes: Uint8Array): Promise<void> {
    try {
      this.#parts.push(await this.#send(number, bytes));
    } catch (error) {
      this.#failure ??= { error };
    }
  }
}
