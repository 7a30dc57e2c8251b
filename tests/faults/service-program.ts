/**
 * A program for SERVICE=exec: that runs a real Prometheus as a bare process, over `data` below `place`. There it keeps
 * its PID, writes down what it was called with, and finds lines of bash that make it misbehave.
 */
export function serviceProgram(place: string, flags: readonly string[]): string {
  return `#!/usr/bin/bash
cd '${place}' || exit 9
echo "$1" >> calls
data=$PWD/data retention=100y
pid() { cat pid 2> /dev/null; }
# One that has ended and that nobody has waited for is a zombie.
runs() { [[ -n $(pid) && -r /proc/$(pid)/stat && $(< "/proc/$(pid)/stat") != *") Z "* ]]; }
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
