import { chmod, cp, mkdir, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fillDataDirectory } from "../../bed/blocks.ts";
import { must } from "../../bed/processes.ts";
import { type Prometheus, startPrometheus } from "../../bed/prometheus.ts";
import { smallDisk, type Temporary } from "../../bed/temporary.ts";
import type { BrokenSetup, Ground } from "./ground.ts";

/** A store on a disk of its own for one case; it goes in `mend`. */
function disk(bytes: number) {
  let made: Temporary | undefined;
  return {
    path: async () => {
      made = await smallDisk(bytes);
      return made.path;
    },
    remove: async () => await made?.remove(),
  };
}

const [readOnly, full, narrow] = [disk(1 << 20), disk(4 << 20), disk(7 << 20)];

/** A Prometheus over an empty directory, with its first samples. */
const anew = {
  running: undefined as Prometheus | undefined,
  start: async (dataDirectory: string) => {
    anew.running = await startPrometheus({ dataDirectory });
    await anew.running.scraped();
    return anew.running;
  },
  stop: async () => await anew.running?.stop(),
};

/** A program for SERVICE that says with this code whether Prometheus runs. */
const program = async ({ directory }: Ground, code: number) => {
  const path = join(await directory("program"), "service");
  await Bun.write(path, `#!/bin/sh\nexit ${code}\n`);
  await chmod(path, 0o755);
  return `exec:${path}`;
};

/** Another store of the same Prometheus with this archive. */
const storeWith = async (ground: Ground, name: string) => {
  const path = `${ground.store}-${name}`;
  await mkdir(path);
  const archive = join(path, basename(ground.archive));
  await cp(ground.archive, archive);
  return { path, archive, site: await ground.site({ SNAPSHOT_DIR: path }) };
};

