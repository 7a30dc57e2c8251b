import type { Sample } from "./metrics.ts";

/** What only a daemon knows. `nextRun` is in milliseconds since 1970. */
export interface DaemonFigures {
  readonly running: boolean;
  readonly nextRun: number;
  readonly configurationValid: boolean;
}

/** What /metrics has beyond METRICS_FILE. */
export function daemonSamples({ running, nextRun, configurationValid }: DaemonFigures): readonly Sample[] {
  return [
    {
      name: "promsnap_daemon_running",
      help: "1 while an attempt at a snapshot is going on.",
      value: Number(running),
    },
    {
      name: "promsnap_daemon_next_run_timestamp_seconds",
      help: "When the next attempt at a snapshot is due, by the schedule or after a failure.",
      value: nextRun / 1000,
    },
    {
      name: "promsnap_daemon_config_valid",
      help: "1 while the configuration can be used; 0 while the daemon goes on with the last one that could.",
      value: Number(configurationValid),
    },
  ];
}
