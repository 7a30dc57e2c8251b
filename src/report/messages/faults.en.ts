import type { FaultSentences } from "./sentences.ts";

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
  "usage.unexpectedValue": ({ option, command }) => [`${option} takes no value`, `See: ${command} --help`],
  "usage.repeatedOption": ({ option, command }) => [`${option} is given twice`, `See: ${command} --help`],

  "tls.insecureUnsupported": () => [
    "TLS_INSECURE does not work under Deno",
    "Start Deno with --unsafely-ignore-certificate-errors=HOST, or better, name the certificate's authority in TLS_CA_FILE.",
  ],

  "files.failed": ({ operation, path, errno, reason }) => [`${operation} failed on ${path}: ${reason} (${errno})`],
  "files.full": ({ operation, path }) => [
    `no space left: ${operation} failed on ${path}`,
    "Free space on that file system, or move SNAPSHOT_DIR to a larger one.",
  ],
  "files.notPlain": ({ path, found, wanted }) => [
    `${path} is a ${found} where a plain ${wanted} was expected`,
    "promsnap follows no link and opens no device here. Remove it if you do not know where it comes from.",
  ],

  "signal.interrupted": () => ["interrupted (SIGINT)"],
  "signal.terminated": () => ["terminated (SIGTERM)"],
  internal: ({ reason }) => [`internal error: ${reason}`, "This is a bug in promsnap. Please report it."],
};
