import type { ExpectedValue, ShellProblem } from "../../faults/config.ts";

/** What stands at the place that the parser refuses, and what to write instead. */
export const shellProblemsInFrench: { readonly [P in ShellProblem]: readonly [found: string, next: string] } = {
  append: ["+= n’est pas pris en charge", "Écrivez la valeur entière après =."],
  arithmetic: [
    "le calcul n’est pas pris en charge",
    "Écrivez le résultat, ou mettez une valeur qui contient $ entre apostrophes.",
  ],
  array: ["les tableaux ne sont pas pris en charge", "Mettez une valeur qui commence par ( entre apostrophes."],
  backquote: [
    "aucune commande n’est jamais exécutée",
    "Écrivez le résultat, ou mettez une valeur qui contient un accent grave entre apostrophes.",
  ],
  "brace expansion": ["export développerait cette accolade", "Mettez la valeur entre guillemets."],
  "byte order mark": [
    "le fichier commence par un indicateur d’ordre des octets (BOM)",
    "Enregistrez-le en UTF-8 sans BOM.",
  ],
  "carriage return": [
    "un retour chariot (fin de ligne Windows)",
    "Enregistrez le fichier avec des fins de ligne Unix : sed -i 's/\\r$//' FICHIER",
  ],
  command: [
    "un mot qui n’est pas une affectation",
    "Mettez entre guillemets une valeur qui contient des espaces. Aucune commande n’est jamais exécutée.",
  ],
  "command substitution": [
    "aucune commande n’est jamais exécutée",
    "Écrivez le résultat, ou mettez une valeur qui contient $ entre apostrophes.",
  ],
  "control character": ["un caractère de contrôle", "Supprimez-le, ou écrivez-le sous la forme $'\\xNN'."],
  escape: ["ce $'…' contient un échappement qui ne donne pas de texte UTF-8", "Écrivez le caractère lui-même."],
  "export argument": ["export attend ici NOM ou NOM=valeur", "Retirez les options, et les guillemets autour du nom."],
  "NUL byte": ["un octet nul", "Supprimez-le : bash l’ignorerait sans rien dire."],
  name: [
    "bash ne peut pas affecter de valeur à ce nom",
    "Un nom est fait de lettres, de chiffres et de _, et ne commence pas par un chiffre.",
  ],
  "not UTF-8": ["un octet qui n’est pas de l’UTF-8", "Enregistrez le fichier en UTF-8."],
  operator: ["un des signes & | < > ( ) ; se trouve ici sans guillemets", "Mettez la valeur entre apostrophes."],
  "parameter expansion": [
    "seul un nom simple peut figurer dans cette expansion",
    "Écrivez le résultat, ou mettez une valeur qui contient $ entre apostrophes.",
  ],
  "special variable": [
    "une variable que bash définit ou à laquelle il obéit",
    "Choisissez un autre nom, ou mettez une valeur qui contient $ entre apostrophes.",
  ],
  tilde: [
    "seuls ~ et ~/chemin sont développés",
    "Écrivez le répertoire en entier, ou mettez la valeur entre guillemets.",
  ],
  "trailing backslash": ["une barre oblique inverse termine le fichier", "Supprimez-la."],
  "translated quote": ['$"…" serait traduit d’après TEXTDOMAIN', 'Écrivez "…" sans le $.'],
  "unterminated quote": ["ce guillemet n’est jamais fermé", "Fermez-le, ou protégez-le par une barre oblique inverse."],
};

/** What a value should be, to follow "valeur attendue :". */
export function expectedInFrench(expected: ExpectedValue): string {
  switch (expected.kind) {
    case "absolutePath":
      return "un chemin absolu, comme /var/lib/prometheus-snapshot";
    case "secretAddress":
      return "une adresse http ou https avec son schéma, sans utilisateur, mot de passe ni #, comme https://hc-ping.com/UUID";
    case "metricsFile":
      return "un chemin absolu qui finit par .prom, comme /var/lib/prometheus/node-exporter/promsnap.prom";
    case "webAddress":
      return "une adresse http ou https, comme http://localhost:9090";
    case "webAddressWithoutUser":
      return "une adresse sans utilisateur ni mot de passe ; leur place est dans USERNAME et PASSWORD";
    case "webAddressWithoutQuery":
      return "une adresse sans ? ni #";
    case "duration":
      return `une durée comme 90, 90s, 5m ou 24h, de ${expected.least / 1000}s à ${expected.most / 3_600_000}h`;
    case "integer":
      return `un nombre entier de ${expected.least} à ${expected.most}`;
    case "yesOrNo":
      return "yes ou no";
    case "language":
      return "fr ou en";
    case "shell":
      return "bash, zsh ou fish";
    case "service":
      return "docker:NOM, podman:NOM, systemd:UNITÉ, exec:/programme/absolu ou none";
    case "owner":
      return "les numéros d’un utilisateur et d’un groupe, comme 65534:65534";
    case "span":
      return "des années, des jours ou des heures, comme 2y, 30d ou 12h, ou leur somme dans cet ordre, comme 1y6d";
    case "spanWithoutMonths":
      return "des années, des jours ou des heures, comme 2y, 90d ou 12h ; m voudrait dire des mois pour restic et des minutes dans les autres réglages : écrivez les mois en jours";
    case "schedule":
      return "cinq champs de cron pour minute, heure, jour, mois et jour de la semaine, qui arrivent un jour, comme 0 13 * * 1";
    case "calendar":
      return "une expression de calendrier de systemd, comme Mon *-*-* 13:00:00 (man systemd.time)";
    case "instanceName":
      return "des lettres, des chiffres, _, . et -, sans commencer par un signe, 64 au plus";
    case "listenAddress":
      return "une adresse avec un port, comme 127.0.0.1:9095, :9095 pour toutes les adresses, ou [::1]:9095";
    case "region":
      return "une région, comme eu-west-3";
    case "serverSideEncryption":
      return "AES256, aws:kms ou aws:kms:dsse";
    case "storageClass":
      return "une classe de stockage, comme STANDARD_IA";
    case "storageClassReadAtOnce":
      return "une classe de stockage dont les objets se lisent aussitôt : une restauration n’attend pas des heures";
    case "store":
      return "un chemin absolu, ou s3://bucket/préfixe";
    case "stores":
      return "des chemins absolus ou s3://bucket/préfixe, chacun une fois, séparés par des espaces";
    case "rate":
      return "des octets par seconde, au moins 1K, comme 500K, 20M ou 1G (milliers, millions …), ou 20Mi pour 2^20";
    case "apart":
      return `un autre répertoire que ${expected.key} (${expected.path}), qui a déjà les snapshots`;
    case "notEmpty":
      return "une valeur";
    case "outside":
      return `un chemin hors de ${expected.key} (${expected.path})`;
  }
}
