import { OffsetHash, type OffsetList } from "../chunk-trace.ts";
import { offsetOf, segmentOf } from "../series.ts";

/** More segments than a block has; their lists are not kept. */
const mostSegments = 1 << 16;

/** The references to chunks as they come, forgotten but for a hash of each segment's: memory is constant. */
export class ReferenceLists {
  readonly #finished: OffsetList[] = [];
  #current = new OffsetHash();
  #inOrder = true;

  /** Takes a reference; it is kept only as long as no segment is skipped or turned back to. */
  add(place: number): void {
    if (!this.#inOrder) return;
    const segment = segmentOf(place);
    const current = this.#finished.length;
    if (segment === current) this.#current.add(offsetOf(place));
    else if (segment === current + 1 && segment < mostSegments) this.#begin(offsetOf(place));
    else this.#inOrder = false;
  }

  /** Ends the lists, one for each segment; undefined where the references do not go through the segments in order. */
  finish(): readonly OffsetList[] | undefined {
    const last = this.#current.finish();
    return this.#inOrder ? [...this.#finished, last] : undefined;
  }

  #begin(offset: number): void {
    this.#finished.push(this.#current.finish());
    this.#current = new OffsetHash();
    this.#current.add(offset);
  }
}
