import type { ServiceObstacle } from "../../faults/services.ts";
import { interval } from "../format.ts";
import type { Sentence, ServiceFaultSentences } from "./sentences.ts";

/** Every fault of the service that a restore stops and starts, in English. */
export const serviceFaultsInEnglish: ServiceFaultSentences = {
  "service.noProgram": ({ service, program }) => [
    `SERVICE is ${service}, but there is no program ${program} (or not what its first line names)`,
    "Install it, make sure that PATH leads to it, or set SERVICE to what runs Prometheus here.",
  ],
  "service.notExecutable": ({ service, program, reason }) => [
    `SERVICE is ${service}, but ${program} cannot be run: ${reason}`,
    "It must be a program or a script that begins with #!, and this user must be allowed to run it.",
  ],
  "service.managerDown": ({ service, command, reason }) => [
    `${service}: nobody answers ${command}: ${reason}`,
    "Start the manager of that service, or set SERVICE to what runs Prometheus here.",
  ],
  "service.forbidden": ({ service, command, reason }) => [
    `${service}: this user may not run ${command}: ${reason}`,
    "Run promsnap as root, or as a user who may stop and start that service.",
  ],
  "service.missing": ({ service, manager }) => [`${service} does not exist`, `Check SERVICE. ${lookUp[manager]}`],
  "service.obstacle": ({ service, obstacle }) => obstacleSentence(service, obstacle),
  "service.noAnswer": ({ service, command, milliseconds }) => [
    `${service}: ${command} did not end within ${interval(milliseconds, "en")}`,
    "Its manager hangs: look at its log, and run that command by hand.",
  ],
  "service.unexpected": ({ service, command, text }) => [
    `${service}: the answer of ${command} is not understood: ${text === "" ? "it is empty" : text}`,
    "Run that command by hand. If its answer is sound, this is a bug in promsnap: please report it.",
  ],
  "service.askFailed": ({ service, command, code, reason }) => [
    `${service}: ${failed(command, code, reason)}`,
    "promsnap stops nothing whose state it does not know. Run that command by hand to see why it fails.",
  ],
  "service.stopFailed": ({ service, command, code, reason }) => [
    `${service} could not be stopped: ${failed(command, code, reason)}`,
    "Run that command by hand to see why it fails.",
  ],
  "service.stopTimedOut": ({ service, milliseconds, killed }) => [
    `${service} did not stop within ${interval(milliseconds, "en")}${killed ? " and was killed" : ""}`,
    killed
      ? "Raise STOP_TIMEOUT, or find out why it does not end when asked to: a shell that runs as a container's first process passes no signal on."
      : "It may still be stopping. Raise STOP_TIMEOUT, or find out why it does not end when asked to.",
  ],
  "service.revived": ({ service }) => [
    `${service} runs again right after it was stopped`,
    "Find out what starts it, and keep that from doing so for the time of the restore.",
  ],
  "service.startFailed": ({ service, command, code, reason }) => [
    `${service} could not be started: ${failed(command, code, reason)}`,
    "Remove the cause, then run that command by hand.",
  ],
  "service.endedAtOnce": ({ service, code }) => [
    `${service} was started and ended at once${code === undefined ? "" : ` with exit code ${code}`}`,
    "Look at its log.",
  ],
  "program.notFound": ({ program }) => [
    `there is no program ${program}`,
    "Install it, and make sure that PATH leads to it.",
  ],
  "program.notExecutable": ({ program, reason }) => [
    `${program} cannot be run: ${reason}`,
    "It must be a program that this user is allowed to run.",
  ],
  "program.timedOut": ({ command, milliseconds }) => [
    `${command} did not end within ${interval(milliseconds, "en")} and was killed`,
    "Run that command by hand to see why.",
  ],
};

function failed(command: string, code: number, reason: string): string {
  return `${command} ended with ${code}${reason === "" ? "" : `: ${reason}`}`;
}

const lookUp = {
  docker: "To see the containers: docker ps -a",
  podman: "Every user has their own containers. To see those of the user that promsnap runs as: podman ps -a",
  systemd: "To see the units: systemctl list-units --all --type=service",
} as const;

function obstacleSentence(service: string, obstacle: ServiceObstacle): Sentence {
  switch (obstacle.kind) {
    case "removed when stopped":
      return [
        `${service} is removed when it stops (--rm)`,
        "Nothing could start it again. Make the container without --rm, with its data in a named volume or a directory.",
      ];
    case "swarm":
      return [
        `${service} is a task of the swarm service ${obstacle.service}, which replaces it when it stops`,
        `Scale it to nothing, restore with SERVICE=none, and scale it up again: docker service scale ${obstacle.service}=0`,
      ];
    case "kubernetes":
      return [
        `${service} belongs to the Kubernetes pod ${obstacle.pod}, which starts it again when it stops`,
        "Scale its workload to nothing, restore with SERVICE=none, and scale it up again.",
      ];
    case "under a unit":
      return [
        `${service} is run by the systemd unit ${obstacle.unit}, which starts it again when it stops`,
        `Set SERVICE=systemd:${obstacle.unit}`,
      ];
    case "unmounted when stopped":
      return [
        `${service} keeps its data in the volume ${obstacle.volume}, which is mounted only while it runs`,
        "Mount what is behind that volume at a directory of this machine, and give that directory to the container instead.",
      ];
    case "unit not startable":
      return [
        `systemd could not start ${obstacle.unit} again: it is ${obstacle.load}`,
        `Look at it with: systemctl status ${obstacle.unit}`,
      ];
  }
}
