import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { serverFlags } from "../bed/prometheus.ts";

/**
 * Writes `service` in the directory `place`: a program for SERVICE=exec: that runs a real Prometheus on this port of the
 * loopback interface as a bare process, over `data` there. Beside it it keeps its PID, writes down what it was called
 * with, and finds lines of bash that make it misbehave.
 */
export async function writeService(place: string, port: number): Promise<void> {
  const job = { job_name: "self", static_configs: [{ targets: [`127.0.0.1:${port}`] }] };
  const configuration = join(place, "prometheus.yml");
  await Bun.write(configuration, JSON.stringify({ global: { scrape_interval: "1s" }, scrape_configs: [job] }));
  const flags = [
    ...serverFlags("", {}).filter((flag) => !/path|retention/.test(flag)),
    `--config.file=${configuration}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  await Bun.write(join(place, "service"), serviceProgram(place, flags));
  await chmod(join(place, "service"), 0o755);
}

function serviceProgram(place: string, flags: readonly string[]): string {
  return `#!/usr/bin/bash
cd '${place}' || exit 9
echo "$1" >> calls
data=$PWD/data retention=100y
pid() { cat pid 2> /dev/null; }
# Its number may be another process's by now; one that has ended and that nobody has waited for is nowhere.
runs() { [[ -n $(pid) && /proc/$(pid)/cwd -ef . ]]; }
gone() { while runs; do sleep 0.01; done; }
status() { runs || exit 3; }
stop() { if runs; then kill -TERM "$(pid)"; gone; fi; }
start() { begin; }
begin() {
  runs && return
  setsid prometheus ${flags.map((flag) => `'${flag}'`).join(" ")} \
    --storage.tsdb.path="$data" --storage.tsdb.retention.time="$retention" > output 2>&1 < /dev/null &
  echo $! > pid
}
destroy() { if runs; then kill -KILL "$(pid)"; gone; fi; }
source ./behaviour
"$1"
`;
}
