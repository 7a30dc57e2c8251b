import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type BlockParameters, fillDataDirectory } from "../bed/blocks.ts";
import { hireOperator, type Operator } from "../bed/operator.ts";
import { here } from "../bed/processes.ts";
import { type PrometheusOptions, writeWebConfig } from "../bed/prometheus.ts";
import { openSite, type Site } from "../bed/scene.ts";
import { temporaryDirectory } from "../bed/temporary.ts";
import { type Traveller, travel } from "./trip.ts";

/** A bare Prometheus that an operator's program stops and starts, and promsnap's configuration for it. */
export interface BareStation extends AsyncDisposable {
  readonly path: string;
  readonly data: string;
  readonly operator: Operator;
  readonly site: Site;
  readonly traveller: Traveller;
  /** Another configuration for the same Prometheus. */
  other(values: Readonly<Record<string, string>>): Promise<Site>;
  close(): Promise<void>;
}

export interface BareOptions extends Omit<PrometheusOptions, "dataDirectory" | "web"> {
  readonly blocks?: BlockParameters;
  /** Whether it wants TLS and a password (no). */
  readonly secured?: boolean;
}

/** Starts it over generated blocks. */
export async function openBareStation({ blocks, secured = false, ...options }: BareOptions = {}): Promise<BareStation> {
  const place = await temporaryDirectory();
  const data = join(place.path, "data");
  await fillDataDirectory(data, blocks);
  await mkdir(join(place.path, "web"));
  const web = secured ? await writeWebConfig(join(place.path, "web"), "admin", "p$'\"# é") : undefined;
  const operator = await hireOperator({ ...options, dataDirectory: data, ...(web && { web }) });
  const { url: host } = operator.prometheus();
  const login = web && { USERNAME: web.username, PASSWORD: web.password, TLS_CA_FILE: web.certificate };
  let sites = 0;
  const other = (values: Readonly<Record<string, string>>) =>
    openSite(join(place.path, `site-${++sites}`), {
      HOST: host,
      PROMETHEUS_DATA_DIR: data,
      SERVICE: `exec:${operator.program}`,
      ...login,
      ...values,
    });
  const site = await other({});
  const curl = web === undefined ? [] : ["--cacert", web.certificate, "--user", `${web.username}:${web.password}`];
  const close = async () => {
    await operator[Symbol.asyncDispose]();
    await place.remove();
  };
  const traveller = travel({ place: here, host, curl, data, ...site });
  return { path: place.path, data, operator, site, traveller, other, close, [Symbol.asyncDispose]: close };
}
