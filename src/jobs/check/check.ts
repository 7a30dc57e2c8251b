import { examineConfiguration } from "../../config/examine.ts";
import type { Finding } from "../../report/findings.ts";
import type { System } from "../../system/system.ts";
import { configuration, permissions, user } from "./configuration.ts";
import { access, data, hardLinks, journal, mountsBelow, same } from "./data.ts";
import { type Examination, examineAll } from "./examination.ts";
import { log, metrics } from "./log.ts";
import { previous } from "./previous.ts";
import { adminApi, authentication, host, prometheus, tls } from "./reach.ts";
import { replicas } from "./replicas.ts";
import { retention } from "./retention.ts";
import { restoreRoom, room } from "./room.ts";
import { Scene } from "./scene.ts";
import { age, lastRun, sandbox, timer } from "./schedule.ts";
import { service } from "./service.ts";
import { sources } from "./sources.ts";
import { archive, disk, store } from "./store.ts";
import { clock, outOfOrder } from "./times.ts";

/** Everything that is looked at, in the order in which a person would. */
export const examinationsInOrder: readonly Examination[] = [
  configuration,
  permissions,
  user,
  ...[host, tls, authentication, prometheus, adminApi],
  ...[data, access, journal, same, hardLinks, sources],
  ...[store, room, restoreRoom, disk],
  ...[service, mountsBelow, previous],
  ...[clock, outOfOrder],
  ...[timer, sandbox, lastRun, age],
  archive,
  retention,
  replicas,
  log,
  metrics,
];

/**
 * Looks for everything that would make a run or a restore fail, and changes nothing. A configuration that is wrong is the
 * first finding; what can be looked at all the same is.
 */
export async function check(
  { system, signal }: { readonly system: System; readonly signal: AbortSignal },
  path: string,
  examined = examineConfiguration(path, system),
): Promise<Finding[]> {
  using scene = new Scene(system, signal, path, examined);
  return await examineAll(examinationsInOrder, scene);
}
