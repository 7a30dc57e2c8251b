import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** What would revive, destroy or lose the service while its data are being exchanged. */
export type ServiceObstacle =
  /** Stopping it removes it (docker run --rm). */
  | { readonly kind: "removed when stopped" }
  /** A task of Docker's swarm: another one is started elsewhere. `service` is its name there. */
  | { readonly kind: "swarm"; readonly service: string }
  /** A container of a Kubernetes pod: the kubelet starts it anew. */
  | { readonly kind: "kubernetes"; readonly pod: string }
  /** A podman container that a systemd unit runs, which starts it anew; SERVICE=systemd:UNIT is the remedy. */
  | { readonly kind: "under a unit"; readonly unit: string }
  /** Its data lie in a volume that is mounted only while it runs: there is nothing to exchange once it is stopped. */
  | { readonly kind: "unmounted when stopped"; readonly volume: string }
  /** systemd would not start it again; `load` is its LoadState. */
  | {
      readonly kind: "unit not startable";
      readonly unit: string;
      readonly load: "masked" | "bad-setting" | "error" | "not-found";
    };

/**
 * The manager of services and the service. `service` is as SERVICE names it, `command` as an operator would type it,
 * `reason` what the manager itself said, without controls.
 */
export interface ServiceFaults {
  /** The program that SERVICE needs is not there. */
  "service.noProgram": { service: string; program: string };
  "service.notExecutable": { service: string; program: string; reason: string };
  /** Nobody answers behind the manager's command. */
  "service.managerDown": { service: string; command: string; reason: string };
  /** This user may not speak to the manager. */
  "service.forbidden": { service: string; command: string; reason: string };
  /** The manager does not know the service. */
  "service.missing": { service: string; manager: "docker" | "podman" | "systemd" };
  "service.obstacle": { service: string; obstacle: ServiceObstacle };
  /** The command did not end; it was killed. */
  "service.noAnswer": { service: string; command: string; milliseconds: number };
  /** The manager's answer is none that promsnap understands. */
  "service.unexpected": { service: string; command: string; text: string };
  /** The manager could not be asked for another reason. */
  "service.askFailed": { service: string; command: string; code: number; reason: string };
  "service.stopFailed": { service: string; command: string; code: number; reason: string };
  /** It did not stop within STOP_TIMEOUT; `killed` when its manager has ended it by SIGKILL since. */
  "service.stopTimedOut": { service: string; milliseconds: number; killed: boolean };
  /** The manager stopped it and yet it runs: something else has started it. */
  "service.revived": { service: string };
  "service.startFailed": { service: string; command: string; code: number; reason: string };
  /** The manager started it, and it ended at once; the exit code where the manager tells it. */
  "service.endedAtOnce": { service: string; code?: number };
}

export const serviceExits: { readonly [C in keyof ServiceFaults]: ExitCode } = {
  "service.noProgram": exitCodes.configuration,
  "service.notExecutable": exitCodes.configuration,
  "service.managerDown": exitCodes.failed,
  "service.forbidden": exitCodes.configuration,
  "service.missing": exitCodes.configuration,
  "service.obstacle": exitCodes.configuration,
  "service.noAnswer": exitCodes.failed,
  "service.unexpected": exitCodes.failed,
  "service.askFailed": exitCodes.failed,
  "service.stopFailed": exitCodes.failed,
  "service.stopTimedOut": exitCodes.failed,
  "service.revived": exitCodes.failed,
  "service.startFailed": exitCodes.failed,
  "service.endedAtOnce": exitCodes.failed,
};
