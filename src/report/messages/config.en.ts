import type { ExpectedValue, ShellProblem } from "../../faults/config.ts";

/** What stands at the place that the parser refuses, and what to write instead. */
export const shellProblemsInEnglish: { readonly [P in ShellProblem]: readonly [found: string, next: string] } = {
  append: ["+= is not supported", "Write the whole value after =."],
  arithmetic: ["arithmetic is not supported", "Write the result, or put a value with $ between single quotes."],
  array: ["an array is not supported", "Put a value that begins with ( between single quotes."],
  backquote: ["a command is never run", "Write the result, or put a value with a backquote between single quotes."],
  "brace expansion": ["export would expand this brace", "Put the value between quotes."],
  "byte order mark": ["the file begins with a byte order mark", "Save it as UTF-8 without a byte order mark."],
  "carriage return": [
    "a carriage return (a Windows line end)",
    "Save the file with Unix line ends: sed -i 's/\\r$//' FILE",
  ],
  command: ["a word that is no assignment", "Put a value with spaces between quotes. Commands are never run."],
  "command substitution": ["a command is never run", "Write the result, or put a value with $ between single quotes."],
  "control character": ["a control character", "Remove it, or write it as $'\\xNN'."],
  escape: ["this $'…' holds an escape that gives no UTF-8 text", "Write the character itself."],
  "export argument": ["export takes NAME or NAME=value here", "Leave out options, and quotes around the name."],
  "NUL byte": ["a NUL byte", "Remove it: bash would drop it silently."],
  name: ["this is not a name that bash can assign", "Names are letters, digits and _, and begin with no digit."],
  "not UTF-8": ["a byte that is not UTF-8", "Save the file as UTF-8."],
  operator: ["one of & | < > ( ) ; stands here unquoted", "Put the value between single quotes."],
  "parameter expansion": [
    "only a plain name may stand in this expansion",
    "Write the result, or put a value with $ between single quotes.",
  ],
  "special variable": [
    "a variable that bash itself sets or obeys",
    "Choose another name, or put a value with $ between single quotes.",
  ],
  tilde: ["only ~ and ~/path are expanded", "Write the directory in full, or put the value between quotes."],
  "trailing backslash": ["a backslash ends the file", "Remove it."],
  "translated quote": ['$"…" would be translated by TEXTDOMAIN', 'Write "…" without the $.'],
  "unterminated quote": ["this quote is never closed", "Close it, or escape it with a backslash."],
};

/** What a value should be, to follow "expected:". */
export function expectedInEnglish(expected: ExpectedValue): string {
  switch (expected.kind) {
    case "absolutePath":
      return "an absolute path, such as /var/lib/prometheus-snapshot";
    case "secretAddress":
      return "an http or https address with its scheme, without user, password and #, such as https://hc-ping.com/UUID";
    case "metricsFile":
      return "an absolute path that ends in .prom, such as /var/lib/prometheus/node-exporter/promsnap.prom";
    case "webAddress":
      return "an http or https address, such as http://localhost:9090";
    case "webAddressWithoutUser":
      return "an address without user and password; they belong in USERNAME and PASSWORD";
    case "webAddressWithoutQuery":
      return "an address without ? and #";
    case "duration":
      return `a duration such as 90, 90s, 5m or 24h, from ${expected.least / 1000}s to ${expected.most / 3_600_000}h`;
    case "integer":
      return `a whole number from ${expected.least} to ${expected.most}`;
    case "yesOrNo":
      return "yes or no";
    case "language":
      return "fr or en";
    case "shell":
      return "bash, zsh or fish";
    case "service":
      return "docker:NAME, podman:NAME, systemd:UNIT, exec:/absolute/program or none";
    case "owner":
      return "the numbers of a user and a group, such as 65534:65534";
    case "span":
      return "years, days or hours, such as 2y, 30d or 12h, or a sum of them in that order, such as 1y6d";
    case "spanWithoutMonths":
      return "years, days or hours, such as 2y, 90d or 12h; m would be months to restic and is minutes in other settings here, so write months as days";
    case "schedule":
      return "five fields of cron for minute, hour, day, month and weekday that come true some day, such as 0 13 * * 1";
    case "calendar":
      return "a calendar expression of systemd's, such as Mon *-*-* 13:00:00 (man systemd.time)";
    case "instanceName":
      return "letters, digits, _, . and -, not beginning with a sign, at most 64";
    case "listenAddress":
      return "an address with a port, such as 127.0.0.1:9095, :9095 for all addresses, or [::1]:9095";
    case "region":
      return "a region, such as eu-west-3";
    case "serverSideEncryption":
      return "AES256, aws:kms or aws:kms:dsse";
    case "storageClass":
      return "a storage class, such as STANDARD_IA";
    case "storageClassReadAtOnce":
      return "a storage class whose objects can be read at once: a restore does not wait for hours";
    case "store":
      return "an absolute path, or s3://bucket/prefix";
    case "stores":
      return "absolute paths or s3://bucket/prefix, each once, separated by spaces";
    case "rate":
      return "bytes in a second, at least 1K, such as 500K, 20M or 1G (thousands, millions …), or 20Mi for 2^20";
    case "apart":
      return `another directory than ${expected.key} (${expected.path}), for that one has the snapshots already`;
    case "notEmpty":
      return "a value";
    case "outside":
      return `a path outside ${expected.key} (${expected.path})`;
  }
}