/** What is wrong with the store, with what is in it, and with SERVICE. */
export const storeCases: readonly BrokenSetup[] = [
  {
    name: "a SNAPSHOT_DIR inside the data directory",
    broken: ({ site, station }) => site({ SNAPSHOT_DIR: join(station.data, "backups") }),
    id: "configuration",
    code: "config.invalid",
    remedy: /PROMETHEUS_DATA_DIR/,
  },
  {
    name: "a SNAPSHOT_DIR that a link leads into the data directory",
    broken: async ({ site, station, directory }) => {
      const path = join(await directory("link"), "store");
      await symlink(join(station.data, "wal"), path);
      return await site({ SNAPSHOT_DIR: path });
    },
    id: "store",
    code: "store.insideData",
    remedy: /\S/,
  },
  {
    name: "the store of another Prometheus",
    broken: async (ground) => {
      const path = await ground.directory("foreign");
      await Bun.write(join(path, ".promsnap-store"), `${crypto.randomUUID()}\n`);
      return await ground.site({ SNAPSHOT_DIR: path });
    },
    id: "store",
    code: "store.foreign",
    remedy: /promsnap run --adopt$/,
  },
  {
    name: "a store that is read-only",
    broken: async ({ site }) => {
      const path = await readOnly.path();
      await must(["mount", "-o", "remount,ro", path]);
      return await site({ SNAPSHOT_DIR: path });
    },
    id: "store",
    code: "files.readOnly",
    remedy: /ReadWritePaths=/,
    mend: readOnly.remove,
  },
  {
    name: "a store without room for another snapshot",
    broken: async ({ site }) => {
      const path = await full.path();
      await Bun.write(join(path, "other"), new Uint8Array((4 << 20) - 8192));
      return await site({ SNAPSHOT_DIR: path });
    },
    id: "room",
    code: "space.insufficient",
    remedy: /^Delete old archives there, or move SNAPSHOT_DIR to a larger disk/,
    also: ["archive"],
    mend: full.remove,
  },
  {
    name: "a data directory without room for a restore",
    broken: async (ground) => {
      const data = join(await narrow.path(), "data");
      await fillDataDirectory(data);
      await mkdir(join(data, "wal"));
      return await ground.site({ PROMETHEUS_DATA_DIR: data, HOST: "http://127.0.0.1:9", SERVICE: "none" });
    },
    id: "restore-room",
    code: "restore.noSpace",
    remedy: /promsnap restore FILE --to DIR\.$/,
    also: ["host"],
    mend: narrow.remove,
  },
  {
    name: "snapshots on the disk of the data",
    broken: async ({ site, store, directory }) => {
      const path = join(await directory("same-disk"), "store");
      await cp(store, path, { recursive: true });
      return await site({ SNAPSHOT_DIR: path });
    },
    id: "disk",
    state: "warning",
    code: "disk.same",
    remedy: /^If that disk fails, the snapshots go with the data/,
  },
  {
    name: "nothing stored yet",
    broken: ({ site, store }) => site({ SNAPSHOT_DIR: `${store}-new` }),
    id: "archive",
    state: "warning",
    code: "archive.none",
    remedy: /promsnap run$/,
  },
  {
    name: "a newest archive that is cut off",
    broken: async (ground) => {
      const { archive, site } = await storeWith(ground, "cut");
      await truncate(archive, (await stat(archive)).size - 1000);
      return site;
    },
    id: "archive",
    code: "archive.corrupt",
    remedy: /\S/,
  },
  {
    name: "a newest archive that a verification found damaged",
    broken: async (ground) => {
      const { archive, site } = await storeWith(ground, "unsound");
      const bytes = (await stat(archive)).size;
      const verdict = { format: 1, verified: new Date().toISOString(), deep: false, sound: false, bytes };
      await Bun.write(`${archive}.verdict`, JSON.stringify(verdict));
      return site;
    },
    id: "archive",
    code: "archive.unsound",
    remedy: /^Do not rely on it\./,
  },
  {
    name: "a newest snapshot that is dated in the future",
    broken: async (ground) => {
      const { path, archive, site } = await storeWith(ground, "future");
      await rm(archive);
      await Bun.write(join(path, "snapshot-01_01_2099-00_00_00.tar.gz"), Bun.gzipSync(new Uint8Array(512)));
      return site;
    },
    id: "age",
    state: "warning",
    code: "clock.future",
    remedy: /^Set this machine's clock right\./,
  },
  {
    name: "snapshots that lack what earlier ones hold, as after a lost volume",
    broken: async (ground) => {
      const { path } = await storeWith(ground, "lost");
      const prometheus = await anew.start(await ground.directory("new-volume"));
      const { url: HOST, dataDirectory: PROMETHEUS_DATA_DIR } = prometheus;
      const values = { HOST, PROMETHEUS_DATA_DIR, SNAPSHOT_DIR: path, SERVICE: "none", KEEP_LAST: "1" };
      const site = await ground.site(values);
      await site.run();
      return site;
    },
    id: "retention",
    state: "warning",
    code: "retention.stopped",
    remedy: /promsnap prune --accept$/,
    mend: anew.stop,
  },
  {
    name: "a further store that cannot be looked at",
    broken: async (ground) => {
      const path = join(await ground.directory("no-directory"), "file");
      await writeFile(path, "");
      return await ground.site({ REPLICATE_TO: path });
    },
    id: "replicas",
    code: "files.failed",
    remedy: /\S/,
  },
  {
    name: "a SERVICE whose program is not there",
    broken: ({ site }) => site({ SERVICE: "exec:/usr/local/sbin/no-such-program" }),
    id: "service",
    code: "service.noProgram",
    remedy: /set SERVICE to what runs Prometheus here\.$/,
  },
  {
    name: "a SERVICE that is stopped while Prometheus answers",
    broken: async (ground) => await ground.site({ SERVICE: await program(ground, 3) }),
    id: "service",
    code: "restore.stillServing",
    remedy: /\S/,
  },
  {
    name: "a SERVICE whose program fails",
    broken: async (ground) => await ground.site({ SERVICE: await program(ground, 9) }),
    id: "service",
    code: "service.askFailed",
    remedy: /^promsnap stops nothing whose state it does not know/,
  },
];
