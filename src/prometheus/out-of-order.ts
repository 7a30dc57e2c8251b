import { durationIn } from "./retention.ts";

/**
 * How far back Prometheus takes samples that come late, in milliseconds, by the configuration in force as it prints it;
 * 0 where it takes none. Undefined for a window in words that nobody knows.
 */
export function outOfOrderWindow(yaml: string): number | undefined {
  // Prometheus prints its configuration itself, so that the places are known: storage, tsdb, the window.
  const storage = sectionOf(yaml, "storage", "");
  const [, window = "0s"] = /^ {4}out_of_order_time_window: (\S+)$/m.exec(sectionOf(storage, "tsdb", "  ")) ?? [];
  return durationIn(window);
}

/** The lines below a key that is so indented. */
function sectionOf(yaml: string, key: string, indent: string): string {
  const lines = yaml.split("\n");
  const first = lines.indexOf(`${indent}${key}:`) + 1;
  if (first === 0) return "";
  const length = lines.slice(first).findIndex((line) => !line.startsWith(`${indent}  `));
  return lines.slice(first, length === -1 ? undefined : first + length).join("\n");
}
