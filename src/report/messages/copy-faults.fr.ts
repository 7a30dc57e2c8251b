import { size } from "../format.ts";
import type { CopyFaultSentences, CopyNoticeSentences } from "./sentences.ts";

/** Every fault of a copy in French. */
export const copyFaultsInFrench: CopyFaultSentences = {
  "copy.notNamed": ({ path }) => [
    `${path} ne porte pas un nom de snapshot`,
    "promsnap ne trouve dans un dépôt que ce qui s’appelle snapshot-JJ_MM_AAAA-HH_MM_SS.tar.gz. Rendez au fichier son nom.",
  ],
  "copy.checksumUnreadable": ({ path, reason }) => [
    reason === undefined
      ? `${path} ne contient pas la somme de contrôle de son archive`
      : `le fichier de somme de contrôle ${path} est illisible : ${reason}`,
    "Rien n’a été copié. Si promsnap verify --deep ne trouve rien d’autre, déplacez ce fichier : la copie en aura un nouveau.",
  ],
  "copy.taken": ({ path, source }) => [
    `${path} existe déjà, et c’est un autre fichier que ${source} : rien n’est écrasé`,
    "Cherchez lequel des deux est le bon : promsnap verify contrôle ceux de cette machine. Puis supprimez ou déplacez l’autre.",
  ],
  "copy.foreign": ({ store, archive }) => [
    `${store} contient les snapshots d’un autre Prometheus que celui qui a fait ${archive}`,
    "Il faut à chaque Prometheus un dépôt à lui : un autre répertoire, ou un autre préfixe du bucket.",
  ],
  "copy.insideData": ({ store, data }) => [
    `le dépôt ${store} et PROMETHEUS_DATA_DIR ${data} sont l’un dans l’autre`,
    "Choisissez un dépôt ailleurs, de préférence sur un autre disque : une restauration remplace ce qui est dans le répertoire de données.",
  ],
  "copy.noRoom": ({ path, free, needed }) => [
    `pas de place pour l’archive dans ${path} : ${size(free, "fr")} libres, ${size(needed, "fr")} nécessaires`,
    "Supprimez-y d’anciennes archives, ou choisissez un dépôt sur un disque plus grand.",
  ],
};

/** Every notice of a copy in French. */
export const copyNoticesInFrench: CopyNoticeSentences = {
  "copy.strays": ({ store, paths }) => [
    `de l’inachevé dont promsnap ne sait rien prend de la place dans ${store} : ${paths.join(", ")}`,
    "Si plus personne n’y écrit, supprimez-le. Pour un bucket, docs/s3.md donne une règle qui le fait.",
  ],
  "copy.notRecorded": ({ data }) => [
    `PROMETHEUS_DATA_DIR ${data} n’est pas sur cette machine : ce que laisse un envoi tué ne peut y être noté`,
    "Aucune copie ultérieure ne l’effacera. Donnez au bucket la règle de docs/s3.md qui met fin aux envois inachevés.",
  ],
};
