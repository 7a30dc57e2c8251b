import { existsSync } from "node:fs";
import { join } from "node:path";
import { guide } from "./docker.ts";
import { projectRoot } from "./promsnap.ts";

/** The bash script that promsnap replaces, as something to run: `bash -c TEXT NAME [restore FILE]`. */
export interface Script {
  readonly name: string;
  text(): Promise<string>;
}

/** The commands of the guide's script in its order, without its checks and its retry loop. */
const commands = `
source ${guide.configuration}
mkdir -p "$SNAPSHOT_DIR"

say() {
  echo "$(date +'%F %T') - $1" >> "$LOG_FILE"
  echo "$1"
}

take() {
  local name target
  name=$(curl -s -u "$USERNAME:$PASSWORD" -XPOST "$HOST/api/v1/admin/tsdb/snapshot" | jq -r .data.name)
  target=$SNAPSHOT_DIR/snapshot-$(date +%d_%m_%Y-%H_%M_%S)
  cp -r "$PROMETHEUS_DATA_DIR/snapshots/$name" "$target"
  tar -czf "$target.tar.gz" -C "$SNAPSHOT_DIR" "\${target##*/}"
  rm -rf "$target"
  say "Snapshot réussi: $target.tar.gz"
}

restore() {
  local extracted=$SNAPSHOT_DIR/\${1%.tar.gz}
  docker stop ${guide.container}
  rm -rf "$PROMETHEUS_DATA_DIR"/*
  tar -xzf "$SNAPSHOT_DIR/$1" -C "$SNAPSHOT_DIR"
  cp -r "$extracted"/* "$PROMETHEUS_DATA_DIR/"
  rm -rf "$extracted"
  chown -R 65534:65534 "$PROMETHEUS_DATA_DIR"
  docker start ${guide.container}
  say "Snapshot restauré: $1"
}

if [ "$1" = restore ]; then restore "$2"; else take; fi
`;

const original = join(projectRoot, "../shared/reference/prometheus_snapshot.sh");

/** The script's commands, which every clone has, and the script itself where it lies beside the clone. */
export const scripts: readonly Script[] = [
  { name: "the script's commands", text: async () => commands },
  ...(existsSync(original) ? [{ name: "the script itself", text: () => Bun.file(original).text() }] : []),
];
