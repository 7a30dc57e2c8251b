import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readTrailer, trailerSize, trailerTailBytes, writeTrailer } from "../../src/archive/trailer.ts";
import { snapshotName } from "../../src/snapshots/name.ts";
import { smallArchives } from "../archive/small-archives.ts";
import type { Outcome } from "./processes.ts";
import { type PromsnapOptions, promsnap, writeConfiguration } from "./promsnap.ts";
import { namesIn } from "./scene.ts";
import { type Temporary, temporaryDirectory } from "./temporary.ts";

/** What is unusual about an archive of the store. */
export interface Unusual {
  /** How many of its files Prometheus had damaged (none). */
  readonly damaged?: number;
  /** What stands in the verdict beside it (no verdict). */
  readonly sound?: boolean;
  /** Whose it is (promsnap's). */
  readonly maker?: "promsnap" | "script";
  /** Another name than that of its date. */
  readonly name?: string;
}

/**
 * A store of many small archives of real blocks, as one Prometheus that is not running made them, and promsnap under a
 * configuration for it.
 */
export interface ArchiveStore extends AsyncDisposable {
  readonly path: string;
  readonly store: string;
  readonly data: string;
  readonly config: string;
  /** Adds a snapshot of this instant (milliseconds since 1970), with its checksum file, and answers its name. */
  add(instant: number, unusual?: Unusual): Promise<string>;
  /** The snapshots that have an archive, oldest name first. */
  snapshots(): Promise<string[]>;
  /** Everything in the store but promsnap's own files. */
  files(): Promise<string[]>;
  run(args: readonly string[], options?: PromsnapOptions): Promise<Outcome>;
  /** Writes the configuration anew, with these settings beside the usual ones. */
  configure(values: Readonly<Record<string, string>>): Promise<string>;
}

/** Makes an empty one. Its Prometheus has been stopped; its data directory is there. */
export async function openArchiveStore(): Promise<ArchiveStore> {
  const place: Temporary = await temporaryDirectory();
  const [store, data, scratch] = ["store", "data", "scratch"].map((name) => join(place.path, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [store, join(data, "wal"), scratch]) await mkdir(path, { recursive: true });
  const { own, script } = await smallArchives(scratch);
  const config = join(place.path, "promsnap.conf");
  const configure = (values: Readonly<Record<string, string>>) =>
    writeConfiguration(config, {
      HOST: "http://127.0.0.1:1",
      SNAPSHOT_DIR: store,
      PROMETHEUS_DATA_DIR: data,
      ...values,
    });
  await configure({});
  const files = async () => (await namesIn(store)).filter((name) => !name.startsWith(".promsnap"));
  return {
    ...{ path: place.path, store, data, config, files, configure },
    add: async (instant, { damaged = 0, sound, maker = "promsnap", name = snapshotName(instant) } = {}) => {
      const archive = join(store, `${name}.tar.gz`);
      const bytes = maker === "script" ? script : dated(own, instant, damaged);
      await writeFile(archive, bytes);
      const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
      if (maker === "promsnap") await writeFile(`${archive}.sha256`, `${sha256}  ${name}.tar.gz\n`);
      if (sound !== undefined) {
        const verdict = {
          format: 1,
          verified: new Date(instant).toISOString(),
          deep: false,
          sound,
          bytes: bytes.length,
        };
        await writeFile(`${archive}.verdict`, `${JSON.stringify(verdict)}\n`);
      }
      return name;
    },
    snapshots: async () =>
      (await files()).filter((name) => name.endsWith(".tar.gz")).map((name) => name.slice(0, -".tar.gz".length)),
    run: (args, options = {}) => promsnap(args, { config, environment: { TZ: "UTC" }, ...options }),
    [Symbol.asyncDispose]: () => place.remove(),
  };
}

/** The same archive as if it had been made then, with so many damaged files. */
function dated(archive: Uint8Array, taken: number, damaged: number): Uint8Array {
  const size = trailerSize(archive.subarray(-trailerTailBytes)) ?? 0;
  const trailer = readTrailer(archive.subarray(-size));
  if (trailer === undefined) throw new Error("an archive without a trailer");
  const one = { block: "", file: "index", offset: 0, problem: "checksum", section: "" } as const;
  const { unpacked, content } = trailer;
  const damage = Array.from({ length: damaged }, () => one);
  return Buffer.concat([archive.subarray(0, -size), writeTrailer({ taken, unpacked, content, damage })]);
}
