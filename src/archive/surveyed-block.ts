import type { Damage } from "../tsdb/damage.ts";
import type { FileProof } from "../tsdb/deep/block-proof.ts";
import type { BlockFindings } from "../tsdb/deep/findings.ts";
import { type BlockMeta, largestMeta, readMeta } from "../tsdb/meta.ts";
import { missingFiles } from "../tsdb/missing-files.ts";
import type { BlockListener } from "./block-walk.ts";

const passedOver: FileProof = { push: () => undefined, end: () => undefined };

/** Looks at a block from outside: which files it has, and what its meta.json says. */
export class SurveyedBlock implements BlockListener {
  readonly ulid: string;
  readonly #names = new Set<string>();
  #reading: ReturnType<typeof readMeta> | undefined;

  constructor(ulid: string) {
    this.ulid = ulid;
  }

  addDirectory(name: string): void {
    this.#names.add(name);
  }

  begin(name: string, size: number): FileProof {
    this.#names.add(name);
    if (name !== "meta.json" || size > largestMeta) return passedOver;
    const decoder = new TextDecoder();
    let text = "";
    return {
      push: (bytes) => {
        text += decoder.decode(bytes, { stream: true });
      },
      end: () => {
        this.#reading = readMeta(text + decoder.decode(), this.ulid);
      },
    };
  }

  /** What it shows once all its files have come by. Nothing is counted but what its meta.json counts. */
  complete(): BlockFindings {
    const { meta, damage } = this.#readMeta();
    const chunks = [...this.#names].flatMap((name) => (name.startsWith("chunks/") ? [name.slice(7)] : []));
    const names = { index: this.#names.has("index"), chunks: this.#names.has("chunks") ? chunks : undefined };
    damage.push(...missingFiles(this.ulid, names, meta?.samples ?? 0));
    const counts = { series: meta?.series, chunks: meta?.chunks, samples: meta?.samples };
    const uncounted = { floatSamples: undefined, histogramSamples: undefined, tombstones: undefined };
    const looked = { oddities: [], unchecked: [], unresolved: false };
    return { ulid: this.ulid, meta, damage, ...looked, counts: { ...counts, ...uncounted } };
  }

  #readMeta(): { meta: BlockMeta | undefined; damage: Damage[] } {
    const reading = this.#reading;
    if (reading !== undefined && "meta" in reading) return { meta: reading.meta, damage: [] };
    const there = this.#names.has("meta.json");
    const finding = reading?.finding ?? {
      offset: 0,
      problem: there ? ("not JSON" as const) : ("missing" as const),
      section: there ? "meta.json" : "",
    };
    return { meta: undefined, damage: [{ block: this.ulid, file: "meta.json", ...finding }] };
  }
}
