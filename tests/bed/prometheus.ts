import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "./ports.ts";
import { must, type Outcome, type Running, start } from "./processes.ts";
import { prometheus3 } from "./prometheus3.ts";
import { temporaryDirectory } from "./temporary.ts";
import { until } from "./waiting.ts";

/** Debian's 2.42, and the 3.16 that `scripts/setup test` builds: the ability `prometheus3`. */
export type Version = "2" | "3";

/** The program of each version. */
export const programs: Readonly<Record<Version, string>> = { 2: "prometheus", 3: prometheus3 };

export interface PrometheusOptions {
  /** Which one (2). */
  readonly version?: Version;
  /** Its --storage.tsdb.path; created when it does not exist. */
  readonly dataDirectory: string;
  /** Whether the snapshot call is allowed (yes). */
  readonly adminApi?: boolean;
  /** How long it keeps samples (100 years, so that it deletes nothing). */
  readonly retention?: string;
  /** Whether it compacts blocks. By default it leaves them as the test laid them there. */
  readonly compaction?: boolean;
  /** A fixed port, to start a second time on the first one's. */
  readonly port?: number;
  /** The web.config.file and the credentials that it asks for: see {@link writeWebConfig}. */
  readonly web?: WebConfig;
  /** For instance `--web.route-prefix=/metrics-of/`. */
  readonly flags?: readonly string[];
  /** Further settings for every scrape, such as `scrape_native_histograms`. */
  readonly scraping?: Readonly<Record<string, unknown>>;
  /** Whom it scrapes beside itself: `127.0.0.1:9100`. */
  readonly targets?: readonly string[];
  /** The configuration's section of that name, such as an out-of-order window. */
  readonly storage?: Readonly<Record<string, unknown>>;
  /** What the API's paths begin with, when a flag moves them. */
  readonly prefix?: string;
}

/** A real Prometheus on a loopback port, which scrapes itself each second. */
export interface Prometheus extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly dataDirectory: string;
  /** GET of a path of it, with its credentials. Gives up after 30 seconds, or as the signal says. */
  get(path: string, signal?: AbortSignal): Promise<Response>;
  /** The result of an instant query, sorted, as JSON text: the same text means the same samples. */
  query(expression: string, time?: number): Promise<string>;
  /** Waits until it holds a sample of itself (version 2: 5 s after its start), so that a snapshot has a head block. */
  scraped(): Promise<void>;
  output(): string;
  /** Settles when its process has ended. */
  readonly ended: Promise<Outcome>;
  stop(): Promise<Outcome>;
  kill(signal: NodeJS.Signals): void;
}

/** TLS with a certificate of its own and one user with a password. */
export interface WebConfig {
  readonly file: string;
  readonly certificate: string;
  readonly username: string;
  readonly password: string;
}

/**
 * A self-signed certificate for localhost and 127.0.0.1 in the directory. It is no authority's: rustls (Deno) refuses an
 * authority's as a server's own.
 */
export async function writeCertificate(directory: string): Promise<{ certificate: string; key: string }> {
  const [certificate, key] = [join(directory, "certificate.pem"), join(directory, "key.pem")];
  const request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const subject = ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const kind = ["-addext", "basicConstraints=critical,CA:FALSE"];
  await must([...request, ...subject, ...kind, "-keyout", key, "-out", certificate]);
  return { certificate, key };
}

/** Writes a web.config.file for TLS and basic auth into the directory; with a certificate of its own unless one is given. */
export async function writeWebConfig(
  directory: string,
  username: string,
  password: string,
  files?: { readonly certificate: string; readonly key: string },
): Promise<WebConfig> {
  const { certificate, key } = files ?? (await writeCertificate(directory));
  const hash = await Bun.password.hash(password, { algorithm: "bcrypt", cost: 4 });
  const file = join(directory, "web.yml");
  const tls = `tls_server_config: {cert_file: ${certificate}, key_file: ${key}}\n`;
  await Bun.write(file, `${tls}basic_auth_users: {${JSON.stringify(username)}: ${JSON.stringify(hash)}}\n`);
  await chmod(file, 0o600);
  return { file, certificate, username, password };
}

