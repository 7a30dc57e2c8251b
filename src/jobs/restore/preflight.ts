import { fault } from "../../errors.ts";
import { childrenOf, strangersIn } from "../../prometheus/data-children.ts";
import { ownDirectoryName } from "../../prometheus/own-directory.ts";
import { reasonOf } from "../../report/reason.ts";
import type { Service, ServiceFacts } from "../../services/service.ts";
import type { Directory } from "../../system/directory.ts";
import { mounts } from "../../system/mounts.ts";
import { move } from "../../system/moving.ts";
import type { ReadableFile } from "../../system/readable.ts";
import type { System } from "../../system/system.ts";
import type { JobContext } from "../backup-terms.ts";
import { type Contents, contentsOf } from "./contents.ts";
import { ownerOfData } from "./owner.ts";
import { judgeRoom } from "./room.ts";
import { refuseOtherDirectories, refuseOtherPrometheus } from "./same-prometheus.ts";
import { stateOfHost } from "./stopping.ts";
import type { RestorePlan, Transaction } from "./terms.ts";
import { renameProbe } from "./tidying.ts";

/** What was found before anything was touched. */
export interface Survey {
  readonly plan: RestorePlan;
  /** What the archive's head tells; undefined for the script's. */
  readonly contents: Contents | undefined;
  readonly wasRunning: boolean;
  readonly wasServing: boolean;
}

type Surveyor = Pick<Transaction, "data" | "context" | "client" | "service" | "now">;

/**
 * Looks at everything that could keep a restore from succeeding, and changes nothing. Throws what would: faults
 * `service.…` and `restore.…`. `time` names the places that the restore will make.
 */
export async function survey(
  tx: Surveyor,
  archive: ReadableFile,
  own: Directory | undefined,
  time: string,
): Promise<Survey> {
  const { data, context, service } = tx;
  const { system, settings, signal } = context;
  const contents = await contentsOf(archive);
  refuseMounts(system, data);
  const { wasRunning, wasServing } = await surveyService(tx, signal);
  const room = judgeRoom(data, own, archive, contents);
  return {
    wasRunning,
    wasServing,
    contents,
    plan: {
      archive: archive.path,
      blocks: contents?.metas.length,
      minTime: contents && least(contents.metas.map(({ minTime }) => minTime)),
      maxTime: contents && most(contents.metas.map(({ maxTime }) => maxTime)),
      contentBytes: contents?.bytes,
      freeBytes: room.free,
      neededBytes: room.needed,
      service: service.name,
      serviceRuns: wasRunning,
      stop: service.commands.stop,
      start: service.commands.start,
      owner: ownerOfData(settings, data, system.host.user),
      moved: childrenOf(data).map(({ name }) => name),
      stays: strangersIn(data, ownDirectoryName),
      previous: `${data.path}/${ownDirectoryName}/previous-${time}`,
    },
  };
}

/** What an exchange without an archive (an undo) has to know beforehand. */
export async function surveyService(
  tx: Surveyor,
  signal: AbortSignal,
): Promise<{ readonly wasRunning: boolean; readonly wasServing: boolean }> {
  const { data, context, service } = tx;
  const facts = await service.facts(signal);
  refuseState(context, service, facts);
  refuseOtherDirectories(context.system, service, facts, data);
  const host = await stateOfHost(tx, signal, facts.state);
  // One that replays its log is there as well, and nobody else would notice it in another container.
  if (!service.managed && host !== "silent") throw fault("restore.stillServing", { url: context.settings.HOST });
  const wasServing = host === "ready";
  if (wasServing) await refuseOtherPrometheus(tx, signal);
  return { wasRunning: facts.state === "running" || facts.state === "paused", wasServing };
}

/** Renames a directory into the data directory and back: device numbers alone do not tell whether that works. */
export function proveRenames(data: Directory, own: Directory): void {
  const { inOwn: probe, inData } = renameProbe;
  own.removeTree(probe);
  data.removeTree(inData);
  try {
    own.makeDirectory(probe, 0o700);
    move(own, probe, data, inData);
    move(data, inData, own, probe);
  } catch (error) {
    data.removeTree(inData);
    throw fault("restore.noRename", { path: data.path, reason: reasonOf(error) }, error);
  } finally {
    own.removeTree(probe);
  }
}

/** Throws `service.missing` and `service.obstacle`: the service cannot be stopped and started as a restore has to. */
export function refuseState(
  { settings }: Pick<JobContext, "settings">,
  { name }: Service,
  { state, obstacles }: ServiceFacts,
): void {
  const { kind } = settings.SERVICE;
  if (state === "missing" && kind !== "none" && kind !== "exec") {
    throw fault("service.missing", { service: name, manager: kind });
  }
  const [obstacle] = obstacles;
  if (obstacle !== undefined) throw fault("service.obstacle", { service: name, obstacle });
}

/** A mount below the data directory can be renamed by nobody. Throws `restore.mountBelow`. */
export function refuseMounts(system: Pick<System, "realPath">, data: Directory): void {
  const real = system.realPath(data.path) ?? data.path;
  const below = mounts().find(({ point }) => point.startsWith(`${real}/`));
  if (below !== undefined) throw fault("restore.mountBelow", { path: below.point });
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function most(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
