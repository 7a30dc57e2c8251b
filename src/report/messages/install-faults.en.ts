import { expectedInEnglish } from "./config.en.ts";
import type { InstallFaultSentences, InstallNoticeSentences } from "./sentences.ts";

/** Every fault of an installation in English. */
export const installFaultsInEnglish: InstallFaultSentences = {
  "install.notRoot": ({ command }) => [`${command} changes the system, which takes root`, `Type: sudo ${command}`],
  "install.noSystemd": () => [
    "this machine was not booted with systemd, which would start promsnap",
    "Have promsnap daemon take the snapshots by SCHEDULE, or let cron start promsnap run.",
  ],
  "install.notCompiled": () => [
    "these are promsnap's sources, run by Bun or Deno: there is no executable to install",
    "Type: npm run build, then: dist/promsnap install",
  ],
  "install.otherConfiguration": ({ path, usual, named }) => [
    `no unit would read the configuration ${path}`,
    `Its place is ${usual}; of several Prometheus on one machine each has a name: promsnap install --name NAME, with ${named}.`,
  ],
  "install.unconfirmed": ({ paths }) => [
    `nothing was changed: these files are not promsnap's, or were changed since, and nobody is there to agree: ${paths.join(", ")}`,
    "To see what would be done: promsnap install --dry-run. To have it done, a .bak of each being kept: promsnap install --yes",
  ],
  "install.unanswered": ({ path, command }) => [
    `there is no ${path}, and no terminal to ask what should be in it`,
    `Write it, or say it and what was found is taken for the rest: ${command}`,
  ],
  "install.unfitAnswer": ({ key, value, expected }) => [
    value === "" ? `${key} needs an answer: nothing was found to take for it` : `${key} is ${value}`,
    `Expected: ${expectedInEnglish(expected)}.`,
  ],
  "install.twoSchedules": ({ origin, calendar }) => [
    `SCHEDULE (${origin}) and --on-calendar ${calendar} both say when`,
    "Remove the line SCHEDULE, or leave --on-calendar out.",
  ],
  "install.commandFailed": ({ command, code, reason }) => [
    `${command} ended with ${code}${reason === "" ? "" : `: ${reason}`}`,
    "Remove the cause, then install again: what is done already stays, and the rest follows.",
  ],
  "install.scriptConfiguration": ({ script, path, wanted }) => [
    `the script ${script} reads ${path}, and promsnap's units read ${wanted}`,
    `Copy it there, then install again: cp -p ${path} ${wanted}`,
  ],
  "install.notInstalled": ({ unit }) => [
    `there is no ${unit} of promsnap's: nothing is installed under that name`,
    "To see what is: systemctl list-unit-files 'prometheus-snapshot*'",
  ],
};

/** Every notice of an installation in English. */
export const installNoticesInEnglish: InstallNoticeSentences = {
  "install.crontab": ({ origin }) => [
    `${origin} starts the bash script, too`,
    "promsnap's timer takes its place: remove that line, or two programs work on the same data.",
  ],
};
