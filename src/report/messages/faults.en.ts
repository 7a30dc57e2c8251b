import { size } from "../format.ts";
import { archiveProblems } from "./archive-problems.ts";
import { cleanFaultsInEnglish } from "./clean-faults.en.ts";
import { expectedInEnglish, shellProblemsInEnglish } from "./config.en.ts";
import { copyFaultsInEnglish } from "./copy-faults.en.ts";
import { daemonFaultsInEnglish } from "./daemon-faults.en.ts";
import { sayDamage } from "./damage.ts";
import { fileAdvice } from "./file-advice.ts";
import { installFaultsInEnglish } from "./install-faults.en.ts";
import { mergeFaultsInEnglish } from "./merge-faults.en.ts";
import { prometheusFaultsInEnglish } from "./prometheus-faults.en.ts";
import { proofFaultsInEnglish } from "./proof-faults.en.ts";
import { pruneFaultsInEnglish } from "./prune-faults.en.ts";
import { replicaFaultsInEnglish } from "./replica-faults.en.ts";
import { restoreFaultsInEnglish } from "./restore-faults.en.ts";
import { s3FaultsInEnglish } from "./s3-faults.en.ts";
import type { FaultSentences } from "./sentences.ts";
import { serviceFaultsInEnglish } from "./service-faults.en.ts";
import { verifyFaultsInEnglish } from "./verify-faults.en.ts";

const secretProblems = {
  empty: "is empty",
  "not UTF-8": "is not UTF-8 text",
  "not a token": "holds a space, a line end or a character beyond ASCII, which no bearer token has",
} as const;

