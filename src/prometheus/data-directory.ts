import { fault } from "../errors.ts";
import type { Directory } from "../system/directory.ts";

/**
 * Refuses a directory that no Prometheus server keeps its data in, before Prometheus is asked for a snapshot that would
 * land elsewhere and stay there: every server makes `wal` at its first start. Throws `data.notPrometheus`, with the
 * path that Prometheus itself reports.
 */
export async function refuseOtherDirectory(
  data: Directory,
  reported: () => Promise<string | undefined>,
): Promise<void> {
  if (data.entry("wal")?.kind === "directory") return;
  const elsewhere = await reported();
  throw fault("data.notPrometheus", { path: data.path, ...(elsewhere === undefined ? {} : { reported: elsewhere }) });
}
