import { count, interval, localTime } from "../format.ts";
import type { ProofFaultSentences } from "./sentences.ts";

/** Every fault of the proof that Prometheus serves what was restored, in French. */
export const proofFaultsInFrench: ProofFaultSentences = {
  "proof.notReady": ({ milliseconds, last }, say) => [
    `Prometheus n’est pas devenu prêt : rien n’a avancé pendant ${interval(milliseconds, "fr")}${last === undefined ? "" : ` ; dernier constat : ${say(last)}`}`,
    "Consultez son journal. S’il lui faut seulement plus de temps, augmentez READY_TIMEOUT.",
  ],
  "proof.ended": () => ["Prometheus s’est arrêté pendant son démarrage", "Son journal dit pourquoi."],
  "proof.notLoaded": ({ blocks, total }) => [
    `Prometheus tourne, mais n’a pas chargé ${count(blocks.length, "fr")} des ${count(total, "fr")} blocs restaurés : ${blocks.join(", ")}`,
    "Son journal dit pourquoi.",
  ],
  "proof.otherCount": ({ loaded, onDisk }) => [
    `Prometheus a chargé ${count(loaded, "fr")} blocs, mais son répertoire de données en contient ${count(onDisk, "fr")}`,
    "Son journal dit pourquoi. Vérifiez que HOST et PROMETHEUS_DATA_DIR désignent le même Prometheus.",
  ],
  "proof.otherSample": ({ block, query, time, expected, found }) => [
    `Prometheus ne sert pas ce que contient le bloc ${block} : ${query} à ${localTime(time)} (${time} ms) y vaut ${expected}, et la réponse est ${found ?? "vide"}`,
    "Vérifiez que HOST mène au Prometheus de PROMETHEUS_DATA_DIR, et consultez son journal.",
  ],
};
