/** What decides whether a version can be released. */
export interface Circumstances {
  /** What package.json says. */
  readonly version: string;
  readonly changelog: string;
  /** Files that are not committed as they are. */
  readonly uncommitted: readonly string[];
}

/** What stands against releasing `asked`, in sentences; empty when nothing does. */
export function objections(asked: string, { version, changelog, uncommitted }: Circumstances): readonly string[] {
  const headed = changelog
    .split("\n")
    .some((line) => line.startsWith("## ") && line.slice(3).split(/[ ,]/)[0] === asked);
  return [
    asked === version ? [] : [`package.json says ${version}, not ${asked}: the executable would, too`],
    headed ? [] : [`CHANGELOG.md has no heading "## ${asked}"`],
    uncommitted.length === 0 ? [] : [`not committed: ${uncommitted.join(", ")}`],
  ].flat();
}

/** A version as Debian orders it: 1.0.0-rc.1 comes before 1.0.0. */
export function debianVersion(version: string): string {
  return version.replace("-", "~");
}
