import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { must, type Running, start } from "../bed/processes.ts";
import { serverFlags } from "../bed/prometheus.ts";

/**
 * Writes `service` in the directory `place`: a program for SERVICE=exec: that runs a real Prometheus on this port of the
 * loopback interface as a bare process, over `data` there. Beside it it keeps its PID, writes down what it was called
 * with, and finds lines of bash that make it misbehave. Prometheus is started for it by a process that is answered: what
 * strace has the kernel do to promsnap and its children would otherwise outlive strace in it.
 */
export async function writeService(place: string, port: number): Promise<Running> {
  const job = { job_name: "self", static_configs: [{ targets: [`127.0.0.1:${port}`] }] };
  const configuration = join(place, "prometheus.yml");
  await Bun.write(configuration, JSON.stringify({ global: { scrape_interval: "1s" }, scrape_configs: [job] }));
  const flags = [
    ...serverFlags("", {}).filter((flag) => !/path|retention/.test(flag)),
    `--config.file=${configuration}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  await Bun.write(join(place, "service"), serviceProgram(place));
  await chmod(join(place, "service"), 0o755);
  await must(["mkfifo", join(place, "wanted")]);
  return start(["bash", "-c", starter, "bash", ...flags], { directory: place });
}

/** Starts a Prometheus for every line that it is told: a data directory and a retention. */
const starter = `exec 3<> wanted
while read -r data retention <&3; do
  setsid prometheus "$@" --storage.tsdb.path="$data" --storage.tsdb.retention.time="$retention" \
    > output 2>&1 < /dev/null 3>&- &
  echo $! > pid
done`;

function serviceProgram(place: string): string {
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
  : > pid
  echo "$data $retention" > wanted
  until [[ -s pid ]]; do sleep 0.01; done
}
destroy() { if runs; then kill -KILL "$(pid)"; gone; fi; }
source ./behaviour
"$1"
`;
}
