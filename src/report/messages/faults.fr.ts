import { size } from "../format.ts";
import { archiveProblems } from "./archive-problems.ts";
import { cleanFaultsInFrench } from "./clean-faults.fr.ts";
import { expectedInFrench, shellProblemsInFrench } from "./config.fr.ts";
import { copyFaultsInFrench } from "./copy-faults.fr.ts";
import { daemonFaultsInFrench } from "./daemon-faults.fr.ts";
import { sayDamage } from "./damage.ts";
import { fileAdvice } from "./file-advice.ts";
import { installFaultsInFrench } from "./install-faults.fr.ts";
import { mergeFaultsInFrench } from "./merge-faults.fr.ts";
import { prometheusFaultsInFrench } from "./prometheus-faults.fr.ts";
import { proofFaultsInFrench } from "./proof-faults.fr.ts";
import { pruneFaultsInFrench } from "./prune-faults.fr.ts";
import { replicaFaultsInFrench } from "./replica-faults.fr.ts";
import { restoreFaultsInFrench } from "./restore-faults.fr.ts";
import { s3FaultsInFrench } from "./s3-faults.fr.ts";
import type { FaultSentences } from "./sentences.ts";
import { serviceFaultsInFrench } from "./service-faults.fr.ts";
import { verifyFaultsInFrench } from "./verify-faults.fr.ts";

const secretProblems = {
  empty: "est vide",
  "not UTF-8": "n’est pas du texte UTF-8",
  "not a token": "contient une espace, une fin de ligne ou un caractère hors ASCII, ce qu’aucun jeton n’a",
} as const;

