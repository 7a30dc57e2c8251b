/** The units of one installation. */
export interface UnitNames {
  readonly service: string;
  readonly timer: string;
  /** It brings an interrupted exchange of data to its end at boot. */
  readonly resume: string;
}

/** Where the configuration of the one Prometheus of a machine is, as with the script. */
export const plainConfigPath = "/etc/prometheus-snapshot.conf";
/** Where those of several are, `NAME.conf` each. */
export const configDirectory = "/etc/prometheus-snapshot";

/** What systemd takes for an instance as it is, and every file system for a name. */
const instanceName = "[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}";
const instancePath = new RegExp(`^${configDirectory}/(${instanceName})\\.conf$`);

/** Whether a Prometheus can be called so. */
export function isInstanceName(text: string): boolean {
  return new RegExp(`^${instanceName}$`).test(text);
}

/** The configuration file of the Prometheus of that name, or of the one that has none. */
export function configPathOf(name: string | undefined): string {
  return name === undefined ? plainConfigPath : `${configDirectory}/${name}.conf`;
}

/** The name of the Prometheus whose configuration this is; undefined for the one without, and for every other path. */
export function instanceOf(configPath: string): string | undefined {
  return instancePath.exec(configPath)?.[1];
}

/** The units of the Prometheus of that name, or of the one that has none; of the templates where the name is empty. */
export function unitNames(name: string | undefined): UnitNames {
  const instance = name === undefined ? "" : `@${name}`;
  return {
    service: `prometheus-snapshot${instance}.service`,
    timer: `prometheus-snapshot${instance}.timer`,
    resume: `prometheus-snapshot-resume${instance}.service`,
  };
}
