import { count, duration, localTime, size } from "../format.ts";
import { checkPhrasesInFrench } from "./check.fr.ts";
import type { FactSentences } from "./check-phrases.ts";

const modeOf = (mode: number) => mode.toString(8).padStart(4, "0");
const verifiedAt = (time: number | undefined) =>
  time === undefined
    ? "elle n’a pas été vérifiée depuis qu’elle est stockée (promsnap verify)"
    : `vérifiée le ${localTime(time)}`;

/** Every fact that `promsnap check` tells, in French. */
export const factsInFrench: FactSentences = {
  "skipped.after": ({ id }) => [`non examiné : voyez d’abord « ${checkPhrasesInFrench.titles[id]} »`],
  "skipped.nothingStored": () => ["rien n’est encore stocké"],
  "skipped.noSystemd": () => ["cette machine ne fonctionne pas avec systemd"],
  "skipped.bucket": ({ path }) => [`personne ne sait ce que ${path} peut encore contenir`],
  "skipped.noUnit": ({ unit }) => [`il n’y a pas de ${unit}`],

  "configuration.valid": ({ path }) => [`${path} est utilisable`],
  "permissions.private": () => [
    "aucun secret n’est lisible par tous, et personne d’autre ne peut changer ce que fait promsnap",
  ],
  "permissions.readable": ({ path, mode }) => [
    `${path} contient un secret et tous peuvent le lire (mode ${modeOf(mode)})`,
    `Tapez : chmod o-rwx ${path}. Quiconque a un compte ici a pu le lire : changez aussi le secret.`,
  ],
  "permissions.writable": ({ path, mode }) => [
    `${path} peut être modifié par d’autres que son propriétaire (mode ${modeOf(mode)})`,
    `Ils pourraient faire exécuter n’importe quel programme à root (SERVICE). Tapez : chmod go-w ${path}`,
  ],
  "user.root": () => ["tout a été examiné sous root, comme travaillent le timer et une restauration"],
  "user.other": ({ user }) => [
    `tout a été examiné sous l’utilisateur d’uid ${user} ; le timer et une restauration travaillent sous root`,
    "Pour voir ce qu’ils verront, lancez-le sous root : sudo promsnap check",
  ],

  "host.answers": ({ url }) => [`${url} répond`],
  "tls.trusted": ({ url }) => [`le certificat de ${url} est digne de confiance`],
  "tls.unused": ({ url }) => [`${url} est en http simple`],
  "tls.clear": ({ url }) => [
    `les identifiants vont à ${url} sans chiffrement`,
    "Quiconque se trouve sur le chemin peut les lire. Activez TLS dans --web.config.file de Prometheus, et écrivez https:// dans HOST.",
  ],
  "tls.insecure": ({ url }) => [
    `TLS_INSECURE est activé : nul ne sait si c’est bien ${url} qui reçoit les identifiants`,
    "Indiquez dans TLS_CA_FILE le fichier du certificat de l’autorité, et retirez TLS_INSECURE.",
  ],
  "authentication.accepted": ({ by }) => [
    by === "basic" ? "le nom d’utilisateur et le mot de passe sont acceptés" : "le jeton (bearer) est accepté",
  ],
  "authentication.none": () => ["aucune n’est réglée, et aucune n’est demandée"],
  "prometheus.serves": ({ version }) => [
    version === "" ? "il est prêt ; sa version n’est pas communiquée" : `${version}, et il est prêt`,
  ],
  "adminApi.on": () => ["elle est activée"],
  "adminApi.untold": ({ url }) => [
    `HOST ne dit pas si elle est activée (${url})`,
    "Un proxy retient peut-être ses options. Assurez-vous que Prometheus est lancé avec --web.enable-admin-api.",
  ],

  "data.found": ({ path, blocks, bytes }) => [`${path} : blocs : ${count(blocks, "fr")}, ${size(bytes, "fr")}`],
  "journal.none": () => ["aucune"],
  "prometheus.same": ({ url }) => [`le Prometheus de ${url} a chargé ces blocs et écrit ce journal`],
  "prometheus.elsewhere": ({ url, data, differs, reported }) => [
    `le Prometheus de ${url} n’est pas celui de ${data} : ${differs === "blocks" ? "il a chargé d’autres blocs que ceux qui s’y trouvent" : "il écrit un autre journal que celui qui s’y trouve"}`,
    reported === undefined
      ? "Vérifiez HOST et PROMETHEUS_DATA_DIR."
      : `Il garde ses données dans ${reported}. PROMETHEUS_DATA_DIR doit être ce répertoire ; dans un conteneur, l’endroit où le volume de ce chemin se trouve sur cette machine (docker volume inspect NOM, ligne Mountpoint). Ou bien HOST mène à un autre Prometheus.`,
  ],
  "prometheus.notLoaded": ({ url, data, blocks }) => [
    `le Prometheus de ${url} ne parvient pas à charger des blocs de ${data} : ${count(blocks, "fr")}`,
    "Ils sont endommagés, et manquent dans un snapshot. Le journal de Prometheus les nomme.",
  ],
  "access.granted": () => ["cet utilisateur peut lire les blocs et travailler dans le répertoire"],
  "hardLinks.possible": () => ["Prometheus peut faire des snapshots de liens physiques"],
  "hardLinks.mount": ({ path }) => [
    `${path} est un système de fichiers à part, où aucun lien physique ne mène`,
    "Prometheus n’y fait aucun snapshot. Démontez-le : le répertoire doit être sur le système de fichiers des blocs.",
  ],
  "hardLinks.fileSystem": ({ path, type }) => [
    `${path} est sur un système de fichiers ${type}, qui n’a pas de liens physiques`,
    "Prometheus n’y fait aucun snapshot. Placez ses données sur ext4, xfs ou un autre système de fichiers qui en a.",
  ],

  "sources.none": () => ["aucun n’a été laissé"],
  "sources.left": ({ path, count: amount, bytes, age }) => [
    `laissés dans ${path} : ${count(amount, "fr")}, le plus ancien il y a ${duration(age, "fr")} ; leur suppression libère ${size(bytes, "fr")}, et davantage avec le temps`,
    "Prometheus ne les supprime jamais. Pour les voir un à un et les supprimer : promsnap check --clean",
  ],
  "sources.busy": ({ path, names }) => [
    `Prometheus écrit peut-être encore dans ${path} : ${names.join(", ")}`,
    "Rien à faire pour l’instant : une exécution ultérieure, ou promsnap check --clean un jour plus tard, le supprime.",
  ],

  "store.ready": ({ path }) => [`${path} appartient à ce Prometheus, et on peut y écrire`],
  "store.bucket": ({ path }) => [
    `${path} peut être listé et appartient à ce Prometheus ; seule une exécution montre si l’on peut y écrire`,
  ],
  "store.new": ({ path }) => [`${path} sera créé par la première exécution`],
  "room.enough": ({ path, free, needed }) => [
    `${size(free, "fr")} libres dans ${path}, environ ${size(needed, "fr")} nécessaires`,
  ],
  "restoreRoom.enough": ({ path, free, needed }) => [
    `${size(free, "fr")} libres dans ${path}, ${size(needed, "fr")} nécessaires pour le dernier`,
  ],
  "disk.bucket": () => ["les snapshots ne sont pas sur cette machine"],
  "disk.apart": () => ["les snapshots sont sur un autre disque que les données"],
  "disk.same": ({ store, data }) => [
    `${store} est sur le même disque que ${data}`,
    "Si ce disque tombe en panne, les snapshots partent avec les données. Stockez-les ailleurs, ou copiez-les sur une autre machine.",
  ],

  "service.runs": ({ service }) => [`${service} fonctionne, et une restauration peut l’arrêter et le relancer`],
  "service.stopped": ({ service }) => [`${service} existe et est arrêté`],
  "service.none": () => ["aucun : lors d’une restauration, vous arrêtez et relancez Prometheus vous-même"],
  "mounts.none": () => ["aucun : tout peut y être renommé"],
  "previous.none": () => ["aucune restauration n’en a laissé"],
  "previous.kept": ({ path, count: amount, bytes, age }) => [
    `des restaurations ont laissé des données dans ${path} : ${count(amount, "fr")}, ${size(bytes, "fr")}, les plus anciennes il y a ${duration(age, "fr")}`,
    "Si personne n’y reviendra : promsnap restore --discard-previous",
  ],

  "clock.right": () => ["HOST et cette machine ont la même heure"],
  "clock.skewed": ({ url, milliseconds }) => [
    `l’horloge de ${url} ${milliseconds < 0 ? "retarde" : "avance"} de ${duration(Math.abs(milliseconds), "fr")} sur celle de cette machine`,
    "Réglez-les toutes deux sur un serveur de temps (timedatectl). C’est à l’heure que promsnap reconnaît ses snapshots sources.",
  ],
  "clock.untold": ({ url }) => [`${url} ne dit pas son heure`],
  "clock.future": ({ name, instant }) => [
    `${name} est daté dans le futur (${localTime(instant)})`,
    "Réglez l’horloge de cette machine. D’ici là, il reste « latest », quoi qu’on stocke ensuite : nommez-en un autre pour restaurer.",
  ],
  "outOfOrder.none": () => ["Prometheus n’en accepte pas"],
  "outOfOrder.window": ({ milliseconds }) => [
    `Prometheus accepte des échantillons en retard de ${duration(milliseconds, "fr")} au plus (out_of_order_time_window) : les plus récents ne sont dans aucun snapshot`,
    "Prometheus les laisse de côté jusqu’à ce qu’il en ait fait des blocs, toutes les deux heures. Rien à faire si cette perte est supportable.",
  ],
  "outOfOrder.untold": ({ url }) => [`${url} ne dit pas sa configuration`],

  "timer.next": ({ unit, next }) => [`${unit} : prochaine fois le ${localTime(next)}`],
  "timer.missing": ({ unit }) => [
    `il n’y a pas de ${unit} : rien ici ne fait de snapshots tout seul`,
    "Tapez : promsnap install. Il écrit les unités et lance le timer ; promsnap install --dry-run montre ce qu’il ferait.",
  ],
  "timer.broken": ({ unit, load }) => [
    `${unit} est inutilisable : son état est ${load}`,
    `Regardez-le avec : systemctl status ${unit}`,
  ],
  "timer.inactive": ({ unit }) => [`${unit} est installé mais pas lancé`, `Tapez : systemctl enable --now ${unit}`],
  "timer.disabled": ({ unit }) => [
    `${unit} fonctionne, mais plus après le prochain démarrage`,
    `Tapez : systemctl enable ${unit}`,
  ],
  "timer.spent": ({ unit }) => [
    `${unit} n’a plus d’échéance`,
    `Regardez son OnCalendar avec : systemctl cat ${unit}, systemctl list-timers`,
  ],
  "sandbox.allows": ({ unit }) => [`${unit} peut écrire là où il le faut`],
  "sandbox.forbids": ({ unit, paths }) => [
    `${unit} ne peut pas écrire dans : ${paths.join(", ")}`,
    `Tapez : systemctl edit ${unit}, et écrivez-y : [Service], puis ReadWritePaths=${paths.join(" ")}`,
  ],
  "lastRun.succeeded": ({ unit, at }) => [`${unit} a réussi le ${localTime(at)}`],
  "lastRun.never": ({ unit }) => [`${unit} ne s’est pas exécuté depuis le démarrage de la machine`],
  "lastRun.now": ({ unit }) => [`${unit} est en cours`],
  "lastRun.failed": ({ unit, status, at, mended }) => [
    `${unit} a échoué le ${localTime(at)} avec le code ${status}${mended ? " ; un snapshot a été stocké depuis" : ""}`,
    `Pourquoi : journalctl -u ${unit} -n 50`,
  ],

  "age.fresh": ({ name, age }) => [`${name}, il y a ${duration(age, "fr")}`],
  "age.stale": ({ name, age, interval }) => [
    `${name} date de ${duration(age, "fr")}, alors que le timer passe tous les ${duration(interval, "fr")}`,
    "Les exécutions suivantes ont échoué ou n’ont pas eu lieu : voyez la dernière exécution ci-dessus, puis essayez : promsnap run",
  ],
  "archive.none": ({ path }) => [`aucun snapshot dans ${path}`, "Prenez le premier : promsnap run"],
  "archive.whole": ({ name, verified }) => [
    `${name} est entière, de son début à sa marque de fin ; ${verifiedAt(verified)}`,
  ],
  "archive.foreign": ({ name, verified }) => [
    `${name} est du script bash, dont seule une lecture complète dit davantage ; ${verifiedAt(verified)}`,
  ],
  "archive.unsound": ({ path, verified }) => [
    `${path} a été trouvée endommagée le ${localTime(verified)}`,
    "Ne vous y fiez pas. Prenez un nouveau snapshot tout de suite : promsnap run",
  ],
  "archive.damaged": ({ name, files }) => [
    `${name} contient des fichiers que Prometheus lui-même avait endommagés : ${count(files, "fr")}`,
    "Gardez un snapshot plus ancien qui a ces blocs intacts. La restauration de celui-ci demande --skip-damaged.",
  ],
  "retention.works": () => ["les snapshots que KEEP_* ne garde pas sont supprimés après chaque exécution"],
  "retention.unset": () => ["aucun KEEP_* n’est réglé : aucun snapshot n’est jamais supprimé"],
  "replicas.seen": ({ store, snapshots }) => [`${store} peut être consulté, et a ${snapshots} snapshots`],
  "replicas.unset": () => [
    `pas de REPLICATE_TO : une sauvegarde sur le disque qu’elle protège est une demi-sauvegarde`,
  ],
  "metrics.writable": ({ path }) => [`on peut écrire dans ${path}`],
  "metrics.unset": () => ["aucun n’est réglé"],
  "log.writable": ({ path }) => [`on peut écrire dans ${path}`],
  "log.refused": ({ path, reason }) => [
    `on ne peut pas écrire dans ${path} : ${reason}`,
    "Les exécutions ne seraient pas consignées. Vérifiez le chemin, son répertoire et leurs permissions.",
  ],
  "log.unset": () => ["aucun n’est réglé"],
};
