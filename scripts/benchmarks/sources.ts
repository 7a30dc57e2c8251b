import { join } from "node:path";
import { blocksIn, cachedBlocks, multiplyBlocks } from "../../tests/bed/blocks.ts";
import { type Prometheus, startPrometheus } from "../../tests/bed/prometheus.ts";
import { baseBlocks } from "./figures.ts";

/** A Prometheus over realistic blocks of this size, with something in its head. */
export interface Source extends AsyncDisposable {
  readonly prometheus: Prometheus;
  readonly blocks: readonly string[];
  readonly bytes: number;
}

/** Starts one below `place`; it is stopped when disposed of. */
export async function startSource(place: string, size: number): Promise<Source> {
  process.stderr.write("making blocks (minutes, the first time)\n");
  const dataDirectory = join(place, "prometheus");
  const bytes = await multiplyBlocks(await cachedBlocks(baseBlocks), dataDirectory, size);
  const prometheus = await startPrometheus({ dataDirectory });
  await prometheus.scraped();
  const blocks = await blocksIn(dataDirectory);
  return { prometheus, blocks, bytes, [Symbol.asyncDispose]: async () => void (await prometheus.stop()) };
}

/** Takes a snapshot as the bash script does, $1 being Prometheus and $2 its data; its directory is then in $source. */
export const takeSource = `
set -euo pipefail
name=$(curl -sS -XPOST "$1/api/v1/admin/tsdb/snapshot" | jq -r .data.name)
source=$2/snapshots/$name
`;

/** The bash script's way to an archive in the directory $3. It leaves the snapshot where Prometheus made it. */
export const script = `${takeSource}
target=$3/snapshot-$(date +%d_%m_%Y-%H_%M_%S)
cp -r "$source" "$target"
tar -czf "$target.tar.gz" -C "$3" "\${target##*/}"
rm -rf "$target"
`;
