import { checkHelpInFrench } from "./check-help.ts";
import { completionHelpInFrench } from "./completion-help.ts";
import { copyHelpInFrench } from "./copy-help.ts";
import { daemonHelpInFrench } from "./daemon-help.ts";
import type { HelpTexts } from "./help.ts";
import { installHelpInFrench } from "./install-help.ts";
import { pruneHelpInFrench } from "./prune-help.ts";

/** The help in French. A no-break space stands before : ; ? ! as French typography asks. */
export const helpInFrench: HelpTexts = {
  headings: {
    usage: "Utilisation :",
    commands: "Commandes :",
    options: "Options de la commande :",
    globalOptions: "Options de toutes les commandes :",
    examples: "Exemples :",
    exitCodes: "Codes de retour :",
  },
  defaultIs: "par défaut :",
  more: "promsnap COMMANDE --help en dit plus.",
  all: "avec --verbose : tout",
  options: {
    config: "le fichier de configuration",
    json: "un seul objet JSON sur stdout et rien d’autre (docs/json.md)",
    quiet: "ni ligne de succès ni progression : seulement les résultats demandés, les avertissements et les erreurs",
    verbose: "en dire plus sur stderr",
    help: "afficher cette aide",
    version: "afficher la version",
    retry: "en cas d’échec, réessayer à chaque RETRY_INTERVAL ; jusqu’au succès, au plus RETRY_LIMIT fois",
    "skip-head": "sans les deux à trois dernières heures ; le bloc de tête, comme avec SKIP_HEAD=yes",
    adopt: "utiliser SNAPSHOT_DIR bien qu’il contienne les snapshots d’un autre Prometheus",
    "dry-run": "montrer seulement ce qui serait fait ; rien n’est changé, aucun snapshot n’est pris",
    to: "seulement extraire et vérifier, dans un répertoire neuf ; Prometheus et promtool l’ouvrent tel quel",
    merge: "ajouter les blocs manquants à un Prometheus en marche ; il n’est pas arrêté",
    "allow-overlap":
      "avec --merge : aussi ceux qui en chevauchent d’autres ; Prometheus les fusionne ensuite avec les siens",
    "if-empty": "ne rien faire s’il y a déjà des échantillons ; pour un conteneur qui démarre",
    "skip-damaged": "restaurer sans les blocs endommagés ; ils sont nommés avec leur période",
    undo: "remettre les données d’avant ; celles que la dernière restauration a retirées ; un second --undo annule le premier",
    resume: "poursuivre une restauration ou une fusion tuée ; dans le sens où elle allait",
    "discard-previous": "supprimer ce que des restaurations ont mis de côté ; plus de retour possible",
    ...pruneHelpInFrench.options,
    metrics: "aussi les plus grandes métriques et étiquettes ; par séries et par valeurs, dans le bloc le plus récent",
    ...checkHelpInFrench.options,
    ...installHelpInFrench.options,
    long: "aussi les séries et les échantillons ; lit en entier les archives de l’ancien script pour dire ce qu’elles contiennent",
    all: "toutes les archives de SNAPSHOT_DIR",
    deep: "prouver aussi les blocs ; jusqu’aux sommes de contrôle, références et totaux des formats de Prometheus",
  },
  exits: {
    done: "terminé",
    failed: "échec",
    usage: "mauvaise utilisation",
    configuration: "configuration absente ou erronée",
    prometheus: "Prometheus injoignable, ou il a refusé",
    corrupt: "enregistré, mais un bloc est endommagé dans Prometheus lui-même",
    locked: "un autre promsnap travaille sur le même répertoire",
    noSpace: "pas assez de place",
    restoredOld: "la restauration a échoué ; les anciennes données sont revenues, dans l’état qu’avait le service",
    dataNotBack:
      "la restauration a échoué et les anciennes données ne sont pas revenues : le message dit où elles sont et quoi taper",
    notReplicated: "enregistré, mais un autre dépôt n’a pas eu ce qu’il devait avoir",
    serviceDown: "les anciennes données sont revenues, mais le service ne démarre pas",
    interrupted: "interrompu par Ctrl-C (SIGINT), tout est resté propre",
    terminated: "arrêté (SIGTERM), tout est resté propre",
  },
  briefExits: {
    configuration: "configuration absente ou erronée",
    prometheus: "Prometheus injoignable, ou il a refusé",
    corrupt: "enregistré, mais endommagé dans Prometheus",
    locked: "un autre promsnap est à l’œuvre",
    noSpace: "plus de place",
    restoredOld: "échec, les anciennes données sont revenues",
    dataNotBack: "échec, les anciennes données ne sont PAS revenues : lisez le message",
    notReplicated: "enregistré, mais pas dans un autre dépôt",
    serviceDown: "anciennes données revenues, mais le service ne démarre pas",
    interrupted: "par Ctrl-C",
    terminated: "par SIGTERM",
  },
  pages: {
    promsnap: {
      summary: "comme le script : un snapshot, réessayé jusqu’au succès",
      description: [
        "Prend des snapshots d’un Prometheus et enregistre chacun comme une seule archive compressée, prouvée avant de compter.",
        "Sans commande, promsnap fait ce que faisait le script : un snapshot et, en cas d’échec, une nouvelle tentative à chaque RETRY_INTERVAL jusqu’au succès.",
      ],
      examples: [
        ["promsnap", "un snapshot, réessayé jusqu’au succès"],
        ["promsnap run", "un snapshot, une seule tentative (pour un timer)"],
        ["promsnap list", "ce qui est enregistré"],
        ["promsnap config validate", "vérifier le fichier de configuration"],
      ],
    },
    run: {
      summary: "prendre un snapshot",
      description: [
        "Demande un snapshot à Prometheus, l’enregistre sous NOM.tar.gz dans SNAPSHOT_DIR, le prouve, et supprime la copie faite par Prometheus. LOG_FILE reçoit une ligne avec le résultat.",
        "Puis chaque dépôt de REPLICATE_TO reçoit ce qui lui manque, du plus ancien au plus récent, et perd ce que KEEP_REMOTE_ ne garde pas. Une autre exécution peut avoir lieu en même temps. Si un dépôt échoue, les autres ont le leur et la prochaine exécution rattrape le retard.",
      ],
      examples: [
        ["promsnap run --dry-run", "ce qui serait fait, et s’il y a la place"],
        ["promsnap run --json", "le résultat pour un programme"],
        ["PROMSNAP_LOG_FILE=/tmp/snap.log promsnap run", "un autre journal, pour cette fois"],
      ],
    },
    restore: {
      summary: "mettre un snapshot à la place des données de Prometheus",
      description: [
        "Extrait et vérifie l’archive pendant que Prometheus continue, puis arrête le service (SERVICE), échange les données par renommage, le démarre et lui fait prouver qu’il les sert. Tout échec après l’arrêt remet les données d’avant.",
        "Les données d’avant restent dans .promsnap/previous-TIME du répertoire de données jusqu’à --discard-previous.",
        "FILE est un chemin, ou un nom dans SNAPSHOT_DIR avec ou sans .tar.gz ; latest est le plus récent. Les archives du script bash sont restaurées aussi. Une restauration se lance à la main, en tant que root.",
        "--merge ajoute les blocs manquants de l’archive à côté de ceux qui sont là. Un bloc qui coûterait un échantillon à Prometheus, aussitôt ou à son prochain démarrage, est laissé de côté et nommé avec la raison ; là où Prometheus supprimerait un bloc faute de place, rien n’est ajouté. Ce qu’il ne charge pas est retiré.",
      ],
      examples: [
        ["promsnap restore latest --dry-run", "ce qui serait fait, et s’il y a assez de place"],
        ["promsnap restore snapshot-22_11_2026-11_09_40.tar.gz", "le restaurer"],
        ["promsnap restore latest --merge --dry-run", "quels blocs seraient ajoutés au Prometheus en marche"],
        ["promsnap restore --undo", "revenir aux données d’avant"],
        ["promsnap restore latest --to /srv/look", "seulement extraire, pour un second Prometheus"],
        ["promsnap restore --resume", "reprendre une restauration qui a été tuée"],
      ],
      exits: {
        configuration: "configuration absente ou erronée, ou pas celle de ce Prometheus",
        corrupt: "l’archive ou un de ses blocs est endommagé ; rien n’a été arrêté ni changé",
      },
    },
    verify: {
      summary: "lire des archives en entier et les prouver",
      description: [
        "Lit chaque archive du premier au dernier octet, sans rien y changer : la somme de contrôle à côté d’elle, les données compressées, le flux tar, le meta.json de chaque bloc. --deep prouve aussi le contenu des blocs : chaque somme de contrôle de l’index, des chunks et des tombstones de Prometheus, chaque référence à un chunk, l’ordre et les intervalles, et que les séries, chunks et échantillons sont aussi nombreux que le dit meta.json.",
        "SNAPSHOT est un chemin, ou un nom dans SNAPSHOT_DIR avec ou sans .tar.gz ; sans aucun, c’est latest, le plus récent. Toutes les archives sont examinées, quoi qu’il en soit de certaines. Le constat est gardé à côté de chaque archive de SNAPSHOT_DIR, pour promsnap list et promsnap prune.",
      ],
      examples: [
        ["promsnap verify --deep", "prouver le dernier snapshot jusqu’à ses échantillons"],
        ["promsnap verify --all", "lire en entier chaque archive du dépôt"],
        ["promsnap verify snapshot-22_11_2026-11_09_40 /mnt/usb/old.tar.gz --deep", "deux archives, dont une ailleurs"],
        [
          "promsnap verify --all --deep --json | jq -c '.verified[] | [.name, .state]'",
          "ce qui n’est pas bon, pour un programme",
        ],
      ],
      exits: {
        failed: "une archive n’a pas pu être trouvée ou lue",
        corrupt: "une archive ou un de ses blocs est endommagé",
      },
    },
    list: {
      summary: "lister les snapshots enregistrés",
      description: [
        "Montre le nom, la date et la taille de chaque archive de SNAPSHOT_DIR, la plus ancienne d’abord ; pour celles de promsnap, aussi les blocs et leur intervalle. Celles de l’ancien script montrent – à cet endroit, sauf si --long les lit en entier.",
        "Avec REPLICATE_TO, il montre où est chacun, et ce qui n’est que dans ces dépôts. Celui qui ne peut être consulté donne un avertissement.",
      ],
      examples: [
        ["promsnap list", "ce qui est enregistré"],
        ["promsnap list --json | jq -r '.snapshots[-1].path'", "le chemin de la dernière archive"],
      ],
    },
    prune: pruneHelpInFrench.page,
    inspect: {
      summary: "montrer ce que contient un snapshot",
      description: [
        "Dessine quand il y a des échantillons, avec les trous de plus de cinq minutes entre les blocs, et liste les blocs avec leur intervalle, leurs séries, leurs échantillons et leur taille. Des archives de promsnap, quelques Ko par bloc sont lus ; celles de l’ancien script sont lues en entier. Rien n’est vérifié au passage : c’est l’affaire de promsnap verify.",
        "SNAPSHOT est un chemin, ou un nom dans SNAPSHOT_DIR avec ou sans .tar.gz ; latest est le plus récent. Une série compte une fois dans chaque bloc qui en a des échantillons. --metrics compte celles du bloc qui finit le dernier, le bloc de tête s’il y en a un : ce qui est collecté actuellement.",
      ],
      examples: [
        ["promsnap inspect latest", "le snapshot le plus récent"],
        ["promsnap inspect latest --metrics", "et quelles métriques sont les plus grandes"],
        ["promsnap inspect latest --json | jq '.inspection.gaps'", "les trous, pour un programme"],
      ],
      exits: { corrupt: "l’archive est endommagée" },
    },
    check: checkHelpInFrench.page,
    copy: copyHelpInFrench,
    install: installHelpInFrench.install,
    uninstall: installHelpInFrench.uninstall,
    status: installHelpInFrench.status,
    daemon: daemonHelpInFrench,
    config: {
      summary: "montrer ou vérifier la configuration",
      description: [
        "show affiche chaque réglage avec sa valeur et son origine ; les secrets ne sont jamais montrés. validate dit seulement si la configuration est utilisable. Ni l’un ni l’autre n’interroge Prometheus.",
      ],
      examples: [
        ["promsnap config show", "chaque réglage et son origine"],
        ["promsnap config validate --config ./new.conf", "vérifier un fichier avant de l’installer"],
      ],
    },
    completion: completionHelpInFrench,
  },
};
