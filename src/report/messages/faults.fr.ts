import type { FaultSentences } from "./sentences.ts";

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
  "usage.unexpectedValue": ({ option, command }) => [`${option} ne prend pas de valeur`, `Voir : ${command} --help`],
  "usage.repeatedOption": ({ option, command }) => [`${option} est donnée deux fois`, `Voir : ${command} --help`],

  "tls.insecureUnsupported": () => [
    "TLS_INSECURE ne fonctionne pas sous Deno",
    "Lancez Deno avec --unsafely-ignore-certificate-errors=HÔTE ou, mieux, indiquez l’autorité du certificat dans TLS_CA_FILE.",
  ],

  "files.failed": ({ operation, path, errno, reason }) => [`échec de ${operation} sur ${path} : ${reason} (${errno})`],
  "files.full": ({ operation, path }) => [
    `plus de place : échec de ${operation} sur ${path}`,
    "Libérez de la place sur ce système de fichiers, ou déplacez SNAPSHOT_DIR vers un plus grand.",
  ],
  "files.notPlain": ({ path, found, wanted }) => [
    `${path} est de type « ${found} » là où « ${wanted} » était attendu`,
    "promsnap ne suit ici aucun lien et n’ouvre aucun périphérique. Supprimez-le si vous ne savez pas d’où il vient.",
  ],

  "signal.interrupted": () => ["interrompu (SIGINT)"],
  "signal.terminated": () => ["arrêté (SIGTERM)"],
  internal: ({ reason }) => [`erreur interne : ${reason}`, "C’est un défaut de promsnap. Merci de le signaler."],
};
