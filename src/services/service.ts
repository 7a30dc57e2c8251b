/**
 * What a restore stops and starts: one contract for every manager of services. docker.ts, podman.ts, systemd.ts,
 * exec.ts and none.ts fulfil it.
 */
import type { ServiceObstacle } from "../faults/services.ts";

/**
 * `running` includes one that is being started again and again. `paused`: it holds its files open but answers nobody.
 * `missing`: the manager does not know it. `unknown`: there is no manager to ask.
 */
export type ServiceState = "running" | "stopped" | "paused" | "missing" | "unknown";

/** What the manager tells of the service now. */
export interface ServiceFacts {
  readonly state: ServiceState;
  readonly obstacles: readonly ServiceObstacle[];
  /**
   * Paths on this host, links not resolved: one of them is Prometheus's data directory, or holds it, by the container's
   * mounts and the command line. Empty where its data lie in no directory of this host that outlives it; undefined
   * where the manager cannot tell.
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
  /**
   * Returns once the manager says that it is stopped; one that is stopped already is fine, a paused one goes on first.
   * Throws `service.stopTimedOut` after STOP_TIMEOUT, whether or not it has been killed since. Its manager goes on
   * stopping it after a stop that was interrupted or not answered: stop again before any start.
   */
  stop(signal: AbortSignal): Promise<void>;
  /**
   * Returns once the manager says that it runs, which it may do already; whether it serves is Prometheus's to tell. A
   * paused one goes on.
   */
  start(signal: AbortSignal): Promise<void>;
  /** Its last log lines, without controls; empty where the manager keeps none. It never throws. */
  log(lines: number): Promise<readonly string[]>;
  /** What an operator types into a shell to do the same, for messages; empty where there is no command. */
  readonly commands: { readonly stop: string; readonly start: string; readonly log: string };
}
