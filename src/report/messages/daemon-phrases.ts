/** What the daemon says of itself. Times are local ones. */
export interface DaemonPhrases {
  /** The next run by the schedule, in this process's time zone. */
  next(time: string, schedule: string, zone: string): string;
  /** The next attempt at a run that failed or was cut off. */
  nextAttempt(time: string): string;
  late(time: string): string;
  listening(address: string): string;
  /** After what is wrong with the configuration. */
  readonly keepsLast: string;
  readonly changed: string;
  /** After why the data directory cannot be used. */
  readonly unclaimed: string;
}

/** In English. */
export const daemonPhrasesInEnglish: DaemonPhrases = {
  next: (time, schedule, zone) => `next run: ${time} (${schedule}, ${zone})`,
  nextAttempt: (time) => `next attempt: ${time}`,
  late: (time) => `what was due at ${time} is done now`,
  listening: (address) => `/healthz and /metrics on ${address}`,
  keepsLast: "until that is mended the last configuration that could be used stays in use, and /healthz answers 503",
  changed: "the configuration was read again and is in use",
  unclaimed: "the daemon looks again twice a minute; a run that is due before fails",
};

/** In French. */
export const daemonPhrasesInFrench: DaemonPhrases = {
  next: (time, schedule, zone) => `prochaine exécution : ${time} (${schedule}, ${zone})`,
  nextAttempt: (time) => `prochaine tentative : ${time}`,
  late: (time) => `ce qui était à faire à ${time} est fait maintenant`,
  listening: (address) => `/healthz et /metrics sur ${address}`,
  keepsLast:
    "d’ici à ce que ce soit corrigé, la dernière configuration utilisable reste en vigueur, et /healthz répond 503",
  changed: "la configuration a été relue et est en vigueur",
  unclaimed: "le daemon regarde à nouveau deux fois par minute ; une exécution à faire d’ici là échoue",
};
