/** Names of snapshots and their files: `snapshot-DD_MM_YYYY-HH_MM_SS` in local time, as the script's. */

const namePattern = /^snapshot-(\d\d)_(\d\d)_(\d{4})-(\d\d)_(\d\d)_(\d\d)$/;
const archiveSuffix = ".tar.gz";

/** The name of a snapshot taken at this instant (milliseconds since 1970), in the process's time zone. */
export function snapshotName(instant: number): string {
  const date = new Date(instant);
  const two = (number: number) => String(number).padStart(2, "0");
  const day = [two(date.getDate()), two(date.getMonth() + 1), String(date.getFullYear()).padStart(4, "0")].join("_");
  return `snapshot-${day}-${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join("_")}`;
}

/** The instant in a snapshot's name, read in the process's time zone; undefined when it is no such name. */
export function instantOfName(name: string): number | undefined {
  const parts = namePattern.exec(name)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [day = 0, month = 0, year = 0, hour = 0, minute = 0, second = 0] = parts;
  const date = new Date(year, month - 1, day, hour, minute, second);
  // 31_02 or 25 o'clock would silently become another time.
  const same = date.getDate() === day && date.getMonth() === month - 1 && minute < 60 && second < 60 && hour < 24;
  return same ? date.getTime() : undefined;
}

/** The file of a snapshot. */
export function archiveFileOf(name: string): string {
  return `${name}${archiveSuffix}`;
}

/** The checksum file that stands beside an archive. */
export function checksumFileOf(name: string): string {
  return `${name}${archiveSuffix}.sha256`;
}

/** What the last verification of an archive found, beside it. */
export function verdictFileOf(name: string): string {
  return `${name}${archiveSuffix}.verdict`;
}

/** The archive while it is being written. */
export function partialFileOf(name: string): string {
  return `${name}${archiveSuffix}.partial`;
}

/** The snapshot whose archive a file is; undefined for every other file. */
export function nameOfArchiveFile(file: string): string | undefined {
  const name = file.endsWith(archiveSuffix) ? file.slice(0, -archiveSuffix.length) : "";
  return namePattern.test(name) ? name : undefined;
}
