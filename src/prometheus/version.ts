/** A version of Prometheus: major, minor, patch. */
export type Version = readonly [major: number, minor: number, patch: number];

/** Reads what Prometheus says of its version, such as `2.42.0+ds`; undefined when that is none. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch] = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:\D|$)/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

/** Whether a version is this one or a later one. */
export function isAtLeast(version: Version, first: Version): boolean {
  const place = version.findIndex((number, index) => number !== first[index]);
  return place === -1 || (version[place] ?? 0) > (first[place] ?? 0);
}
