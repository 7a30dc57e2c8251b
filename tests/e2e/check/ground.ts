import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ExaminationId } from "../../../src/report/findings.ts";
import { fillDataDirectory } from "../../bed/blocks.ts";
import { makeCertificates } from "../../bed/certificates.ts";
import { type Prometheus, startPrometheus, writeWebConfig } from "../../bed/prometheus.ts";
import type { PromsnapOptions } from "../../bed/promsnap.ts";
import type { Site } from "../../bed/scene.ts";
import { smallDisk } from "../../bed/temporary.ts";
import { type BareStation, openBareStation } from "../bare-station.ts";

/** A set-up in which everything is right, and what others are made of. */
export interface Ground extends AsyncDisposable {
  readonly station: BareStation;
  /** On a disk of its own, with one archive. */
  readonly store: string;
  readonly archive: string;
  /** Prometheuses that each want something: a login over TLS, a look at the date of their certificate. */
  readonly secured: Prometheus;
  readonly expired: Prometheus;
  /** Its admin API is off, and it takes late samples. */
  readonly limited: Prometheus;
  readonly password: string;
  /** Directories with the certificates of the former two: certificate.pem, and ca.pem, elsewhere.pem. */
  readonly certificates: { readonly secured: string; readonly others: string };
  /** A configuration of the station's Prometheus with that store; `values` overrides settings. */
  site(values?: Readonly<Record<string, string>>): Promise<Site>;
  /** A new directory below the station's. */
  directory(name: string): Promise<string>;
}

/** A set-up in which one thing is wrong, and what has to be found. */
export interface BrokenSetup {
  readonly name: string;
  broken(ground: Ground): Promise<Site | { readonly site: Site; readonly options: PromsnapOptions }>;
  readonly id: ExaminationId;
  /** A failure unless said otherwise. */
  readonly state?: "warning";
  readonly code: string;
  /** What the person is told to do. */
  readonly remedy: RegExp;
  /** What is wrong for the same reason. */
  readonly also?: readonly ExaminationId[];
  mend?(ground: Ground): Promise<unknown>;
}

const password = "p$'\"# é";

/** Starts it all: about five seconds. */
export async function layGround(): Promise<Ground> {
  await using stack = new AsyncDisposableStack();
  const station = stack.use(await openBareStation());
  const disk = stack.use(await smallDisk(64 << 20));
  const store = join(disk.path, "store");
  let directories = 0;
  const directory = async (name: string) => {
    const path = join(station.path, `${name}-${++directories}`);
    await mkdir(path);
    return path;
  };
  const start = async (options: Partial<Parameters<typeof startPrometheus>[0]>) => {
    const dataDirectory = await directory("data");
    await fillDataDirectory(dataDirectory);
    return stack.use(await startPrometheus({ dataDirectory, ...options }));
  };
  const certificates = { secured: await directory("web"), others: await directory("web") };
  const { others } = certificates;
  await makeCertificates(others);
  const old = { certificate: join(others, "expired.pem"), key: join(others, "expired.key") };
  const [secured, expired, limited] = await Promise.all([
    start({ web: await writeWebConfig(certificates.secured, "admin", password) }),
    start({ web: await writeWebConfig(others, "admin", password, old) }),
    start({ adminApi: false, storage: { tsdb: { out_of_order_time_window: "30m" } } }),
  ]);
  const site = (values: Readonly<Record<string, string>> = {}) => station.other({ SNAPSHOT_DIR: store, ...values });
  // Other users have to come as far as the configuration.
  await chmod(station.path, 0o755);
  await station.operator.prometheus().scraped();
  const first = await site();
  const { code, stderr } = await first.run();
  if (code !== 0) throw new Error(stderr);
  const [archive = ""] = await first.archives();
  const all = stack.move();
  const close = () => all.disposeAsync();
  const servers = { station, secured, expired, limited, password, certificates };
  return { ...servers, store, archive, site, directory, [Symbol.asyncDispose]: close };
}