/** Every fault in English. */
export const faultsInEnglish: FaultSentences = {
  "usage.unknownOption": ({ option, command, nearest }) => [
    `unknown option ${option}`,
    nearest === undefined ? `See: ${command} --help` : `Did you mean ${nearest}? See: ${command} --help`,
  ],
  "usage.unknownCommand": ({ command, nearest }) => [
    `unknown command ${command}`,
    nearest === undefined ? "See: promsnap --help" : `Did you mean ${nearest}? See: promsnap --help`,
  ],
  "usage.extraArgument": ({ argument, command }) => [`unexpected argument ${argument}`, `See: ${command} --help`],
  "usage.missingArgument": ({ argument, command }) => [`missing argument: ${argument}`, `See: ${command} --help`],
  "usage.missingValue": ({ option, command }) => [`${option} needs a value`, `See: ${command} --help`],
  "usage.emptyValue": ({ option, command }) => [`${option} has an empty value`, `See: ${command} --help`],
  "usage.invalidValue": ({ option, value, expected, command }) => [
    `${option} is ${value}`,
    `Expected: ${expectedInEnglish(expected)}. See: ${command} --help`,
  ],
  "usage.unexpectedValue": ({ option, command }) => [`${option} takes no value`, `See: ${command} --help`],
  "usage.repeatedOption": ({ option, command }) => [`${option} is given twice`, `See: ${command} --help`],
  "usage.conflict": ({ first, second, command }) => [
    `${first} and ${second} exclude each other`,
    `See: ${command} --help`,
  ],
  "usage.needsOption": ({ option, needed, command }) => [
    `${option} means something with ${needed} only`,
    `See: ${command} --help`,
  ],

  "config.notFound": ({ path }) => [
    `configuration file not found: ${path}`,
    "Write it, name another with --config FILE, or set PROMSNAP_HOST, PROMSNAP_SNAPSHOT_DIR and PROMSNAP_PROMETHEUS_DATA_DIR.",
  ],
  "config.unreadable": ({ path, reason }) => [
    `cannot read the configuration file ${path}: ${reason}`,
    "Run promsnap as a user who may read it, such as root.",
  ],
  "config.syntax": ({ path, line, column, problem, name }) => {
    const [found, next] = shellProblemsInEnglish[problem];
    return [`${path}:${line}:${column}: ${found}${name === undefined ? "" : ` (${name})`}`, next];
  },
  "config.missingKey": ({ key, path }) => [
    `${key} is not set`,
    `Add a line ${key}=… to ${path}, or set PROMSNAP_${key}.`,
  ],
  "config.invalid": ({ key, value, origin, expected }) => [
    `${key} (${origin}) is ${value === "" ? "empty" : value}`,
    `Expected: ${expectedInEnglish(expected)}.`,
  ],
  "config.twoSecrets": ({ first, second }) => [`${first} and ${second} are both set`, "Remove one of the two."],
  "config.secretUnreadable": ({ key, path, reason }) => [
    `cannot read ${path} for ${key}: ${reason}`,
    "It must be a file that promsnap may read, and hold the secret alone.",
  ],
  "config.secretInvalid": ({ key, origin, problem }) => [
    `the secret of ${key} (${origin}) ${secretProblems[problem]}`,
    "The file must hold the secret alone, as UTF-8 text; one newline at its end does not count.",
  ],

  ...prometheusFaultsInEnglish,
  ...proofFaultsInEnglish,

  ...serviceFaultsInEnglish,
  ...restoreFaultsInEnglish,
  ...mergeFaultsInEnglish,
  ...verifyFaultsInEnglish,
  ...pruneFaultsInEnglish,
  ...cleanFaultsInEnglish,
  ...copyFaultsInEnglish,
  ...replicaFaultsInEnglish,
  ...installFaultsInEnglish,
  ...daemonFaultsInEnglish,
  ...s3FaultsInEnglish,

  "store.foreign": ({ store, data }) => [
    `${store} holds the snapshots of another Prometheus than that of ${data}`,
    "Check SNAPSHOT_DIR and PROMETHEUS_DATA_DIR. If this Prometheus is to take it over: promsnap run --adopt",
  ],
  "store.identityDamaged": ({ path }) => [
    `${path} does not hold an id`,
    "If SNAPSHOT_DIR and PROMETHEUS_DATA_DIR are right, delete that file: the next run writes it again.",
  ],

  "lock.held": ({ path, process, host, since }) => [
    process === undefined
      ? `another promsnap is at work: it holds ${path}`
      : `another promsnap is at work: process ${process} on ${host} has held ${path} since ${since}`,
    "Wait until it has finished, then try again.",
  ],
  "data.notFound": ({ path }) => [
    `PROMETHEUS_DATA_DIR does not exist: ${path}`,
    "Name the directory that Prometheus keeps its data in, as this machine sees it. For Docker: docker volume inspect NAME, line Mountpoint.",
  ],
  "data.notPrometheus": ({ path, reported }) => [
    `PROMETHEUS_DATA_DIR ${path} is not the data directory of a Prometheus: it has no wal`,
    `${reported === undefined ? "" : `Prometheus reports ${reported} as its data directory. `}In a container that path is inside it: name the volume's directory on this machine (docker volume inspect NAME, line Mountpoint).`,
  ],
  "store.insideData": ({ store, data }) => [
    `SNAPSHOT_DIR ${store} and PROMETHEUS_DATA_DIR ${data} lie one inside the other`,
    "Choose a SNAPSHOT_DIR elsewhere, best on another disk: a restore replaces what is in the data directory.",
  ],
  "space.insufficient": ({ path, free, needed }) => [
    `no room for another snapshot in ${path}: ${size(free, "en")} free, at least ${size(needed, "en")} needed`,
    "Delete old archives there, or move SNAPSHOT_DIR to a larger disk. Prometheus was not asked for a snapshot.",
  ],
  "archive.notFound": ({ path }) => [
    `snapshot file not found: ${path}`,
    "Name an archive by its path, or a snapshot as promsnap list shows it.",
  ],
  "archive.longName": ({ path }) => [`the archive cannot hold a path as long as ${path}`],
  "archive.readBack": ({ path }) => [
    `${path} does not read back as it was written`,
    "The disk or the memory of this machine returns other bytes than it was given. Look at the kernel log and check both before trusting any archive on it.",
  ],
  "archive.corrupt": ({ path, offset, reason }) => [
    `${path} is damaged at byte ${offset}: ${archiveProblems.en[reason]}`,
    "Use another archive or another copy of this one.",
  ],
  "source.changed": ({ path }) => [
    `${path} changed or vanished while it was read`,
    "Files of a snapshot never change by themselves: find out what else works in that directory, then run again.",
  ],
  "source.unexpected": ({ path, found }) => [
    `${path} does not belong in a snapshot of Prometheus (${found})`,
    "Find out what put it there.",
  ],
  "source.undeletable": ({ path, reason }) => [
    `the source snapshot ${path} of an earlier run cannot be deleted: ${reason}`,
    "Every run would leave one more, until Prometheus's disk is full: Prometheus was not asked. Run promsnap as root, or as the user that Prometheus runs as.",
  ],
  "source.empty": ({ path }) => [
    `the snapshot holds no samples: ${path}`,
    "Prometheus had nothing to back up. If it should have, look at its data directory and its log.",
  ],

  "files.failed": ({ operation, path, errno, reason }) => {
    const next = fileAdvice(errno, "en");
    const happened = `${operation} failed on ${path}: ${reason}`;
    return next === undefined ? [happened] : [happened, next];
  },
  "files.full": ({ operation, path }) => [
    `no space left: ${operation} failed on ${path}`,
    "Free space on that file system, or move SNAPSHOT_DIR to a larger one.",
  ],
  "files.readOnly": ({ operation, path }) => [
    `read-only file system: ${operation} failed on ${path}`,
    `If the systemd unit forbids it, allow the directory: systemctl edit prometheus-snapshot.service, and write there: [Service], then ReadWritePaths=${path.slice(0, path.lastIndexOf("/"))}`,
  ],
  "files.notPlain": ({ path, found, wanted }) => [
    `${path} is a ${found} where a plain ${wanted} was expected`,
    "promsnap follows no link and opens no device here. Remove it if you do not know where it comes from.",
  ],
  "files.foreignOwner": ({ path, owner }) => [
    `${path} belongs to the user with uid ${owner}`,
    "Only root or the user who runs promsnap may own it. Remove it if you do not know where it comes from.",
  ],

  "run.storedDamaged": ({ archive, count, ...first }) => [
    `stored, with damage: ${archive}: ${sayDamage(first, "en")}${count > 1 ? ` (and ${count - 1} more)` : ""}`,
    "Prometheus's own files are damaged; the archive holds them as they are. Keep an older snapshot that has this block intact.",
  ],

  "signal.interrupted": () => ["interrupted (SIGINT)"],
  "signal.terminated": () => ["terminated (SIGTERM)"],
  internal: ({ reason }) => [`internal error: ${reason}`, "This is a bug in promsnap. Please report it."],
};
