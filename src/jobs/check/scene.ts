import type { ExaminedConfiguration, UnknownSetting } from "../../config/examine.ts";
import type { Settings } from "../../config/settings.ts";
import { fault } from "../../errors.ts";
import type { PrometheusClient } from "../../prometheus/client.ts";
import { reportedDataPath } from "../../prometheus/data-path.ts";
import { ownDirectoryName } from "../../prometheus/own-directory.ts";
import { openService } from "../../services/open.ts";
import type { Service, ServiceFacts } from "../../services/service.ts";
import { instanceOf, type UnitNames, unitNames } from "../../services/unit-names.ts";
import { openForReading } from "../../stores/open.ts";
import { snapshotsFile, UploadRecord } from "../../stores/s3/upload-record.ts";
import type { Store } from "../../stores/store.ts";
import type { Directory } from "../../system/directory.ts";
import { ifPresent } from "../../system/errno.ts";
import type { System } from "../../system/system.ts";
import { clientOf } from "../backup.ts";
import { type NewestArchive, newestArchive } from "../find-archive.ts";
import { openData } from "../workplace.ts";
import { type Likeness, likenessOf } from "./likeness.ts";
import { type Reach, reachOf } from "./reach.ts";

/**
 * What the examinations look at, each thing gathered at most once and only when somebody looks. Nothing is written, and
 * no lock is taken. It is closed by disposing of it.
 */
export class Scene implements Disposable {
  readonly system: System;
  readonly signal: AbortSignal;
  /** The path of the configuration file. */
  readonly path: string;
  readonly examined: ExaminedConfiguration;
  readonly #opened = new DisposableStack();
  readonly #known = new Map<string, unknown>();

  constructor(system: System, signal: AbortSignal, path: string, examined: ExaminedConfiguration) {
    this.system = system;
    this.signal = signal;
    this.path = path;
    this.examined = examined;
  }

  isUnknown(key: UnknownSetting): boolean {
    return this.examined.configuration === undefined || this.examined.unknown.has(key);
  }

  /** The units that work with this configuration. */
  get units(): UnitNames {
    return unitNames(instanceOf(this.path));
  }

  /** Only for what `needs` some of them. */
  get settings(): Settings {
    const { configuration } = this.examined;
    if (configuration === undefined) throw fault("internal", { reason: "settings of an unread configuration" });
    return configuration.settings;
  }

  get client(): PrometheusClient {
    return this.#once("client", () => clientOf(this));
  }

  /** How far a question to HOST comes. */
  reach(): Promise<Reach> {
    return this.#once("reach", () => reachOf(() => this.client, this.signal));
  }

  /** Whether HOST is that of the data directory; throws what keeps it from being told. */
  likeness(): Promise<Likeness> {
    return this.#once("likeness", () => likenessOf(this));
  }

  /** Prometheus's own path of its data, where it answers and tells. */
  async reportedPath(): Promise<string | undefined> {
    if (this.isUnknown("HOST") || (await this.reach()).kind !== "serves") return undefined;
    return await reportedDataPath(this.client, this.signal);
  }

  /** PROMETHEUS_DATA_DIR. Throws `data.notFound` and what keeps it from being opened. */
  get data(): Directory {
    return this.#once("data", () => this.#opened.use(openData(this.system, this.settings.PROMETHEUS_DATA_DIR)));
  }

  /** The same; undefined where it cannot be opened. */
  get dataIfThere(): Directory | undefined {
    try {
      return this.isUnknown("PROMETHEUS_DATA_DIR") ? undefined : this.data;
    } catch {
      return undefined;
    }
  }

  /** promsnap's own directory in it; undefined where no promsnap has worked yet. */
  get own(): Directory | undefined {
    return this.#once("own", () => this.#use(ifPresent(() => this.data.directory(ownDirectoryName))));
  }

  /** The same; undefined too where it cannot be opened. */
  get ownIfThere(): Directory | undefined {
    try {
      return this.own;
    } catch {
      return undefined;
    }
  }

  /** SNAPSHOT_DIR; undefined where it has yet to be made. */
  store(): Promise<Store | undefined> {
    return this.#once("store", async () => {
      // What a run is uploading, or a killed one was, is no stray.
      const record = this.ownIfThere && new UploadRecord(this.ownIfThere, snapshotsFile);
      const { system, settings, signal } = this;
      const store = await openForReading(settings.SNAPSHOT_DIR, { system, settings, signal, record });
      return store && this.#opened.use(store);
    });
  }

  /** The archive in it that was taken last. */
  newest(): Promise<NewestArchive | undefined> {
    return this.#once("newest", async () => {
      const store = await this.store();
      return store && (await newestArchive(store));
    });
  }

  /** The same; undefined too where nobody can look. */
  async newestIfThere(): Promise<NewestArchive | undefined> {
    try {
      return this.isUnknown("SNAPSHOT_DIR") ? undefined : await this.newest();
    } catch {
      return undefined;
    }
  }

  get service(): Service {
    const { SERVICE, STOP_TIMEOUT } = this.settings;
    return this.#once("service", () => openService(SERVICE, this.system, { stopTimeout: STOP_TIMEOUT }));
  }

  serviceFacts(): Promise<ServiceFacts> {
    return this.#once("facts", () => this.service.facts(this.signal));
  }

  [Symbol.dispose](): void {
    this.#opened.dispose();
  }

  #use(directory: Directory | undefined): Directory | undefined {
    return directory && this.#opened.use(directory);
  }

  /** What failed fails again in the same way: a promise keeps that itself. */
  #once<T>(name: string, gather: () => T): T {
    if (!this.#known.has(name)) this.#known.set(name, gather());
    return this.#known.get(name) as T;
  }
}
