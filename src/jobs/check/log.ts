import { dirname } from "node:path/posix";
import { notice } from "../../notices.ts";
import { reasonOf } from "../../report/reason.ts";
import { proveAppendable } from "../../system/append.ts";
import { proveWritable } from "../../system/permissions.ts";
import type { System } from "../../system/system.ts";
import { type Examination, noticed, ok, type Verdict, warning } from "./examination.ts";

/** Whether the outcome of a run can be written to LOG_FILE. */
export const log: Examination = {
  id: "log",
  needs: ["LOG_FILE"],
  examine: ({ settings, system }): Verdict[] => {
    const { LOG_FILE: path } = settings;
    if (path === undefined) return [ok("log.unset", {})];
    try {
      if (!proveAppendable(path)) proveNew(system, path);
      return [ok("log.writable", { path })];
    } catch (error) {
      return [warning("log.refused", { path, reason: reasonOf(error) })];
    }
  },
};

/** Whether the metrics can be put into METRICS_FILE, which is replaced by a new one each time. */
export const metrics: Examination = {
  id: "metrics",
  needs: ["METRICS_FILE"],
  examine: ({ settings, system }): Verdict[] => {
    const { METRICS_FILE: path } = settings;
    if (path === undefined) return [ok("metrics.unset", {})];
    try {
      proveNew(system, path);
      return [ok("metrics.writable", { path })];
    } catch (error) {
      return [noticed(notice("metrics.unwritable", { path, reason: reasonOf(error) }))];
    }
  },
};

function proveNew(system: System, path: string): void {
  using directory = system.openDirectory(dirname(path));
  proveWritable(directory);
}
