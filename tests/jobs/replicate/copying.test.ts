import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { openSync, statSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Fault, fault } from "../../../src/errors.ts";
import type { JobContext } from "../../../src/jobs/backup-terms.ts";
import { copyAll } from "../../../src/jobs/replicate/copying.ts";
import type { ReplicaPlace } from "../../../src/jobs/replicate/place.ts";
import { stockOf } from "../../../src/jobs/stock.ts";
import { DirectoryStore } from "../../../src/stores/directory-store.ts";
import { Directory } from "../../../src/system/directory.ts";
import { InputFile } from "../../../src/system/file.ts";
import { realSystem, type System } from "../../../src/system/system.ts";
import { describeWith } from "../../bed/abilities.ts";
import { type ArchiveStore, openArchiveStore } from "../../bed/archive-store.ts";

const day = 24 * 3_600_000;
const noon = Date.UTC(2026, 0, 30, 12);
/** Those of the bed's that can be read from end to end. */
const script = { maker: "script" } as const;

/** A disk that fails wherever it is read. */
class BadSectors extends InputFile {
  override async readLater(): Promise<number> {
    throw fault("files.failed", { operation: "read", path: this.path, errno: "EIO", reason: "i/o error" });
  }
}

/** A directory one file of which lies on bad sectors behind its beginning and its end. */
class WornDirectory extends Directory {
  readonly #worn: string;

  constructor({ descriptor, path }: Directory, worn: string) {
    super(descriptor, path);
    this.#worn = worn;
  }

  override file(name: string): InputFile {
    if (name !== this.#worn) return super.file(name);
    const path = this.pathOf(name);
    return new BadSectors(openSync(path, "r"), path, statSync(path).size);
  }
}

describeWith("blocks")("what a further store gets", () => {
  let bed: ArchiveStore;
  beforeAll(async () => {
    bed = await openArchiveStore();
  }, 120_000);
  afterAll(async () => await bed?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    for (const path of [bed.store, join(bed.path, "further")]) {
      await rm(path, { recursive: true, force: true });
      await mkdir(path);
    }
  });

  /** Copies all that there is into an empty store; answers the names of the copies, and what failed. */
  async function copied(system: System = realSystem()): Promise<[string[], Fault["data"] | undefined]> {
    using store = new DirectoryStore(Directory.open(bed.store));
    using target = new DirectoryStore(Directory.open(join(bed.path, "further")));
    const settings = { SNAPSHOT_DIR: { kind: "directory", path: bed.store }, PROMETHEUS_DATA_DIR: bed.data };
    const context = { system, settings, signal: new AbortController().signal } as unknown as JobContext;
    const place = { store, stock: () => stockOf(store) } as unknown as ReplicaPlace;
    const events = { phase: () => {}, progress: () => {}, notice: () => {}, store: () => {} };
    const { copied: names, failure } = await copyAll(context, place, target, [], events);
    return [[...names], failure?.data];
  }

  test("is every snapshot, though a directory or a file without an ending has the name of one", async () => {
    const [first, second] = [await bed.add(noon - day, script), await bed.add(noon, script)];
    await mkdir(join(bed.store, first));
    await writeFile(join(bed.store, second), "");
    expect(await copied()).toEqual([[first, second], undefined]);
  });

  test("is what comes after an archive that the disk does not give any more", async () => {
    const [worn, next] = [await bed.add(noon - day, script), await bed.add(noon, script)];
    const openDirectory = (path: string) => new WornDirectory(Directory.open(path), `${worn}.tar.gz`);
    const [names, failure] = await copied({ ...realSystem(), openDirectory });
    expect(names).toEqual([next]);
    expect(failure).toMatchObject({ code: "files.failed", details: { errno: "EIO" } });
  });
});
