/** How many blocks Prometheus has loaded. */
export const loadedCount = "prometheus_tsdb_blocks_loaded";

/** How often Prometheus failed to load the blocks that lie in its directory. */
export const failedReloads = "prometheus_tsdb_reloads_failures_total";

/**
 * Picks metrics without labels out of Prometheus's `/metrics`, a text of lines `name value`. Values are numbers as far
 * as JavaScript has them: the times of an empty head lie beyond its safe integers.
 */
export interface MetricsReader {
  /** Whether a line is one of those wanted. */
  wants(line: string): boolean;
  /** The values in the lines that were kept; a metric that this version does not have is absent. */
  read(lines: string): ReadonlyMap<string, number>;
}

/** Makes the reader of these metrics. */
export function metricsReader(names: readonly string[]): MetricsReader {
  const wanted = new Set(names);
  const nameOf = (line: string) => line.slice(0, Math.max(0, line.indexOf(" ")));
  return {
    wants: (line) => wanted.has(nameOf(line)),
    read: (lines) => {
      const values = lines.split("\n").map((line) => [nameOf(line), numberOf(line.split(" ")[1] ?? "")] as const);
      return new Map(values.filter(([name, value]) => wanted.has(name) && value !== undefined) as [string, number][]);
    },
  };
}

/** A number as Go writes it; undefined for any other text. `NaN` is a number here. */
export function numberOf(text: string): number | undefined {
  if (text === "+Inf") return Number.POSITIVE_INFINITY;
  if (text === "-Inf") return Number.NEGATIVE_INFINITY;
  const value = /^[-+]?\d/.test(text) ? Number(text) : Number.NaN;
  return Number.isNaN(value) && text !== "NaN" ? undefined : value;
}