/** The flags that every Prometheus of the bed has: it deletes nothing and compacts nothing unless told to. */
export function serverFlags(
  dataDirectory: string,
  {
    adminApi = true,
    compaction = false,
    retention = "100y",
  }: Pick<PrometheusOptions, "adminApi" | "compaction" | "retention">,
): readonly string[] {
  return [
    `--storage.tsdb.path=${dataDirectory}`,
    `--storage.tsdb.retention.time=${retention}`,
    ...(compaction ? [] : ["--storage.tsdb.min-block-duration=2h", "--storage.tsdb.max-block-duration=2h"]),
    ...(adminApi ? ["--web.enable-admin-api"] : []),
  ];
}

/** The 3.16 can be told to scrape at once; the 2.42 begins five seconds after its start, whatever one says. */
const soon: Readonly<Record<Version, readonly string[]>> = { 2: [], 3: ["--scrape.discovery-reload-interval=100ms"] };

/** Starts Prometheus and waits until it is ready. */
export async function startPrometheus(options: PrometheusOptions): Promise<Prometheus> {
  const { version = "2", dataDirectory, web, prefix = "" } = options;
  const port = options.port ?? (await freePort());
  const settings = await temporaryDirectory();
  await mkdir(dataDirectory, { recursive: true });
  await Bun.write(join(settings.path, "prometheus.yml"), scrapingItself(port, options));
  const child = start([
    programs[version],
    `--config.file=${settings.path}/prometheus.yml`,
    ...serverFlags(dataDirectory, options),
    ...soon[version],
    `--web.listen-address=127.0.0.1:${port}`,
    ...(web === undefined ? [] : [`--web.config.file=${web.file}`]),
    ...(options.flags ?? []),
  ]);
  const prometheus = handle(
    child,
    `${web === undefined ? "http" : "https"}://localhost:${port}${prefix}`,
    options,
    port,
  );
  const stop = async () => {
    const outcome = await child.stop();
    await settings.remove();
    return outcome;
  };
  try {
    await ready(prometheus, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...prometheus, stop, [Symbol.asyncDispose]: async () => void (await stop()) };
}

async function ready(prometheus: Pick<Prometheus, "get" | "output">, child: Running): Promise<void> {
  const gone = child.ended.then(() => {
    throw new Error(`prometheus ended at once: ${prometheus.output()}`);
  });
  // One answer that never comes must not be waited for as long as all of them.
  const isReady = async () => (await prometheus.get("/-/ready", AbortSignal.timeout(3000))).ok;
  await Promise.race([until("prometheus ready", isReady, 60_000), gone]);
}

function scrapingItself(port: number, { prefix = "", web, scraping, targets, storage }: PrometheusOptions): string {
  const job = {
    job_name: "self",
    metrics_path: `${prefix}/metrics`,
    static_configs: [{ targets: [`localhost:${port}`] }],
    ...(web && {
      scheme: "https",
      tls_config: { ca_file: web.certificate },
      basic_auth: { username: web.username, password: web.password },
    }),
  };
  const others = targets === undefined ? [] : [{ job_name: "others", static_configs: [{ targets }] }];
  return JSON.stringify({ global: { scrape_interval: "1s", ...scraping }, scrape_configs: [job, ...others], storage });
}

function handle(child: Running, url: string, options: PrometheusOptions, port: number) {
  const { web, dataDirectory } = options;
  const credentials = web && Buffer.from(`${web.username}:${web.password}`).toString("base64");
  const get = (path: string, signal = AbortSignal.timeout(30_000)) =>
    fetch(url + path, {
      signal,
      headers: credentials === undefined ? {} : { authorization: `Basic ${credentials}` },
      tls: { rejectUnauthorized: false },
    });
  const query = (expression: string, time?: number) => queryWith(get, expression, time);
  return {
    url,
    port,
    pid: child.pid,
    dataDirectory,
    get,
    query,
    scraped: async () => void (await until("a scrape", async () => (await query("up")).includes('"1"'))),
    output: () => child.output().stderr,
    ended: child.ended,
    kill: child.kill,
  };
}

/** The path and parameters of an instant query. */
export function queryPath(expression: string, time?: number): string {
  const at = time === undefined ? {} : { time: `${time}` };
  return `/api/v1/query?${new URLSearchParams({ query: expression, ...at })}`;
}

/** The result in the answer to an instant query, sorted, as JSON text. */
export function resultOf(answer: string): string {
  const { status, data } = JSON.parse(answer) as { status: string; data: { result: { metric: unknown }[] } };
  if (status !== "success") throw new Error(answer);
  return `[${data.result.map((series) => JSON.stringify(series)).sort()}]`;
}

async function queryWith(get: Prometheus["get"], expression: string, time?: number): Promise<string> {
  return resultOf(await (await get(queryPath(expression, time))).text());
}
