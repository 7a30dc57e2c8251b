import { expectedInFrench } from "./config.fr.ts";
import type { InstallFaultSentences, InstallNoticeSentences } from "./sentences.ts";

/** Every fault of an installation in French. */
export const installFaultsInFrench: InstallFaultSentences = {
  "install.notRoot": ({ command }) => [`${command} change le système, ce qui demande root`, `Tapez : sudo ${command}`],
  "install.noSystemd": () => [
    "cette machine n’a pas été démarrée avec systemd, qui lancerait promsnap",
    "Faites prendre les snapshots par promsnap daemon, selon SCHEDULE, ou lancer promsnap run par cron.",
  ],
  "install.notCompiled": () => [
    "ce sont les sources de promsnap, exécutées par Bun ou Deno : il n’y a pas d’exécutable à installer",
    "Tapez : npm run build, puis : dist/promsnap install",
  ],
  "install.otherConfiguration": ({ path, usual, named }) => [
    `aucune unité ne lirait la configuration ${path}`,
    `Sa place est ${usual} ; de plusieurs Prometheus sur une machine, chacun a un nom : promsnap install --name NOM, avec ${named}.`,
  ],
  "install.unconfirmed": ({ paths }) => [
    `rien n’a été changé : ces fichiers ne sont pas de promsnap, ou ont été modifiés depuis, et personne n’est là pour donner son accord : ${paths.join(", ")}`,
    "Pour voir ce qui serait fait : promsnap install --dry-run. Pour le faire, un .bak de chacun étant gardé : promsnap install --yes",
  ],
  "install.unanswered": ({ path, command }) => [
    `il n’y a pas de ${path}, et pas de terminal pour demander ce qu’il doit contenir`,
    `Écrivez-le, ou dites-le, ce qui a été trouvé valant pour le reste : ${command}`,
  ],
  "install.unfitAnswer": ({ key, value, expected }) => [
    value === "" ? `${key} demande une réponse : rien n’a été trouvé qui en tienne lieu` : `${key} vaut ${value}`,
    `Valeur attendue : ${expectedInFrench(expected)}.`,
  ],
  "install.twoSchedules": ({ origin, calendar }) => [
    `SCHEDULE (${origin}) et --on-calendar ${calendar} disent tous deux quand`,
    "Supprimez la ligne SCHEDULE, ou omettez --on-calendar.",
  ],
  "install.commandFailed": ({ command, code, reason }) => [
    `${command} s’est terminé avec ${code}${reason === "" ? "" : ` : ${reason}`}`,
    "Supprimez la cause, puis installez de nouveau : ce qui est fait reste, le reste suit.",
  ],
  "install.scriptConfiguration": ({ script, path, wanted }) => [
    `le script ${script} lit ${path}, et les unités de promsnap lisent ${wanted}`,
    `Copiez-le là, puis installez de nouveau : cp -p ${path} ${wanted}`,
  ],
  "install.notInstalled": ({ unit }) => [
    `promsnap n’a pas de ${unit} ici : rien n’est installé sous ce nom`,
    "Pour voir ce qui l’est : systemctl list-unit-files 'prometheus-snapshot*'",
  ],
};

/** Every notice of an installation in French. */
export const installNoticesInFrench: InstallNoticeSentences = {
  "install.crontab": ({ origin }) => [
    `${origin} lance aussi le script bash`,
    "Le timer de promsnap prend sa place : supprimez cette ligne, sinon deux programmes travaillent sur les mêmes données.",
  ],
};
