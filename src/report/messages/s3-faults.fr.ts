import type { ConnectionFailure } from "../../faults/prometheus.ts";
import { briefDuration, localTime } from "../format.ts";
import type { S3FaultSentences } from "./sentences.ts";

const connections: { readonly [F in ConnectionFailure]: readonly [happened: string, next: string] } = {
  dns: ["son nom est inconnu", "Vérifiez S3_ENDPOINT ou S3_REGION, et les serveurs de noms de cette machine."],
  refused: ["rien n’y écoute : connexion refusée", "Vérifiez que le serveur tourne, et S3_ENDPOINT."],
  unreachable: ["il est injoignable", "Vérifiez S3_ENDPOINT, le réseau et le pare-feu."],
  reset: [
    "il a fermé la connexion avant la fin de sa réponse",
    "Consultez le journal du serveur. Celui qui veut https ferme les connexions http : S3_ENDPOINT doit alors commencer par https://.",
  ],
  broken: ["il n’a pas donné de réponse utilisable", "Vérifiez que S3_ENDPOINT mène à un serveur S3."],
  tlsAuthority: [
    "son certificat n’est signé par aucune autorité de confiance",
    "Désignez dans S3_CA_FILE le fichier qui contient le certificat de l’autorité.",
  ],
  tlsDate: [
    "son certificat n’est pas valable en ce moment",
    "Renouvelez-le sur le serveur, ou mettez l’horloge de cette machine à l’heure.",
  ],
  tlsHostName: [
    "son certificat n’est pas pour ce nom",
    "Écrivez dans S3_ENDPOINT un nom que porte le certificat. Si le nom du bucket en fait partie, mettez S3_PATH_STYLE=yes.",
  ],
  tlsHandshake: [
    "aucune connexion TLS ne s’est établie",
    "Vérifiez S3_ENDPOINT : un serveur qui parle http simple demande http://.",
  ],
};

/** Every fault of an S3 server in French. */
export const s3FaultsInFrench: S3FaultSentences = {
  "s3.connection": ({ url, host, problem, reason }) => [
    `${url} : pas de connexion à ${host} : ${connections[problem][0]} (${reason})`,
    connections[problem][1],
  ],
  "s3.timeout": ({ url, operation, milliseconds }) => [
    `${url} : pas de réponse à ${operation} en ${briefDuration(milliseconds, "fr")}`,
    "Vérifiez le réseau et le serveur. S’il lui faut seulement plus de temps, augmentez REQUEST_TIMEOUT.",
  ],
  "s3.busy": ({ url, operation, status, code }) => [
    `${url} : le serveur est surchargé ou en panne : il a toujours répondu ${status} (${code}) à ${operation}`,
    "Regardez l’état du serveur, et réessayez plus tard.",
  ],
  "s3.noCredentials": ({ url }) => [
    `${url} : il n’y a pas de clés pour signer les requêtes`,
    "Renseignez S3_ACCESS_KEY_ID et S3_SECRET_ACCESS_KEY_FILE. Sans elles, promsnap cherche où cherchent les outils d’Amazon : environnement, ~/.aws, rôle de la machine.",
  ],
  "s3.wrongKeys": ({ url, keyId, problem }) => [
    `${url} : ${problem === "unknown id" ? "le serveur ne connaît pas la clé d’accès" : problem === "expired" ? "les clés ont expiré" : "la clé secrète ne va pas avec la clé d’accès"}${keyId === undefined ? "" : ` ${keyId}`}`,
    problem === "expired" ? "Obtenez-en de nouvelles." : "Vérifiez S3_ACCESS_KEY_ID et S3_SECRET_ACCESS_KEY.",
  ],
  "s3.denied": ({ url, operation }) => [
    `${url} : le serveur interdit ${operation} avec ces clés`,
    "Autorisez-le dans la politique de l’utilisateur ou du bucket : docs/s3.md dit ce qu’il faut à promsnap.",
  ],
  "s3.noBucket": ({ url, bucket }) => [
    `${url} : il n’y a pas de bucket ${bucket}`,
    "Vérifiez son nom, S3_ENDPOINT et le compte des clés. promsnap ne crée pas de bucket.",
  ],
  "s3.wrongRegion": ({ url, region, expected }) => [
    region === undefined
      ? `${url} : la région du bucket n’est pas connue`
      : `${url} : le bucket n’est pas dans la région ${region}`,
    expected === undefined ? "Mettez dans S3_REGION la région du bucket." : `Mettez S3_REGION=${expected}.`,
  ],
  "s3.clock": ({ url, here, server }) => [
    `${url} : l’horloge de cette machine est trop loin de celle du serveur : il est ici ${localTime(here)}${server === undefined ? "" : `, là-bas ${localTime(server)}`}`,
    "Mettez l’horloge à l’heure, par exemple avec systemd-timesyncd ou chrony.",
  ],
  "s3.redirected": ({ url, status }) => [
    `${url} : le serveur a répondu ${status}, une redirection`,
    "promsnap n’en suit aucune, pour que rien de signé n’aille ailleurs. Vérifiez S3_ENDPOINT, S3_REGION et S3_PATH_STYLE.",
  ],
  "s3.full": ({ url, code }) => [
    `${url} : le serveur n’a plus de place (${code})`,
    "Augmentez le quota du bucket ou de son utilisateur, ou supprimez-y d’anciens snapshots.",
  ],
  "s3.taken": ({ url }) => [
    `${url} existe déjà, et rien n’est écrasé`,
    "Autre chose écrit sous ce préfixe : il faut à chaque Prometheus un préfixe à lui.",
  ],
  "s3.absent": ({ url }) => [`${url} n’existe pas`, "Regardez dans le bucket ce qui existe."],
  "s3.changed": ({ url }) => [
    `${url} a été supprimé ou réécrit pendant sa lecture`,
    "Autre chose travaille sous ce préfixe. Réessayez.",
  ],
  "s3.uncertain": ({ url }) => [
    `${url} : le serveur n’a pas dit s’il a stocké l’archive`,
    "Si elle y est, elle est entière. Recommencez : ce qui est là est comparé, tout autre reste est effacé.",
  ],
  "s3.notStored": ({ url }) => [
    `${url} : le serveur a dit avoir stocké l’archive, et ne l’a pas`,
    "Consultez le journal du serveur : la faute est la sienne.",
  ],
  "s3.tooManyParts": ({ url, parts }) => [
    `${url} : l’archive a dépassé les ${parts} parties que S3 accepte`,
    "Réessayez : les fichiers du snapshot ont changé pendant leur lecture.",
  ],
  "s3.uploadGone": ({ url }) => [
    `${url} : quelqu’un d’autre a mis fin à l’envoi`,
    "Vérifiez les règles de cycle de vie du bucket : celle qui met fin aux envois doit leur laisser au moins un jour.",
  ],
  "s3.unexpected": ({ url, operation, what }) => [
    `${url} : la réponse à ${operation} n’est pas de S3 : ${what} manque ou est faux`,
    "Vérifiez que S3_ENDPOINT mène à un serveur S3, et qu’aucun proxy ne modifie ses réponses.",
  ],
  "s3.refused": ({ url, operation, status, code, message }) => [
    `${url} : le serveur a refusé ${operation} : ${status} ${code}${message === "" || message === "UnknownError" ? "" : ` : ${message}`}`,
    "Comparez les réglages S3_ à ce que ce serveur sait faire.",
  ],
};
