import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { projectRoot } from "../tests/bed/promsnap.ts";

/** A file of the package: where it goes, below the root, and what it holds, or which file it is. */
export interface Entry {
  readonly to: string;
  readonly mode: 0o644 | 0o755;
  readonly content: string | Uint8Array<ArrayBuffer> | { readonly file: string };
}

/** What is made for one release and stands in no file of the project. */
export interface Made {
  /** The executable's path. */
  readonly executable: string;
  readonly sbom: string;
  readonly notices: string;
  /** What each shell sources for completion, by the shell's name. */
  readonly completions: Readonly<Record<string, string>>;
}

interface Source {
  /** A folder of the project; one that does not exist gives no file. */
  readonly folder: string;
  readonly which: RegExp;
  readonly to: (name: string) => string;
  readonly change?: (text: string) => string | Uint8Array<ArrayBuffer>;
}

const share = "usr/share";
const documents = `${share}/doc/promsnap`;
const manual = (folder: string) => (name: string) => `${share}/${folder}/man${name.slice(-1)}/${name}.gz`;

/** Everything of the project that goes into the package. */
const sources: readonly Source[] = [
  { folder: "systemd", which: /\.(service|timer)$/, to: (name) => `lib/systemd/system/${name}`, change: asPackaged },
  { folder: "docs/man", which: /\.[1-9]$/, to: manual("man"), change: gzip },
  { folder: "docs/man/fr", which: /\.[1-9]$/, to: manual("man/fr"), change: gzip },
  { folder: "docs", which: /\.md$/, to: (name) => `${documents}/docs/${name}.gz`, change: gzip },
  { folder: "docs/monitoring", which: /\.(ya?ml|json)$/, to: (name) => `${documents}/examples/monitoring/${name}` },
  { folder: "packaging", which: /\.conf$/, to: (name) => `${documents}/examples/${name}` },
  { folder: "packaging/debian", which: /^lintian-overrides$/, to: () => `${share}/lintian/overrides/promsnap` },
  { folder: ".", which: /^(README(\.fr)?|CHANGELOG)\.md$/, to: (name) => `${documents}/${name}.gz`, change: gzip },
];

const completionPaths: Readonly<Record<string, string>> = {
  bash: `${share}/bash-completion/completions/promsnap`,
  zsh: `${share}/zsh/vendor-completions/_promsnap`,
  fish: `${share}/fish/vendor_completions.d/promsnap.fish`,
};

/** The shells for which the package has a place. */
export const shells = Object.keys(completionPaths);

/** Every file of the package but those of Debian's own (copyright, changelog), in no particular order. */
export async function packageFiles(made: Made): Promise<readonly Entry[]> {
  return [
    { to: "usr/bin/promsnap", mode: 0o755, content: { file: made.executable } },
    plain(`${documents}/promsnap.cdx.json.gz`, gzip(made.sbom)),
    plain(`${documents}/third-party-notices.txt.gz`, gzip(made.notices)),
    ...Object.entries(made.completions).map(([shell, text]) => plain(completionPaths[shell] ?? shell, text)),
    ...(await Promise.all(sources.map(filesOf))).flat(),
  ];
}

async function filesOf({ folder, which, to, change = String }: Source): Promise<readonly Entry[]> {
  const directory = join(projectRoot, folder);
  const names = (await readdir(directory).catch(() => [])).filter((name) => which.test(name)).sort();
  return Promise.all(names.map(async (name) => plain(to(name), change(await Bun.file(join(directory, name)).text()))));
}

export const plain = (to: string, content: string | Uint8Array<ArrayBuffer>): Entry => ({ to, mode: 0o644, content });

/** Compressed as Debian wants it: as small as can be, without name and time. */
export function gzip(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(text, { level: 9 }));
}

/** A unit as a package has it: with its program not below /usr/local. Nothing else of it is changed. */
export function asPackaged(unit: string): string {
  return unit.replaceAll("/usr/local/bin/promsnap", "/usr/bin/promsnap");
}
