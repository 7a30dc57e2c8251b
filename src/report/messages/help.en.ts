import { checkHelpInEnglish } from "./check-help.ts";
import { completionHelpInEnglish } from "./completion-help.ts";
import { copyHelpInEnglish } from "./copy-help.ts";
import { daemonHelpInEnglish } from "./daemon-help.ts";
import type { HelpTexts } from "./help.ts";
import { installHelpInEnglish } from "./install-help.ts";
import { pruneHelpInEnglish } from "./prune-help.ts";

/** The help in English. */
export const helpInEnglish: HelpTexts = {
  headings: {
    usage: "Usage:",
    commands: "Commands:",
    options: "Options:",
    globalOptions: "Options of every command:",
    examples: "Examples:",
    exitCodes: "Exit codes:",
  },
  defaultIs: "default:",
  more: "promsnap COMMAND --help tells more.",
  all: "with --verbose: everything",
  options: {
    config: "the configuration file",
    json: "one JSON object on stdout and nothing else there (docs/json.md)",
    quiet: "no success line, no progress: only results asked for, warnings and errors",
    verbose: "say more on stderr",
    help: "show this help",
    version: "print the version",
    retry: "on failure try again every RETRY_INTERVAL; until one succeeds, at most RETRY_LIMIT times",
    "skip-head": "leave out the newest two to three hours; the head block, as with SKIP_HEAD=yes",
    adopt: "use SNAPSHOT_DIR although another Prometheus's snapshots are in it",
    "dry-run": "only show what would be done now; nothing is changed, and no snapshot taken",
    to: "only extract and check, into a new directory; Prometheus and promtool open it as it is",
    merge: "add the blocks that a running Prometheus lacks; it is not stopped",
    "allow-overlap": "with --merge: also blocks that overlap others; Prometheus then merges them with those it has",
    "if-empty": "do nothing where there are samples already; for a container that starts",
    "skip-damaged": "restore without the damaged blocks; they are named with their time range",
    undo: "put back what the last restore took out; another --undo undoes that",
    resume: "go on with a restore or a merge that was killed; in the direction in which it was going",
    "discard-previous": "delete what earlier restores put aside; the way back ends there",
    ...pruneHelpInEnglish.options,
    metrics: "also the largest metrics and labels; by series and by values, in the newest block",
    ...checkHelpInEnglish.options,
    ...installHelpInEnglish.options,
    long: "series and samples too; reads the archives of the old script whole to tell what is in them",
    all: "every archive in SNAPSHOT_DIR",
    deep: "prove the blocks too; down to the checksums, references and counts of Prometheus's own formats",
  },
  exits: {
    done: "done",
    failed: "failed",
    usage: "wrong usage",
    configuration: "the configuration is missing or wrong",
    prometheus: "Prometheus cannot be reached or refused",
    corrupt: "stored, but a block is damaged in Prometheus itself",
    locked: "another promsnap is at work on the same directory",
    noSpace: "not enough space",
    restoredOld: "restore failed; the old data is back, in the state the service had before",
    dataNotBack: "restore failed and the old data is not back: the message says where it is and what to type",
    notReplicated: "stored, but a further store did not get what it should have",
    serviceDown: "the old data is back, but the service does not start",
    interrupted: "interrupted by Ctrl-C (SIGINT), everything left clean",
    terminated: "terminated (SIGTERM), everything left clean",
  },
  briefExits: {
    configuration: "configuration missing or wrong",
    prometheus: "Prometheus unreachable or refused",
    corrupt: "stored, but damaged in Prometheus",
    locked: "another promsnap is at work",
    noSpace: "no space",
    restoredOld: "failed, the old data are back",
    dataNotBack: "failed, the old data are NOT back: read the message",
    notReplicated: "stored, but not in a further store",
    serviceDown: "old data back, but the service does not start",
    interrupted: "Ctrl-C",
    terminated: "SIGTERM",
  },
  pages: {
    promsnap: {
      summary: "as the script: run, and try again until one succeeds",
      description: [
        "Takes snapshots of a Prometheus and stores each as one compressed archive that is proved before it counts.",
        "Without a command it does what the script did: one snapshot, and on failure another attempt every RETRY_INTERVAL until one succeeds.",
      ],
      examples: [
        ["promsnap", "one snapshot, trying again until it succeeds"],
        ["promsnap run", "one snapshot, one attempt (for a timer)"],
        ["promsnap list", "what is stored"],
        ["promsnap config validate", "check the configuration file"],
      ],
    },
    run: {
      summary: "take one snapshot",
      description: [
        "Asks Prometheus for a snapshot, stores it as NAME.tar.gz in SNAPSHOT_DIR, proves it, and deletes Prometheus's own copy. LOG_FILE gets one line with the outcome.",
        "Then every store of REPLICATE_TO gets what it lacks, oldest first, and loses what KEEP_REMOTE_ does not keep. Another run may go on meanwhile. Where a store fails, the others get theirs and the next run catches up.",
      ],
      examples: [
        ["promsnap run --dry-run", "what would be done, and whether there is room"],
        ["promsnap run --json", "the outcome for a program"],
        ["PROMSNAP_LOG_FILE=/tmp/snap.log promsnap run", "another log, this time only"],
      ],
    },
    restore: {
      summary: "put a snapshot in the place of Prometheus's data",
      description: [
        "Extracts and checks the archive while Prometheus runs on, then stops the service (SERVICE), exchanges the data by renames, starts it and has it prove that it serves them. Whatever fails after the stop, the data of before are put back.",
        "The data of before stay in .promsnap/previous-TIME of the data directory until --discard-previous.",
        "FILE is a path, or a name in SNAPSHOT_DIR with or without .tar.gz; latest is the newest there. Archives of the bash script are restored as well. A restore is run by hand, as root.",
        "--merge adds the missing blocks of the archive beside those that are there. A block that would cost Prometheus a sample, at once or at its next start, is left out and named with the reason; where Prometheus would delete a block for want of room, nothing is added. What it does not load is taken out again.",
      ],
      examples: [
        ["promsnap restore latest --dry-run", "what would be done, and whether there is room"],
        ["promsnap restore snapshot-22_11_2026-11_09_40.tar.gz", "restore it"],
        ["promsnap restore latest --merge --dry-run", "which blocks would be added to the running Prometheus"],
        ["promsnap restore --undo", "back to the data of before"],
        ["promsnap restore latest --to /srv/look", "only extract, for a second Prometheus to open"],
        ["promsnap restore --resume", "go on where a restore was killed"],
      ],
      exits: {
        configuration: "the configuration is missing or wrong, or not that of this Prometheus",
        corrupt: "the archive or a block in it is damaged; nothing was stopped or changed",
      },
    },
    verify: {
      summary: "read archives whole and prove them",
      description: [
        "Reads each archive from its first byte to its last, and changes none: the checksum beside it, the compressed data, the tar stream, the meta.json of every block. --deep also proves what is in the blocks: every checksum of Prometheus's index, chunks and tombstones, every reference to a chunk, order and time ranges, and that series, chunks and samples are as many as meta.json says.",
        "SNAPSHOT is a path, or a name in SNAPSHOT_DIR with or without .tar.gz; without any it is latest, the newest there. All are looked at, whatever is wrong with some. What was found is kept beside each archive of SNAPSHOT_DIR, for promsnap list and promsnap prune.",
      ],
      examples: [
        ["promsnap verify --deep", "prove the newest snapshot down to its samples"],
        ["promsnap verify --all", "read every archive of the store whole"],
        [
          "promsnap verify snapshot-22_11_2026-11_09_40 /mnt/usb/old.tar.gz --deep",
          "two archives, one of them elsewhere",
        ],
        [
          "promsnap verify --all --deep --json | jq -c '.verified[] | [.name, .state]'",
          "what is not sound, for a program",
        ],
      ],
      exits: {
        failed: "an archive could not be found or read",
        corrupt: "an archive or a block in it is damaged",
      },
    },
    list: {
      summary: "list the stored snapshots",
      description: [
        "Shows name, date and size of every archive in SNAPSHOT_DIR, oldest first; of those that promsnap made also the blocks and their time range. Archives of the old script show – there unless --long reads them wholly.",
        "With REPLICATE_TO it shows where each one is, and what is in these stores alone. One that cannot be looked at is a warning.",
      ],
      examples: [
        ["promsnap list", "what is stored"],
        ["promsnap list --json | jq -r '.snapshots[-1].path'", "the path of the newest archive"],
      ],
    },
    prune: pruneHelpInEnglish.page,
    inspect: {
      summary: "show what is in a snapshot",
      description: [
        "Draws when there are samples, with gaps of more than five minutes between blocks, and lists the blocks with their time range, series, samples and size. Of archives that promsnap made a few KB of each block are read; those of the old script are read wholly. Nothing is verified on the way: promsnap verify does that.",
        "SNAPSHOT is a path, or a name in SNAPSHOT_DIR with or without .tar.gz; latest is the newest there. A series counts once in each block that has samples of it. --metrics counts those of the block that ends last, the head block where there is one: what is being scraped now.",
      ],
      examples: [
        ["promsnap inspect latest", "the newest snapshot"],
        ["promsnap inspect latest --metrics", "and which metrics are the largest"],
        ["promsnap inspect latest --json | jq '.inspection.gaps'", "gaps, for a program"],
      ],
      exits: { corrupt: "the archive is damaged" },
    },
    check: checkHelpInEnglish.page,
    copy: copyHelpInEnglish,
    install: installHelpInEnglish.install,
    uninstall: installHelpInEnglish.uninstall,
    status: installHelpInEnglish.status,
    daemon: daemonHelpInEnglish,
    config: {
      summary: "show or check the configuration",
      description: [
        "show prints every setting with its value and where it comes from; secrets are never shown. validate only says whether the configuration can be used. Neither asks Prometheus anything.",
      ],
      examples: [
        ["promsnap config show", "every setting and its origin"],
        ["promsnap config validate --config ./new.conf", "check a file before it is installed"],
      ],
    },
    completion: completionHelpInEnglish,
  },
};
