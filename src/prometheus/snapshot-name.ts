/** The names that Prometheus gives: the second of the request in UTC and a random number (web/api/v1, `snapshot`). */
const pattern = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z-[0-9a-f]{1,16}$/;

/** True for a name as Prometheus gives to a source snapshot, which is a plain name without a path. */
export function isSnapshotName(name: string): boolean {
  return pattern.test(name);
}

/** The second in which Prometheus took the request, in milliseconds since 1970; undefined for any other name. */
export function snapshotInstant(name: string): number | undefined {
  const parts = pattern.exec(name);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
