import type { DaemonFaultSentences, DaemonNoticeSentences } from "./sentences.ts";

/** Every fault of the daemon in English. */
export const daemonFaultsInEnglish: DaemonFaultSentences = {
  "daemon.second": ({ data, process, host, since }) => [
    process === undefined
      ? `another promsnap daemon looks after ${data}`
      : `another promsnap daemon looks after ${data}: process ${process} on ${host}, since ${since}`,
    "One is enough. To have this one instead, stop the other first.",
  ],
  "daemon.cannotListen": ({ address, reason }) => [
    `LISTEN is ${address}, where nothing can listen: ${reason}`,
    "Choose a port that nobody has and an address of this machine, or leave LISTEN out.",
  ],
};

/** Every notice of the daemon in English. */
export const daemonNoticesInEnglish: DaemonNoticeSentences = {
  "daemon.notRecorded": ({ path, reason }) => [
    `what is due cannot be written down in ${path}: ${reason}`,
    "Until it can, a daemon that is started anew does not know of this run.",
  ],
};
