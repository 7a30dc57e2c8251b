import { basename } from "node:path/posix";
import { type ServiceSetting, sayService } from "../../config/service-setting.ts";
import type { ServiceSystem } from "../../services/manager.ts";
import { openService } from "../../services/open.ts";
import type { ServiceFacts } from "../../services/service.ts";

/** A Prometheus that runs on this machine, as the settings would name it. */
export interface FoundPrometheus {
  readonly SERVICE: string;
  readonly PROMETHEUS_DATA_DIR: string;
  readonly HOST: string;
}

/** How long a manager may take to say what runs, in milliseconds: nobody may be there to answer. */
const patience = 10_000;
const usualPort = "9090";
const listed = "{{.Names}}\t{{.Command}}\t{{.Ports}}";

/** Those that run under Docker, podman or systemd, and whose data directory can be told. What does not answer has none. */
export async function detectPrometheus(
  system: ServiceSystem,
  signal: AbortSignal,
): Promise<readonly FoundPrometheus[]> {
  const found: FoundPrometheus[] = [];
  for (const kind of ["docker", "podman"] as const) {
    const lines = await linesOf(system, [kind, "ps", "--no-trunc", "--format", listed], signal);
    for (const { name, port } of containersIn(lines)) {
      found.push(...(await described(system, { kind, name }, () => port, signal)));
    }
  }
  const units = ["list-units", "--type=service", "--state=active", "--plain", "--no-legend", "--no-pager"];
  for (const line of await linesOf(system, ["systemctl", ...units, "*prometheus*"], signal)) {
    const [name = ""] = line.trim().split(/\s+/);
    const port = ({ process }: ServiceFacts) => portOfProcess(system, process);
    found.push(...(await described(system, { kind: "systemd", name }, port, signal)));
  }
  return found;
}

/** Containers whose program is Prometheus, in the lines of `docker ps`, with the port that this machine reaches it at. */
export function containersIn(lines: readonly string[]): readonly { readonly name: string; readonly port: string }[] {
  return lines.flatMap((line) => {
    const [names = "", command = "", ports = ""] = line.split("\t");
    const words = command.replace(/^"|"$/g, "").split(" ");
    const [name = ""] = names.split(",");
    if (!isPrometheus(words) || name === "") return [];
    const inside = listenPort(words);
    return [{ name, port: new RegExp(`(\\d+)->${inside}/tcp`).exec(ports)?.[1] ?? inside }];
  });
}

/** podman leaves the program out where the image names it. */
function isPrometheus([program = "", ...args]: readonly string[]): boolean {
  const flagsAlone =
    program.startsWith("--") && [program, ...args].some((word) => /^--storage\.tsdb\.path\b/.test(word));
  return flagsAlone || basename(program) === "prometheus";
}

/** The port that a command line has Prometheus listen at. */
export function listenPort(argv: readonly string[]): string {
  const flag = argv.join(" ").match(/--web\.listen-address[= ]\S*?:(\d+)(?:\s|$)/);
  return flag?.[1] ?? usualPort;
}

/** A service as the settings would name it; none where its data directory or its address cannot be told. */
async function described(
  system: ServiceSystem,
  setting: ServiceSetting,
  portOf: (facts: ServiceFacts) => string | undefined,
  signal: AbortSignal,
): Promise<FoundPrometheus[]> {
  try {
    const facts = await openService(setting, system, { stopTimeout: patience }).facts(signal);
    // Debian's build, started without a flag, may keep its data in either of two places, of which one is there.
    const [data, ...others] = (facts.dataPaths ?? []).filter((path) => system.realPath(path) !== undefined);
    const port = portOf(facts);
    if (data === undefined || others.length > 0 || port === undefined) return [];
    return [{ SERVICE: sayService(setting), PROMETHEUS_DATA_DIR: data, HOST: `http://localhost:${port}` }];
  } catch {
    // Its manager does not answer, or it has just ended.
    signal.throwIfAborted();
    return [];
  }
}

/** Undefined for another program, such as an exporter, whose unit may be called so as well. */
function portOfProcess(system: ServiceSystem, process: number | undefined): string | undefined {
  if (process === undefined) return undefined;
  const text = new TextDecoder().decode(system.readFile(`/proc/${process}/cmdline`));
  const argv = text.replace(/\0$/, "").split("\0");
  return basename(argv[0] ?? "") === "prometheus" ? listenPort(argv) : undefined;
}

async function linesOf(
  system: ServiceSystem,
  [program, ...args]: readonly [string, ...string[]],
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    const { code, stdout } = await system.run([program, ...args], { timeout: patience, signal });
    return code === 0 ? stdout.split("\n").filter((line) => line.trim() !== "") : [];
  } catch {
    signal.throwIfAborted();
    return [];
  }
}