/** Every fault in French. A no-break space stands before : ; ? ! as French typography asks. */
export const faultsInFrench: FaultSentences = {
  "usage.unknownOption": ({ option, command, nearest }) => [
    `option inconnue ${option}`,
    nearest === undefined ? `Voir : ${command} --help` : `Vouliez-vous dire ${nearest} ? Voir : ${command} --help`,
  ],
  "usage.unknownCommand": ({ command, nearest }) => [
    `commande inconnue ${command}`,
    nearest === undefined ? "Voir : promsnap --help" : `Vouliez-vous dire ${nearest} ? Voir : promsnap --help`,
  ],
  "usage.extraArgument": ({ argument, command }) => [`argument inattendu ${argument}`, `Voir : ${command} --help`],
  "usage.missingArgument": ({ argument, command }) => [`argument manquant : ${argument}`, `Voir : ${command} --help`],
  "usage.missingValue": ({ option, command }) => [`${option} demande une valeur`, `Voir : ${command} --help`],
  "usage.emptyValue": ({ option, command }) => [`la valeur de ${option} est vide`, `Voir : ${command} --help`],
  "usage.invalidValue": ({ option, value, expected, command }) => [
    `${option} vaut ${value}`,
    `Valeur attendue : ${expectedInFrench(expected)}. Voir : ${command} --help`,
  ],
  "usage.unexpectedValue": ({ option, command }) => [`${option} ne prend pas de valeur`, `Voir : ${command} --help`],
  "usage.repeatedOption": ({ option, command }) => [`${option} est donnée deux fois`, `Voir : ${command} --help`],
  "usage.conflict": ({ first, second, command }) => [`${first} et ${second} s’excluent`, `Voir : ${command} --help`],
  "usage.needsOption": ({ option, needed, command }) => [
    `${option} n’a de sens qu’avec ${needed}`,
    `Voir : ${command} --help`,
  ],

  "config.notFound": ({ path }) => [
    `fichier de configuration non trouvé : ${path}`,
    "Écrivez-le, indiquez-en un autre avec --config FICHIER, ou définissez PROMSNAP_HOST, PROMSNAP_SNAPSHOT_DIR et PROMSNAP_PROMETHEUS_DATA_DIR.",
  ],
  "config.unreadable": ({ path, reason }) => [
    `lecture impossible du fichier de configuration ${path} : ${reason}`,
    "Lancez promsnap sous un utilisateur qui peut le lire, comme root.",
  ],
  "config.syntax": ({ path, line, column, problem, name }) => {
    const [found, next] = shellProblemsInFrench[problem];
    return [`${path}:${line}:${column} : ${found}${name === undefined ? "" : ` (${name})`}`, next];
  },
  "config.missingKey": ({ key, path }) => [
    `${key} n’est pas défini`,
    `Ajoutez une ligne ${key}=… dans ${path}, ou définissez PROMSNAP_${key}.`,
  ],
  "config.invalid": ({ key, value, origin, expected }) => [
    value === "" ? `la valeur de ${key} (${origin}) est vide` : `${key} (${origin}) vaut ${value}`,
    `Valeur attendue : ${expectedInFrench(expected)}.`,
  ],
  "config.twoSecrets": ({ first, second }) => [
    `${first} et ${second} sont définis tous les deux`,
    "Retirez l’un des deux.",
  ],
  "config.secretUnreadable": ({ key, path, reason }) => [
    `lecture impossible de ${path} pour ${key} : ${reason}`,
    "Ce doit être un fichier que promsnap peut lire et qui ne contient que le secret.",
  ],
  "config.secretInvalid": ({ key, origin, problem }) => [
    `le secret de ${key} (${origin}) ${secretProblems[problem]}`,
    "Le fichier ne doit contenir que le secret, en texte UTF-8 ; un saut de ligne à la fin ne compte pas.",
  ],

  ...prometheusFaultsInFrench,
  ...proofFaultsInFrench,

  ...serviceFaultsInFrench,
  ...restoreFaultsInFrench,
  ...mergeFaultsInFrench,
  ...verifyFaultsInFrench,
  ...pruneFaultsInFrench,
  ...cleanFaultsInFrench,
  ...copyFaultsInFrench,
  ...replicaFaultsInFrench,
  ...installFaultsInFrench,
  ...daemonFaultsInFrench,
  ...s3FaultsInFrench,

  "store.foreign": ({ store, data }) => [
    `${store} contient les snapshots d’un autre Prometheus que celui de ${data}`,
    "Vérifiez SNAPSHOT_DIR et PROMETHEUS_DATA_DIR. Si ce Prometheus doit le reprendre : promsnap run --adopt",
  ],
  "store.identityDamaged": ({ path }) => [
    `${path} ne contient pas d’identifiant`,
    "Si SNAPSHOT_DIR et PROMETHEUS_DATA_DIR sont justes, supprimez ce fichier : la prochaine exécution le réécrira.",
  ],

  "lock.held": ({ path, process, host, since }) => [
    process === undefined
      ? `un autre promsnap est à l’œuvre : il tient ${path}`
      : `un autre promsnap est à l’œuvre : le processus ${process} sur ${host} tient ${path} depuis ${since}`,
    "Attendez qu’il ait terminé, puis relancez.",
  ],
  "data.notFound": ({ path }) => [
    `PROMETHEUS_DATA_DIR n’existe pas : ${path}`,
    "Indiquez le répertoire où Prometheus garde ses données, tel que cette machine le voit. Pour Docker : docker volume inspect NOM, ligne Mountpoint.",
  ],
  "data.notPrometheus": ({ path, reported }) => [
    `PROMETHEUS_DATA_DIR ${path} n’est pas le répertoire de données d’un Prometheus : il n’a pas de wal`,
    `${reported === undefined ? "" : `Prometheus indique ${reported} comme répertoire de données. `}Dans un conteneur, ce chemin est à l’intérieur : indiquez le répertoire du volume sur cette machine (docker volume inspect NOM, ligne Mountpoint).`,
  ],
  "store.insideData": ({ store, data }) => [
    `SNAPSHOT_DIR ${store} et PROMETHEUS_DATA_DIR ${data} se trouvent l’un dans l’autre`,
    "Choisissez un SNAPSHOT_DIR ailleurs, au mieux sur un autre disque : une restauration remplace le contenu du répertoire de données.",
  ],
  "space.insufficient": ({ path, free, needed }) => [
    `pas de place pour un autre snapshot dans ${path} : ${size(free, "fr")} libres, au moins ${size(needed, "fr")} nécessaires`,
    "Supprimez-y d’anciennes archives, ou déplacez SNAPSHOT_DIR vers un disque plus grand. Aucun snapshot n’a été demandé à Prometheus.",
  ],
  "archive.notFound": ({ path }) => [
    `fichier de snapshot non trouvé : ${path}`,
    "Indiquez une archive par son chemin, ou un snapshot tel que promsnap list le montre.",
  ],
  "archive.longName": ({ path }) => [`l’archive ne peut pas contenir un chemin aussi long que ${path}`],
  "archive.readBack": ({ path }) => [
    `${path} ne se relit pas tel qu’il a été écrit`,
    "Le disque ou la mémoire de cette machine rend d’autres octets que ceux reçus. Consultez le journal du noyau et vérifiez les deux avant de vous fier à une archive.",
  ],
  "archive.corrupt": ({ path, offset, reason }) => [
    `${path} est endommagée à l’octet ${offset} : ${archiveProblems.fr[reason]}`,
    "Utilisez une autre archive ou une autre copie de celle-ci.",
  ],
  "source.changed": ({ path }) => [
    `${path} a changé ou disparu pendant la lecture`,
    "Les fichiers d’un snapshot ne changent jamais d’eux-mêmes : cherchez ce qui travaille d’autre dans ce répertoire, puis relancez.",
  ],
  "source.unexpected": ({ path, found }) => [
    `${path} n’a pas sa place dans un snapshot de Prometheus (${found})`,
    "Cherchez ce qui l’y a mis.",
  ],
  "source.undeletable": ({ path, reason }) => [
    `impossible de supprimer le snapshot source ${path} d’une exécution précédente : ${reason}`,
    "Chaque exécution en laisserait un de plus, jusqu’à remplir le disque de Prometheus : rien ne lui a été demandé. Lancez promsnap en tant que root ou que l’utilisateur de Prometheus.",
  ],
  "source.empty": ({ path }) => [
    `le snapshot ne contient aucun échantillon : ${path}`,
    "Prometheus n’avait rien à sauvegarder. S’il aurait dû, regardez son répertoire de données et son journal.",
  ],

  "files.failed": ({ operation, path, errno, reason }) => {
    const next = fileAdvice(errno, "fr");
    const happened = `échec de ${operation} sur ${path} : ${reason}`;
    return next === undefined ? [happened] : [happened, next];
  },
  "files.full": ({ operation, path }) => [
    `plus de place : échec de ${operation} sur ${path}`,
    "Libérez de la place sur ce système de fichiers, ou déplacez SNAPSHOT_DIR vers un plus grand.",
  ],
  "files.readOnly": ({ operation, path }) => [
    `système de fichiers en lecture seule : échec de ${operation} sur ${path}`,
    `Si l’unité systemd l’interdit, autorisez le répertoire : systemctl edit prometheus-snapshot.service, puis écrivez-y [Service] et ReadWritePaths=${path.slice(0, path.lastIndexOf("/"))}`,
  ],
  "files.notPlain": ({ path, found, wanted }) => [
    `${path} est de type « ${found} » là où « ${wanted} » était attendu`,
    "promsnap ne suit ici aucun lien et n’ouvre aucun périphérique. Supprimez-le si vous ne savez pas d’où il vient.",
  ],
  "files.foreignOwner": ({ path, owner }) => [
    `${path} appartient à l’utilisateur d’uid ${owner}`,
    "Seul root ou l’utilisateur qui lance promsnap peut en être propriétaire. Supprimez-le si vous ne savez pas d’où il vient.",
  ],

  "run.storedDamaged": ({ archive, count, ...first }) => [
    `enregistré, mais endommagé : ${archive} : ${sayDamage(first, "fr")}${count > 1 ? ` (et ${count - 1} de plus)` : ""}`,
    "Les fichiers de Prometheus lui-même sont endommagés ; l’archive les contient tels quels. Gardez un snapshot plus ancien où ce bloc est intact.",
  ],

  "signal.interrupted": () => ["interrompu (SIGINT)"],
  "signal.terminated": () => ["arrêté (SIGTERM)"],
  internal: ({ reason }) => [`erreur interne : ${reason}`, "C’est un défaut de promsnap. Merci de le signaler."],
};
