import type { ServiceObstacle } from "../../faults/services.ts";
import { interval } from "../format.ts";
import type { Sentence, ServiceFaultSentences } from "./sentences.ts";

/** Every fault of the service that a restore stops and starts, in French. */
export const serviceFaultsInFrench: ServiceFaultSentences = {
  "service.noProgram": ({ service, program }) => [
    `SERVICE vaut ${service}, mais le programme ${program} n’existe pas (ou ce que nomme sa première ligne)`,
    "Installez-le, vérifiez que PATH y mène, ou indiquez dans SERVICE ce qui fait tourner Prometheus ici.",
  ],
  "service.notExecutable": ({ service, program, reason }) => [
    `SERVICE vaut ${service}, mais ${program} ne peut pas être exécuté : ${reason}`,
    "Ce doit être un programme, ou un script qui commence par #!, que cet utilisateur a le droit d’exécuter.",
  ],
  "service.managerDown": ({ service, command, reason }) => [
    `${service} : personne ne répond à ${command} : ${reason}`,
    "Démarrez le gestionnaire de ce service, ou indiquez dans SERVICE ce qui fait tourner Prometheus ici.",
  ],
  "service.forbidden": ({ service, command, reason }) => [
    `${service} : cet utilisateur n’a pas le droit d’exécuter ${command} : ${reason}`,
    "Lancez promsnap en tant que root, ou qu’un utilisateur qui peut arrêter et démarrer ce service.",
  ],
  "service.missing": ({ service, manager }) => [`${service} n’existe pas`, `Vérifiez SERVICE. ${lookUp[manager]}`],
  "service.obstacle": ({ service, obstacle }) => obstacleSentence(service, obstacle),
  "service.noAnswer": ({ service, command, milliseconds }) => [
    `${service} : ${command} ne s’est pas terminé en ${interval(milliseconds, "fr")}`,
    "Son gestionnaire est bloqué : consultez son journal, et lancez cette commande à la main.",
  ],
  "service.unexpected": ({ service, command, text }) => [
    `${service} : la réponse de ${command} est incompréhensible : ${text === "" ? "elle est vide" : text}`,
    "Lancez cette commande à la main. Si sa réponse est saine, c’est un défaut de promsnap : merci de le signaler.",
  ],
  "service.askFailed": ({ service, command, code, reason }) => [
    `${service} : ${failed(command, code, reason)}`,
    "promsnap n’arrête rien dont il ne connaît pas l’état. Lancez cette commande à la main pour voir pourquoi elle échoue.",
  ],
  "service.stopFailed": ({ service, command, code, reason }) => [
    `${service} n’a pas pu être arrêté : ${failed(command, code, reason)}`,
    "Lancez cette commande à la main pour voir pourquoi elle échoue.",
  ],
  "service.stopTimedOut": ({ service, milliseconds, killed }) => [
    `${service} ne s’est pas arrêté en ${interval(milliseconds, "fr")}${killed ? " et a été tué" : ""}`,
    killed
      ? "Augmentez STOP_TIMEOUT, ou cherchez pourquoi il ne se termine pas quand on le lui demande : un shell qui est le premier processus d’un conteneur ne transmet aucun signal."
      : "Il est peut-être encore en train de s’arrêter. Augmentez STOP_TIMEOUT, ou cherchez pourquoi il ne se termine pas quand on le lui demande.",
  ],
  "service.revived": ({ service }) => [
    `${service} tourne de nouveau juste après avoir été arrêté`,
    "Cherchez ce qui le démarre, et empêchez-le le temps de la restauration.",
  ],
  "service.startFailed": ({ service, command, code, reason }) => [
    `${service} n’a pas pu être démarré : ${failed(command, code, reason)}`,
    "Supprimez-en la cause, puis lancez cette commande à la main.",
  ],
  "service.endedAtOnce": ({ service, code }) => [
    `${service} a été démarré et s’est terminé aussitôt${code === undefined ? "" : ` avec le code de sortie ${code}`}`,
    "Consultez son journal.",
  ],
  "program.notFound": ({ program }) => [
    `le programme ${program} n’existe pas`,
    "Installez-le, et vérifiez que PATH y mène.",
  ],
  "program.notExecutable": ({ program, reason }) => [
    `${program} ne peut pas être exécuté : ${reason}`,
    "Ce doit être un programme que cet utilisateur a le droit d’exécuter.",
  ],
  "program.timedOut": ({ command, milliseconds }) => [
    `${command} ne s’est pas terminé en ${interval(milliseconds, "fr")} et a été tué`,
    "Lancez cette commande à la main pour voir pourquoi.",
  ],
};

function failed(command: string, code: number, reason: string): string {
  return `${command} s’est terminé avec le code ${code}${reason === "" ? "" : ` : ${reason}`}`;
}

const lookUp = {
  docker: "Pour voir les conteneurs : docker ps -a",
  podman:
    "Chaque utilisateur a ses propres conteneurs. Pour voir ceux de l’utilisateur qui lance promsnap : podman ps -a",
  systemd: "Pour voir les unités : systemctl list-units --all --type=service",
} as const;

function obstacleSentence(service: string, obstacle: ServiceObstacle): Sentence {
  switch (obstacle.kind) {
    case "removed when stopped":
      return [
        `${service} est supprimé quand il s’arrête (--rm)`,
        "Rien ne pourrait le redémarrer. Créez le conteneur sans --rm, avec ses données dans un volume nommé ou un répertoire.",
      ];
    case "swarm":
      return [
        `${service} est une tâche du service swarm ${obstacle.service}, qui la remplace quand elle s’arrête`,
        `Réduisez-le à zéro, restaurez avec SERVICE=none, puis rétablissez-le : docker service scale ${obstacle.service}=0`,
      ];
    case "kubernetes":
      return [
        `${service} appartient au pod Kubernetes ${obstacle.pod}, qui le redémarre quand il s’arrête`,
        "Réduisez sa charge de travail à zéro, restaurez avec SERVICE=none, puis rétablissez-la.",
      ];
    case "under a unit":
      return [
        `${service} est lancé par l’unité systemd ${obstacle.unit}, qui le redémarre quand il s’arrête`,
        `Définissez SERVICE=systemd:${obstacle.unit}`,
      ];
    case "unmounted when stopped":
      return [
        `${service} garde ses données dans le volume ${obstacle.volume}, qui n’est monté que pendant qu’il tourne`,
        "Montez ce que contient ce volume dans un répertoire de cette machine, et donnez ce répertoire au conteneur à la place.",
      ];
    case "unit not startable":
      return [
        `systemd ne pourrait pas redémarrer ${obstacle.unit} : ${obstacle.load}`,
        `Examinez-la avec : systemctl status ${obstacle.unit}`,
      ];
  }
}
