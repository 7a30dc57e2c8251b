import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type BlockParameters, cachedBlocks, oneDay } from "./blocks.ts";
import { fillImage, image, imageSettings } from "./image.ts";
import { type CommandOptions, must, type Outcome, type Place, type Running, run, start } from "./processes.ts";
import { queryPath, resultOf, serverFlags } from "./prometheus.ts";
import { temporaryDirectory } from "./temporary.ts";
import { until } from "./waiting.ts";

/** The names of the guide: its container, its volume, and where Docker keeps the volume's files. */
export const guide = {
  container: "prometheus",
  volume: "local-monitoring_prometheus_data",
  dataDirectory: "/var/lib/docker/volumes/local-monitoring_prometheus_data/_data",
  host: "http://localhost:9090",
  configuration: "/etc/prometheus-snapshot.conf",
} as const;

/**
 * A Docker daemon with mount and network namespaces of its own. Inside, /var/lib/docker is the daemon's, as on a
 * usual host; /etc, /usr/local, /var/lib and /var/log are the machine's with changes that stay inside; port 9090
 * is free and there is no network but the loopback.
 */
export interface Docker extends AsyncDisposable {
  /** Runs a command inside; `docker` there speaks to this daemon. */
  readonly place: Place;
  exec(command: readonly string[], options?: CommandOptions): Promise<Outcome>;
  /** The same, for commands that have to succeed; returns stdout. */
  must(...command: readonly string[]): Promise<string>;
  /** Where this process finds a file that is at `path` inside. */
  path(path: string): string;
  /** An instant query to the container's Prometheus: see Prometheus.query. */
  query(expression: string, time?: number): Promise<string>;
  /** Fills the guide's volume with blocks and starts the guide's container; waits until it is ready. */
  runPrometheus(options?: ContainerOptions): Promise<void>;
  ready(): Promise<void>;
  stop(): Promise<void>;
}

export interface ContainerOptions {
  readonly blocks?: BlockParameters;
  readonly adminApi?: boolean;
  /** Further arguments of docker run, before the image. */
  readonly docker?: readonly string[];
}

const boot = `
set -euo pipefail
disk=$1 memory=$2
shift 2
mount -t tmpfs promsnap-test "$memory"
for place in /etc /usr/local /var/lib /var/log; do
  layers=$memory$place
  mkdir -p "$layers"/{upper,work}
  mount -t overlay promsnap-test -o "lowerdir=$place,upperdir=$layers/upper,workdir=$layers/work" "$place"
done
mkdir -p /var/lib/docker
mount --bind "$disk" /var/lib/docker
ip link set lo up
exec "$@"
`;

/** Starts the daemon and gives it the image. About three seconds. Root only. */
export async function startDocker(): Promise<Docker> {
  const place = await temporaryDirectory();
  const at = (name: string) => join(place.path, name);
  await Promise.all(["disk", "memory", "image", "exec"].map((name) => mkdir(at(name))));
  const socket = `unix://${at("docker.sock")}`;
  const daemon = ["/usr/sbin/dockerd", "--host", socket, "--exec-root", at("exec"), "--pidfile", at("pid")];
  const child = start([
    ...[
      "unshare",
      "--mount",
      "--propagation",
      "private",
      "--net",
      "bash",
      "-c",
      boot,
      "bash",
      at("disk"),
      at("memory"),
    ],
    ...[...daemon, "--bridge=none", "--iptables=false", "--ip-forward=false", "--storage-driver=overlay2"],
  ]);
  const docker = handle(child, socket);
  const stop = async () => {
    await docker.exec(["bash", "-c", "docker ps -aq | xargs -r docker rm -f"]);
    await child.stop();
    await place.remove();
  };
  try {
    await until("dockerd", async () => (await docker.exec(["docker", "info"])).code === 0).catch((error) => {
      throw new Error(`${error}\n${child.output().stderr.slice(-2000)}`);
    });
    await importImage(docker, at("image"));
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...docker, stop, [Symbol.asyncDispose]: stop };
}

type Handle = Omit<Docker, "stop" | typeof Symbol.asyncDispose>;

function handle({ pid }: Running, socket: string): Handle {
  const namespaces = ["nsenter", "--target", `${pid}`, "--mount", "--net", "--wd=/"];
  const place: Place = (command) => [...namespaces, "env", `DOCKER_HOST=${socket}`, ...command];
  const query = async (expression: string, time?: number) =>
    resultOf(await must(place(["curl", "-sS", guide.host + queryPath(expression, time)])));
  const ready = async () => {
    const ask = () => run(place(["curl", "-fsS", `${guide.host}/-/ready`]));
    await until("the container's Prometheus", async () => (await ask()).code === 0);
  };
  return {
    place,
    exec: (command, options) => run(place(command), options),
    must: (...command) => must(place(command)),
    path: (path) => `/proc/${pid}/root${path}`,
    query,
    ready,
    runPrometheus: (options = {}) => runPrometheus(place, `/proc/${pid}/root`, options).then(ready),
  };
}

async function runPrometheus(place: Place, root: string, options: ContainerOptions): Promise<void> {
  const { blocks = oneDay, adminApi = true, docker = [] } = options;
  await must(place(["docker", "volume", "create", guide.volume]));
  await cp(await cachedBlocks(blocks), root + guide.dataDirectory, { recursive: true, preserveTimestamps: true });
  await must(place(["chown", "-R", "65534:65534", guide.dataDirectory]));
  const network = ["--network", "host", "--volume", `${guide.volume}:/prometheus`];
  const config = "--config.file=/etc/prometheus/prometheus.yml";
  const flags = [config, ...serverFlags("/prometheus", { adminApi })];
  await must(place(["docker", "run", "--detach", "--name", guide.container, ...network, ...docker, image, ...flags]));
}

async function importImage(docker: Handle, root: string): Promise<void> {
  await fillImage(root);
  const pipe = 'root=$1; shift; tar -C "$root" -c . | docker import "$@"';
  await docker.must("bash", "-c", pipe, "bash", root, ...imageSettings, "-", image);
}
