/**
 * What a restore stops and starts: one contract for every manager of services. docker.ts, podman.ts, systemd.ts,
 * exec.ts and none.ts fulfil it.
 */

/** `paused`: it holds its files open but answers nobody. `missing`: the manager does not know it. */
export type ServiceState = "running" | "stopped" | "paused" | "missing";

/** What would revive or destroy the service while its data are being exchanged. */
export type ServiceObstacle =
  /** Stopping it removes it (docker run --rm). */
  | { readonly kind: "removed when stopped" }
  /** A task of Docker's swarm: another one is started elsewhere. `service` is its name there. */
  | { readonly kind: "swarm"; readonly service: string }
  /** A container of a Kubernetes pod: the kubelet starts it anew. */
  | { readonly kind: "kubernetes"; readonly pod: string }
  /** A podman container that a systemd unit runs, which starts it anew; SERVICE=systemd:UNIT is the remedy. */
  | { readonly kind: "under a unit"; readonly unit: string };

/** What the manager tells of the service now. */
export interface ServiceFacts {
  readonly state: ServiceState;
  readonly obstacles: readonly ServiceObstacle[];
  /**
   * Paths on this host: one of them is Prometheus's data directory, or holds it, by the container's mounts or the
   * command line. Undefined where the manager cannot tell.
   */
  readonly dataPaths: readonly string[] | undefined;
  /** Its main process as this host numbers it; undefined when it does not run or the manager does not tell. */
  readonly process: number | undefined;
}

/** One service under its manager. Every call throws a fault `service.…`, or the signal's reason when that is aborted. */
export interface Service {
  /** As SERVICE names it: `docker:prometheus`. */
  readonly name: string;
  /** False for `none`: promsnap stops and starts nothing, the operator does. */
  readonly managed: boolean;
  /** Asks the manager. A service that it does not know is a state, a manager that does not answer is a fault. */
  facts(signal: AbortSignal): Promise<ServiceFacts>;
  /** Returns once the manager says that it is stopped; one that is stopped already is fine. */
  stop(signal: AbortSignal): Promise<void>;
  /** Returns once the manager says that it runs; whether it serves is Prometheus's to tell. */
  start(signal: AbortSignal): Promise<void>;
  /** Its last log lines, without controls; empty where the manager keeps none. It never throws. */
  log(lines: number): Promise<readonly string[]>;
  /** What an operator types to do the same, for messages. */
  readonly commands: { readonly stop: string; readonly start: string; readonly log: string };
}
