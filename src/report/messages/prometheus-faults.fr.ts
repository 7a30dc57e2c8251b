import type { TlsFileProblem } from "../../faults/prometheus.ts";
import { interval, size } from "../format.ts";
import type { PrometheusFaultSentences } from "./sentences.ts";

/** Every fault of the connection to Prometheus and of its answers, in French. */
export const prometheusFaultsInFrench: PrometheusFaultSentences = {
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
    "Démarrez Prometheus avec --web.enable-admin-api. Debian et Ubuntu gardent ses options dans /etc/default/prometheus (ARGS) ; ensuite : systemctl restart prometheus",
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
