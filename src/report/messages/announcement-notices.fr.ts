import type { PingKind, PingProblemKind } from "../../notices.ts";
import type { AnnouncementNoticeSentences } from "./sentences.ts";

/** What each ping would have said. */
const pings: { readonly [K in PingKind]: string } = {
  start: "que l’exécution a commencé",
  success: "que l’exécution a réussi",
  fail: "que l’exécution a échoué",
};

/** What keeps a ping from being counted, and what to do about it. */
const problems: { readonly [K in PingProblemKind]: readonly [happened: string, next: string] } = {
  dns: ["son nom ne peut être résolu", "Vérifiez l’adresse, et les serveurs de noms de cette machine."],
  refused: ["la connexion a été refusée", "Vérifiez l’adresse, et que le service tourne."],
  unreachable: [
    "il est inaccessible",
    "Vérifiez le réseau et le pare-feu de cette machine ; aucun mandataire (proxy) n’est utilisé.",
  ],
  reset: ["la connexion a été fermée sans réponse", "Vérifiez le service, et ce qui se trouve entre les deux."],
  tlsAuthority: [
    "son certificat n’est signé par aucune autorité de confiance",
    "Si l’autorité est la vôtre, indiquez-la dans TLS_CA_FILE. TLS_INSECURE ne vaut que pour HOST.",
  ],
  tlsDate: [
    "son certificat a expiré ou n’est pas encore valable",
    "Vérifiez le certificat, et l’horloge de cette machine.",
  ],
  tlsHostName: ["son certificat est celui d’un autre serveur", "Vérifiez l’adresse."],
  tlsHandshake: ["la négociation TLS a échoué", "Vérifiez si l’adresse demande https ou http."],
  broken: ["la connexion s’est rompue", "Vérifiez le service, et ce qui se trouve entre les deux."],
  timeout: ["il n’a pas répondu à temps", "Vérifiez le réseau et le service ; aucun mandataire (proxy) n’est utilisé."],
  interrupted: ["promsnap a reçu l’ordre de s’arrêter", "Le service croira peut-être que l’exécution n’a pas fini."],
  redirect: [
    "il renvoie ailleurs",
    "Écrivez l’adresse vers laquelle il renvoie ; promsnap ne suit aucune redirection avec elle.",
  ],
  notFound: ["il ne connaît pas cette vérification", "Copiez de nouveau l’adresse de la vérification."],
  rateLimited: [
    "il n’accepte plus de signaux pour le moment",
    "Rien à faire, sauf si d’autres programmes signalent à la même adresse.",
  ],
  status: ["il a refusé", "Vérifiez l’adresse, et ce qu’en dit le service."],
};

/** Notices on what is told to the outside, in French. */
export const announcementNoticesInFrench: AnnouncementNoticeSentences = {
  "metrics.unwritable": ({ path, reason }) => [
    `impossible d’écrire METRICS_FILE ${path} : ${reason}`,
    "node_exporter continue avec les valeurs d’avant. Vérifiez le chemin, son répertoire et leurs droits.",
  ],
  "ping.failed": ({ ping, kind, status }) => {
    const [happened, next] = problems[kind];
    const answer = status === undefined ? "" : ` (HTTP ${status})`;
    return [`le service de HEALTHCHECK_URL n’a pas appris ${pings[ping]} : ${happened}${answer}`, next];
  },
};
