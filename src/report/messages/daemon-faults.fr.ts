import type { DaemonFaultSentences, DaemonNoticeSentences } from "./sentences.ts";

/** Every fault of the daemon in French. */
export const daemonFaultsInFrench: DaemonFaultSentences = {
  "daemon.second": ({ data, process, host, since }) => [
    process === undefined
      ? `un autre promsnap daemon s’occupe de ${data}`
      : `un autre promsnap daemon s’occupe de ${data} : le processus ${process} sur ${host}, depuis ${since}`,
    "Un seul suffit. Pour avoir celui-ci à sa place, arrêtez d’abord l’autre.",
  ],
  "daemon.cannotListen": ({ address, reason }) => [
    `LISTEN vaut ${address}, où rien ne peut écouter : ${reason}`,
    "Choisissez un port libre et une adresse de cette machine, ou retirez LISTEN.",
  ],
};

/** Every notice of the daemon in French. */
export const daemonNoticesInFrench: DaemonNoticeSentences = {
  "daemon.notRecorded": ({ path, reason }) => [
    `ce qui est à faire ne peut être noté dans ${path} : ${reason}`,
    "D’ici là, un daemon redémarré ne saura rien de cette exécution.",
  ],
};
