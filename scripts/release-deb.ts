import { chmod, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { must } from "../tests/bed/processes.ts";
import { projectRoot } from "../tests/bed/promsnap.ts";
import { type Entry, gzip, type Made, packageFiles, plain } from "./release-files.ts";

/** What a package is called, and for what it is. */
export interface Label {
  readonly version: string;
  readonly architecture: string;
  readonly maintainer: string;
  /** Seconds since 1970: the time of all its files. */
  readonly time: number;
}

export interface DebOptions {
  /** As dpkg-deb calls it; xz is small and slow. */
  readonly compression?: "xz" | "none";
}

const packaging = join(projectRoot, "packaging/debian");
const maintainerScripts = ["postinst", "prerm", "postrm"];

/**
 * Makes a Debian package in `scratch`, a new directory, and returns its path. The same files, label and dpkg give the
 * same bytes.
 */
export async function makeDeb(
  label: Label,
  made: Made,
  scratch: string,
  { compression = "xz" }: DebOptions = {},
): Promise<string> {
  const root = join(scratch, "root");
  const entries = [...(await packageFiles(made)), ...(await papers(label))];
  for (const entry of entries) await place(root, entry);
  for (const entry of await controlFiles(label, root, entries)) await place(root, entry);
  await must(["chmod", "--recursive", "go=rX,u=rwX", root]);
  const path = join(scratch, `promsnap_${label.version}_${label.architecture}.deb`);
  await must(["dpkg-deb", "--root-owner-group", `-Z${compression}`, "--build", root, path], {
    environment: { SOURCE_DATE_EPOCH: `${label.time}` },
  });
  return path;
}

async function place(root: string, { to, mode, content }: Entry): Promise<void> {
  const path = join(root, to);
  await mkdir(dirname(path), { recursive: true });
  await Bun.write(path, typeof content === "object" && "file" in content ? Bun.file(content.file) : content);
  await chmod(path, mode);
}

/** What Debian wants of every package: whose it is, and what changed. */
async function papers({ version, maintainer, time }: Label): Promise<readonly Entry[]> {
  const licence = await Bun.file(join(projectRoot, "LICENSE")).text();
  const date = new Date(time * 1000).toUTCString().replace("GMT", "+0000");
  const changes = `promsnap (${version}) unstable; urgency=medium\n\n  * What changed: /usr/share/doc/promsnap/CHANGELOG.md.gz\n\n -- ${maintainer}  ${date}\n`;
  return [
    plain("usr/share/doc/promsnap/copyright", copyright(licence)),
    plain("usr/share/doc/promsnap/changelog.gz", gzip(changes)),
  ];
}

/** In Debian's machine-readable form, from the project's LICENSE. */
export function copyright(licence: string): string {
  const holder = /^Copyright \(c\) (.+)$/m.exec(licence)?.[1];
  const [title, , , ...text] = licence.trim().split("\n");
  if (holder === undefined || title !== "MIT License") throw new Error("LICENSE is not written as it used to be");
  const indented = text
    .join("\n")
    .trim()
    .split("\n")
    .map((line) => ` ${line || "."}`);
  return [
    "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/",
    "Upstream-Name: promsnap",
    "Comment: The executable holds other works as well. Their names and licences, word for word, are in",
    " /usr/share/doc/promsnap/third-party-notices.txt.gz, their versions in promsnap.cdx.json.gz beside it.",
    "",
    "Files: *",
    `Copyright: ${holder}`,
    "License: Expat",
    ...indented,
    "",
  ].join("\n");
}

async function controlFiles(label: Label, root: string, entries: readonly Entry[]): Promise<readonly Entry[]> {
  const { version, architecture, maintainer } = label;
  const sizes = entries.map(({ to }) => Math.ceil(Bun.file(join(root, to)).size / 1024));
  const head = { Package: "promsnap", Version: version, Architecture: architecture, Maintainer: maintainer };
  const size = { "Installed-Size": sizes.reduce((sum, one) => sum + one, 0) };
  const fields = Object.entries({ ...head, ...size }).map(([name, value]) => `${name}: ${value}\n`);
  const sums = await must(["md5sum", ...entries.map(({ to }) => to).sort()], { directory: root });
  const scripts = maintainerScripts.map(async (name) => ({
    to: `DEBIAN/${name}`,
    mode: 0o755 as const,
    content: await Bun.file(join(packaging, name)).text(),
  }));
  return [
    plain("DEBIAN/control", fields.join("") + (await Bun.file(join(packaging, "control")).text())),
    plain("DEBIAN/md5sums", sums),
    ...(await Promise.all(scripts)),
  ];
}
