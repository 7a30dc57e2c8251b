import type { TlsFileProblem } from "../../errors.ts";
import { interval, size } from "../format.ts";
import { archiveProblems } from "./archive-problems.ts";
import { expectedInFrench, shellProblemsInFrench } from "./config.fr.ts";
import { sayDamage } from "./damage.ts";
import { fileAdvice } from "./file-advice.ts";
import type { FaultSentences } from "./sentences.ts";

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
  "usage.unexpectedValue": ({ option, command }) => [`${option} ne prend pas de valeur`, `Voir : ${command} --help`],
  "usage.repeatedOption": ({ option, command }) => [`${option} est donnée deux fois`, `Voir : ${command} --help`],
  "usage.conflict": ({ first, second, command }) => [`${first} et ${second} s’excluent`, `Voir : ${command} --help`],

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

  "tls.insecureUnsupported": () => [
    "TLS_INSECURE ne fonctionne pas sous Deno",
    "Lancez Deno avec --unsafely-ignore-certificate-errors=HÔTE ou, mieux, indiquez l’autorité du certificat dans TLS_CA_FILE.",
  ],
  "tls.file": ({ key, path, problem }) => [
    `${key} : ${path} : ${tlsProblems[problem].happened}`,
    tlsProblems[problem].next,
  ],
  "tls.unreadable": ({ key, path, reason }) => [
    `lecture impossible de ${path} pour ${key} : ${reason}`,
    "Ce doit être un fichier que promsnap peut lire.",
  ],

  "prometheus.dns": ({ url, host }) => [
    `le nom ${host} est inconnu (${url})`,
    "Vérifiez le nom dans HOST et les serveurs de noms de cette machine.",
  ],
  "prometheus.refused": ({ url }) => [
    `rien n’écoute à l’adresse ${url} : connexion refusée`,
    "Vérifiez que Prometheus tourne, ainsi que l’hôte et le port dans HOST.",
  ],
  "prometheus.unreachable": ({ url, reason }) => [
    `${url} est injoignable : ${reason}`,
    "Vérifiez l’hôte dans HOST, le réseau et le pare-feu.",
  ],
  "prometheus.reset": ({ url }) => [
    `la connexion à ${url} a été fermée avant toute réponse`,
    "Vérifiez que Prometheus tourne encore et consultez son journal. Un serveur qui attend https ferme les connexions http : HOST doit alors commencer par https://.",
  ],
  "prometheus.broken": ({ url, reason }) => [
    `aucune réponse exploitable de ${url} : ${reason}`,
    "Vérifiez que HOST mène à Prometheus et non à un autre service.",
  ],
  "prometheus.timeout": ({ url, key, milliseconds }) => [
    `pas de réponse de ${url} en ${interval(milliseconds, "fr")}`,
    `Consultez le journal de Prometheus. S’il lui faut seulement plus de temps, augmentez ${key}.`,
  ],
  "prometheus.tlsAuthority": ({ url, reason }) => [
    `le certificat de ${url} n’est signé par aucune autorité de confiance : ${reason}`,
    "Indiquez dans TLS_CA_FILE le fichier du certificat de l’autorité.",
  ],
  "prometheus.tlsDate": ({ url, reason }) => [
    `le certificat de ${url} n’est pas valide à cette date : ${reason}`,
    "Renouvelez-le sur le serveur, ou mettez l’horloge de cette machine à l’heure.",
  ],
  "prometheus.tlsHostName": ({ url, host }) => [
    `le certificat de ${url} n’est pas établi pour ${host}`,
    "Écrivez dans HOST un nom que porte le certificat.",
  ],
  "prometheus.tlsHandshake": ({ url, reason }) => [
    `pas de connexion TLS à ${url} : ${reason}`,
    "Si le serveur demande un certificat client, définissez TLS_CERT_FILE et TLS_KEY_FILE.",
  ],
  "prometheus.tlsUnexpected": ({ url }) => [
    `HOST indique https, mais le serveur à l’adresse ${url} parle http`,
    "Écrivez http:// dans HOST, ou activez TLS dans le --web.config.file de Prometheus.",
  ],
  "prometheus.tlsNeeded": ({ url }) => [
    `HOST indique http, mais le serveur à l’adresse ${url} ne parle que https`,
    "Écrivez https:// dans HOST.",
  ],
  "prometheus.unauthorized": ({ url, sent }) => [
    `${url} a répondu 401 : ${sent === "none" ? "il demande une authentification et aucune n’est définie" : sent === "basic" ? "il n’accepte pas ce nom d’utilisateur et ce mot de passe" : "il n’accepte pas ce jeton"}`,
    sent === "none"
      ? "Définissez USERNAME et PASSWORD, PASSWORD_FILE ou BEARER_TOKEN_FILE."
      : sent === "basic"
        ? "Vérifiez USERNAME et PASSWORD."
        : "Vérifiez BEARER_TOKEN_FILE.",
  ],
  "prometheus.forbidden": ({ url }) => [
    `${url} a répondu 403 : l’accès est interdit`,
    "Autorisez cet utilisateur ou cette adresse à utiliser l’API d’administration, dans le mandataire placé devant Prometheus.",
  ],
  "prometheus.notFound": ({ url }) => [
    `${url} a répondu 404 : cette adresse n’existe pas`,
    "HOST doit comprendre le chemin de --web.external-url ou de --web.route-prefix de Prometheus, et rien de plus.",
  ],
  "prometheus.methodRefused": ({ url, method }) => [
    `${url} a répondu 405 : la méthode ${method} n’y est pas admise`,
    "Vérifiez que HOST mène à Prometheus et que le mandataire placé devant laisse passer cette méthode.",
  ],
  "prometheus.adminApiOff": ({ url }) => [
    `l’API d’administration de Prometheus est désactivée (${url})`,
    "Démarrez Prometheus avec --web.enable-admin-api.",
  ],
  "prometheus.replaying": ({ url }) => [
    `Prometheus n’est pas encore prêt : il relit son journal d’écriture (WAL) (${url})`,
    "Réessayez quand /-/ready répondra 200.",
  ],
  "prometheus.redirected": ({ url, status, origin }) => [
    `${url} a répondu ${status}, une redirection vers ${origin}`,
    "promsnap n’en suit aucune, pour qu’aucun mot de passe ne parte ailleurs. Écrivez dans HOST l’adresse à laquelle Prometheus lui-même répond.",
  ],
  "prometheus.html": ({ url, status }) => [
    `${url} a répondu ${status} avec une page web au lieu de JSON`,
    "Vérifiez que HOST mène à Prometheus et non à la page de connexion ou d’erreur d’un mandataire.",
  ],
  "prometheus.truncated": ({ url, status }) => [
    `la réponse de ${url} (${status}) s’arrête au milieu`,
    "Consultez le journal de Prometheus et celui du mandataire placé devant.",
  ],
  "prometheus.tooLong": ({ url, limit }) => [
    `la réponse de ${url} dépasse ${size(limit, "fr")}`,
    "Vérifiez que HOST mène à Prometheus.",
  ],
  "prometheus.error": ({ url, status, errorType, error }) => [
    `Prometheus signale une erreur (${url}, ${status}, ${errorType}) : ${error}`,
    "Consultez le journal de Prometheus.",
  ],
  "prometheus.unexpected": ({ url, status, text }) => [
    `${url} a répondu ${status} avec autre chose que ce que donne Prometheus : ${text === "" ? "une réponse vide" : text}`,
    "Vérifiez que HOST mène à Prometheus.",
  ],
  "prometheus.snapshotName": ({ url, name }) => [
    `${url} a répondu avec un nom de snapshot que Prometheus ne donne pas : ${name}`,
    "Vérifiez que HOST mène à Prometheus lui-même.",
  ],
  "prometheus.snapshotNotFound": ({ path, reported }) => [
    `Prometheus a fait un snapshot, mais ${path} n’existe pas`,
    reported === undefined
      ? "Vérifiez PROMETHEUS_DATA_DIR : ce doit être le répertoire de --storage.tsdb.path de Prometheus."
      : `Prometheus garde ses données dans ${reported} : PROMETHEUS_DATA_DIR doit être ce répertoire. Si Prometheus tourne dans un conteneur, c’est l’endroit de cette machine où se trouve le volume de ce chemin (docker volume inspect, « Mountpoint »).`,
  ],

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

const tlsProblems: { readonly [P in TlsFileProblem]: { readonly happened: string; readonly next: string } } = {
  "no certificate": {
    happened: "il ne contient aucun certificat",
    next: "Indiquez un fichier au format PEM avec -----BEGIN CERTIFICATE-----.",
  },
  "bad certificate": {
    happened: "un de ses certificats est illisible",
    next: "Examinez-le avec : openssl x509 -text -noout -in FICHIER",
  },
  "no private key": {
    happened: "il ne contient pas de clé privée",
    next: "Indiquez un fichier au format PEM avec la clé privée du certificat.",
  },
  "encrypted key": {
    happened: "sa clé privée est chiffrée",
    next: "Enregistrez la clé sans phrase secrète : openssl pkey -in FICHIER -out NOUVEAU",
  },
  "key of another certificate": {
    happened: "la clé n’est pas celle du certificat de TLS_CERT_FILE",
    next: "Utilisez les deux fichiers créés ensemble.",
  },
};
