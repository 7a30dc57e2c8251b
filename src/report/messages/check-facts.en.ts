import { count, duration, localTime, size } from "../format.ts";
import { checkPhrasesInEnglish } from "./check.en.ts";
import type { FactSentences } from "./check-phrases.ts";

const modeOf = (mode: number) => mode.toString(8).padStart(4, "0");
const verifiedAt = (time: number | undefined) =>
  time === undefined ? "it was not verified since it was stored (promsnap verify)" : `verified on ${localTime(time)}`;

/** Every fact that `promsnap check` tells, in English. */
export const factsInEnglish: FactSentences = {
  "skipped.after": ({ id }) => [`not looked at: first see to “${checkPhrasesInEnglish.titles[id]}”`],
  "skipped.nothingStored": () => ["nothing is stored yet"],
  "skipped.noSystemd": () => ["this machine does not run systemd"],
  "skipped.bucket": ({ path }) => [`nobody knows how much fits into ${path}`],
  "skipped.noUnit": ({ unit }) => [`there is no ${unit}`],

  "configuration.valid": ({ path }) => [`${path} can be used`],
  "permissions.private": () => ["no secret is readable by everybody, and nobody else may change what promsnap does"],
  "permissions.readable": ({ path, mode }) => [
    `${path} holds a secret and is readable by everybody (mode ${modeOf(mode)})`,
    `Type: chmod o-rwx ${path}. Whoever has an account here may have read it: change the secret, too.`,
  ],
  "permissions.writable": ({ path, mode }) => [
    `${path} can be changed by others than its owner (mode ${modeOf(mode)})`,
    `They could have root run any program (SERVICE). Type: chmod go-w ${path}`,
  ],
  "user.root": () => ["all this was looked at as root, as the timer and a restore work"],
  "user.other": ({ user }) => [
    `all this was looked at as the user with uid ${user}; the timer and a restore work as root`,
    "Run it as root to see what they will see: sudo promsnap check",
  ],

  "host.answers": ({ url }) => [`${url} answers`],
  "tls.trusted": ({ url }) => [`the certificate of ${url} is trusted`],
  "tls.unused": ({ url }) => [`${url} is plain http`],
  "tls.clear": ({ url }) => [
    `the login goes to ${url} unencrypted`,
    "Anybody on the way can read it. Turn on TLS in Prometheus's --web.config.file, and write https:// in HOST.",
  ],
  "tls.insecure": ({ url }) => [
    `TLS_INSECURE is on: nobody knows whether it is ${url} that gets the login`,
    "Name the file with the authority's certificate in TLS_CA_FILE, and remove TLS_INSECURE.",
  ],
  "authentication.accepted": ({ by }) => [
    `the ${by === "basic" ? "user name and password" : "bearer token"} are accepted`,
  ],
  "authentication.none": () => ["none is set, and none is asked for"],
  "prometheus.serves": ({ version }) => [
    version === "" ? "it is ready; its version is not told" : `${version}, and it is ready`,
  ],
  "adminApi.on": () => ["it is on"],
  "adminApi.untold": ({ url }) => [
    `whether it is on is not told at HOST (${url})`,
    "A proxy may keep its flags back. See that Prometheus is started with --web.enable-admin-api.",
  ],

  "data.found": ({ path, blocks, bytes }) => [`${path}: blocks: ${count(blocks, "en")}, ${size(bytes, "en")}`],
  "journal.none": () => ["none"],
  "prometheus.same": ({ url }) => [`the Prometheus at ${url} has these blocks loaded and writes this log`],
  "prometheus.elsewhere": ({ url, data, differs, reported }) => [
    `the Prometheus at ${url} is not that of ${data}: ${differs === "blocks" ? "it has other blocks loaded than lie there" : "it writes another log than the one there"}`,
    reported === undefined
      ? "Check HOST and PROMETHEUS_DATA_DIR."
      : `It keeps its data in ${reported}. PROMETHEUS_DATA_DIR has to be that directory; in a container, where that path's volume lies on this machine (docker volume inspect NAME, line Mountpoint). Or HOST leads to another Prometheus.`,
  ],
  "prometheus.notLoaded": ({ url, data, blocks }) => [
    `the Prometheus at ${url} fails to load some blocks in ${data}: ${count(blocks, "en")}`,
    "They are damaged, and a snapshot lacks them. Prometheus's log names them.",
  ],
  "access.granted": () => ["this user may read the blocks and work in the directory"],
  "hardLinks.possible": () => ["Prometheus can make snapshots of hard links"],
  "hardLinks.mount": ({ path }) => [
    `${path} is a file system of its own, and hard links lead into none`,
    "Prometheus fails to make any snapshot. Unmount it: the directory has to be on the file system of the blocks.",
  ],
  "hardLinks.fileSystem": ({ path, type }) => [
    `${path} is on a ${type} file system, which has no hard links`,
    "Prometheus fails to make any snapshot there. Move its data to ext4, xfs or another file system that has them.",
  ],

  "sources.none": () => ["none was left behind"],
  "sources.left": ({ path, count: amount, bytes, age }) => [
    `left in ${path}: ${count(amount, "en")}, the oldest ${duration(age, "en")} ago; deleting them frees ${size(bytes, "en")}, and more with time`,
    "Prometheus never deletes them. To look at each and delete it: promsnap check --clean",
  ],
  "sources.busy": ({ path, names }) => [
    `Prometheus may still be writing in ${path}: ${names.join(", ")}`,
    "Nothing to do now: a later run, or promsnap check --clean a day later, deletes it.",
  ],

  "store.ready": ({ path }) => [`${path} is this Prometheus's, and can be written to`],
  "store.bucket": ({ path }) => [
    `${path} can be listed and is this Prometheus's; only a run shows whether it can be written to`,
  ],
  "store.new": ({ path }) => [`${path} will be made by the first run`],
  "room.enough": ({ path, free, needed }) => [
    `${size(free, "en")} free in ${path}, about ${size(needed, "en")} needed`,
  ],
  "restoreRoom.enough": ({ path, free, needed }) => [
    `${size(free, "en")} free in ${path}, ${size(needed, "en")} needed for the newest`,
  ],
  "disk.bucket": () => ["the snapshots are not on this machine"],
  "disk.apart": () => ["the snapshots are on another disk than the data"],
  "disk.same": ({ store, data }) => [
    `${store} is on the same disk as ${data}`,
    "If that disk fails, the snapshots go with the data. Store them elsewhere, or copy them to another machine.",
  ],

  "service.runs": ({ service }) => [`${service} runs, and a restore can stop and start it`],
  "service.stopped": ({ service }) => [`${service} exists and is stopped`],
  "service.none": () => ["none: you stop and start Prometheus yourself in a restore"],
  "mounts.none": () => ["none: all of it can be renamed"],
  "previous.none": () => ["no restore has left any"],
  "previous.kept": ({ path, count: amount, bytes, age }) => [
    `restores have left data in ${path}: ${count(amount, "en")}, ${size(bytes, "en")}, the oldest ${duration(age, "en")} ago`,
    "If nobody will go back to them: promsnap restore --discard-previous",
  ],

  "clock.right": () => ["HOST and this machine agree on the time"],
  "clock.skewed": ({ url, milliseconds }) => [
    `the clock of ${url} is ${duration(Math.abs(milliseconds), "en")} ${milliseconds < 0 ? "behind" : "ahead of"} this machine's`,
    "Set both by a time server (timedatectl). promsnap tells by the time which source snapshot is its own.",
  ],
  "clock.untold": ({ url }) => [`${url} does not tell its time`],
  "clock.future": ({ name, instant }) => [
    `${name} is dated in the future (${localTime(instant)})`,
    "Set this machine's clock right. Until then it stays “latest”, whatever is stored after it: name another one in a restore.",
  ],
  "outOfOrder.none": () => ["Prometheus takes none"],
  "outOfOrder.window": ({ milliseconds }) => [
    `Prometheus takes samples up to ${duration(milliseconds, "en")} late (out_of_order_time_window): the newest of them are in no snapshot`,
    "Prometheus leaves them out until it has made blocks of them, every two hours. Nothing to do if that loss can be borne.",
  ],
  "outOfOrder.untold": ({ url }) => [`${url} does not tell its configuration`],

  "timer.next": ({ unit, next }) => [`${unit}: next on ${localTime(next)}`],
  "timer.missing": ({ unit }) => [
    `there is no ${unit}: nothing here makes snapshots by itself`,
    "Type: promsnap install. It writes the units and starts the timer; promsnap install --dry-run shows what it would do.",
  ],
  "timer.broken": ({ unit, load }) => [
    `${unit} cannot be used: it is ${load}`,
    `Look at it with: systemctl status ${unit}`,
  ],
  "timer.inactive": ({ unit }) => [`${unit} is installed but not started`, `Type: systemctl enable --now ${unit}`],
  "timer.disabled": ({ unit }) => [`${unit} runs, but will not after the next boot`, `Type: systemctl enable ${unit}`],
  "timer.spent": ({ unit }) => [
    `${unit} has no time to come`,
    `Look at its OnCalendar with: systemctl cat ${unit}, systemctl list-timers`,
  ],
  "sandbox.allows": ({ unit }) => [`${unit} may write where it has to`],
  "sandbox.forbids": ({ unit, paths }) => [
    `${unit} may not write to: ${paths.join(", ")}`,
    `Type: systemctl edit ${unit}, and write there: [Service], then ReadWritePaths=${paths.join(" ")}`,
  ],
  "lastRun.succeeded": ({ unit, at }) => [`${unit} succeeded on ${localTime(at)}`],
  "lastRun.never": ({ unit }) => [`${unit} has not run since the machine was booted`],
  "lastRun.now": ({ unit }) => [`${unit} is running`],
  "lastRun.failed": ({ unit, status, at, mended }) => [
    `${unit} failed on ${localTime(at)} with exit code ${status}${mended ? "; a snapshot has been stored since" : ""}`,
    `Why: journalctl -u ${unit} -n 50`,
  ],

  "age.fresh": ({ name, age }) => [`${name}, ${duration(age, "en")} ago`],
  "age.stale": ({ name, age, interval }) => [
    `${name} is ${duration(age, "en")} old, though the timer runs every ${duration(interval, "en")}`,
    "Later runs failed or did not happen: see the last run above, then try: promsnap run",
  ],
  "archive.none": ({ path }) => [`no snapshot in ${path}`, "Take the first one: promsnap run"],
  "archive.whole": ({ name, verified }) => [
    `${name} is whole from its beginning to its end mark; ${verifiedAt(verified)}`,
  ],
  "archive.foreign": ({ name, verified }) => [
    `${name} is of the bash script, which only reading it tells more of; ${verifiedAt(verified)}`,
  ],
  "archive.unsound": ({ path, verified }) => [
    `${path} was found damaged on ${localTime(verified)}`,
    "Do not rely on it. Take a new one now: promsnap run",
  ],
  "archive.damaged": ({ name, files }) => [
    `${name} holds files that Prometheus itself had damaged: ${count(files, "en")}`,
    "Keep an older snapshot that has those blocks intact. A restore of this one takes --skip-damaged.",
  ],
  "retention.works": () => ["snapshots that KEEP_* does not keep are deleted after each run"],
  "retention.unset": () => ["no KEEP_* is set: no snapshot is ever deleted"],
  "replicas.seen": ({ store, snapshots }) => [`${store} can be looked at, and has ${snapshots} snapshots`],
  "replicas.unset": () => ["no REPLICATE_TO is set: a backup on the disk that it protects is half a backup"],
  "metrics.writable": ({ path }) => [`${path} can be written to`],
  "metrics.unset": () => ["none is set"],
  "log.writable": ({ path }) => [`${path} can be written to`],
  "log.refused": ({ path, reason }) => [
    `${path} cannot be written to: ${reason}`,
    "Runs would go unlogged. Check the path, its directory and their permissions.",
  ],
  "log.unset": () => ["none is set"],
};
